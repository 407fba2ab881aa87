import type { Measure } from './measure';
import { serve, type Served } from './relay-load';

/** How the relay and its peer are run side by side, and how what was found is said. */
const PEER = '@y/websocket-server 0.1.1, in memory';
const REPEATS = Number(process.env.RELEVO_BENCH_REPEATS ?? 3);
/** No single run may hold up the rest; a server that is that slow is a result too. */
const RUN_MS = 90_000;

type Figures = Record<string, number>;

/** Interleaved, each run with a fresh process; the medians of both. */
export async function bothTimes<T extends Figures>(
	name: string,
	run: (served: Served) => Promise<T>,
): Promise<{ ours: T; peer: T }> {
	const ours: T[] = [];
	const peer: T[] = [];
	for (let i = 0; i < REPEATS; i++) {
		ours.push(await once('ours', name, run));
		peer.push(await once('peer', name, run));
	}
	return { ours: medians(ours), peer: medians(peer) };
}

async function once<T>(kind: Served['kind'], name: string, run: (served: Served) => Promise<T>) {
	const served = await serve(kind);
	let timer: NodeJS.Timeout | undefined;
	const tooLong = new Promise<never>((_, reject) => {
		const why = `${name} (${kind}) took more than ${RUN_MS / 1_000} s`;
		timer = setTimeout(() => reject(new Error(why)), RUN_MS);
	});
	try {
		return await Promise.race([run(served), tooLong]);
	} finally {
		clearTimeout(timer);
		await served.stop();
	}
}

function medians<T extends Figures>(results: T[]): T {
	const names = Object.keys(results[0]!);
	return Object.fromEntries(
		names.map((name) => [
			name,
			shareOf(
				results.map((each) => each[name]!),
				0.5,
			),
		]),
	) as T;
}

/** The value that this share of all lie below. */
export function shareOf(values: readonly number[], share: number): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
}

/** The target is for the ratio of the two. */
export function compared(
	name: string,
	unit: string,
	value: number,
	peerValue: number,
	bound: { atLeast?: number; atMost?: number },
): Measure {
	const target = { id: 'P13', of: 'ratio', ...bound } as const;
	return { name, value, unit, peer: PEER, peerValue, ratio: value / peerValue, target };
}

/** The target is for our own figure; the peer's stands beside it to tell about the machine. */
export function absolute(
	name: string,
	unit: string,
	value: number,
	peerValue: number,
	atMost: number,
): Measure {
	const target = { id: 'P13', atMost };
	return { name, value, unit, peer: PEER, peerValue, ratio: value / peerValue, target };
}
