import { setTimeout as sleep } from 'node:timers/promises';
import { build } from '../../sync-server/prepare';
import type { RelayProcess } from '../e2e/relay';
import { Lines, repeat } from './lines';
import { atMost, type Failure, type Measure, median } from './measure';
import { importInto, recordings, SCALE } from './recordings';
import { residentMb, rested } from './server-process';
import { withRelay } from './stage';

/** The targets that it speaks of. */
export const targets = ['P19'];

const REST_MS = 10_000;
const RESTARTS = 5;
const EMPTY_MB = 95;
/** With all conversations once, and with as many copies as P20 speaks of. */
const FULL_MB = SCALE ? 220 : 150;
const LEASE_WITHIN_MS = 60_000;

/**
 * P19: what the process of relay and runner takes of the machine's memory at rest, and how soon it
 * serves and hosts again after it was killed.
 */
export function measureRunner(): Promise<(Measure | Failure)[]> {
	build();
	return withRelay({ runner: 'on' }, measure);
}

async function measure(relay: RelayProcess): Promise<(Measure | Failure)[]> {
	const conversations = await recordings();
	const lines = new Lines();
	await lines.add('P19 empty', () => resident(relay, 'empty', EMPTY_MB));
	await importInto(relay, conversations);
	const full = `${conversations.length} conversations`;
	await lines.add('P19 full', () => resident(relay, `${full}, since they came`, FULL_MB));
	await lines.add('P19 restart', async () => {
		const starts = await repeat(RESTARTS, () => restart(relay));
		const ready = median(starts.map((start) => start.ready));
		const leased = median(starts.map((start) => start.leased));
		return [
			atMost(`P19 restart with ${full}: ready`, ready, 'ms', { id: 'P19', atMost: 2_000 }),
			atMost(`P19 restart with ${full}: lease`, leased, 'ms', { id: 'P19', atMost: 4_000 }),
		];
	});
	await lines.add('P19 restarted', () => resident(relay, `${full}, restarted`, FULL_MB));
	return lines.found;
}

async function resident(relay: RelayProcess, what: string, most: number): Promise<Measure> {
	await rested(relay.pid);
	await sleep(REST_MS);
	const target = { id: 'P19', atMost: most };
	return atMost(`P19 server with runner, ${what}`, await residentMb(relay.pid), 'MB', target);
}

/** As after a power cut: milliseconds from the start of the process. */
async function restart(relay: RelayProcess): Promise<{ ready: number; leased: number }> {
	await relay.kill();
	const started = performance.now();
	await relay.start();
	const ready = performance.now() - started;
	while (!(await isLeased(relay))) {
		if (performance.now() - started > LEASE_WITHIN_MS) throw new Error('Nobody takes the lease.');
		await sleep(20);
	}
	return { ready, leased: performance.now() - started };
}

/** By the runner: nobody else is connected. */
async function isLeased(relay: RelayProcess): Promise<boolean> {
	try {
		// A connection that is kept may be one to the process before.
		const headers = { connection: 'close' };
		const metrics = await (await fetch(`${relay.origin}/metrics`, { headers })).text();
		return /^relevo_lease_held 1$/m.test(metrics);
	} catch {
		// It does not answer yet, which is no lease either.
		return false;
	}
}
