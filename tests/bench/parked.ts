import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { memoryStorage } from '../../src/lib/core/memory-storage';
import type { Storage, Timer } from '../../src/lib/core/ports';
import { HOUR } from '../../src/lib/base/clock';
import { hashId } from '../../src/lib/base/hash';
import { seededRandom } from '../../src/lib/base/random';
import { type ContactState, foldContact } from '../../src/lib/model/contact-state';
import type { DomainEvent } from '../../src/lib/model/event';
import { type Measure, median } from './measure';

/** The targets that it speaks of. */
export const targets = ['P11'];

const RUNS = 100_000;
/** As many arrivals as a core commits at once. */
const BATCH = 256;
const START = 1_700_000_000_000;
const WAIT_MS = 24 * HOUR;

/**
 * P11: what a host keeps of runs that wait, in the storage of the runner: what they weigh beyond
 * their events, how long it takes to take them in, and how fast the next one due is found.
 */
export async function measureParkedRuns(): Promise<Measure[]> {
	setFlagsFromString('--expose-gc');
	const collect: () => void = runInNewContext('gc');
	const storage = memoryStorage();
	collect();
	const before = process.memoryUsage().heapUsed;
	const loadMs = await load(storage);
	collect();
	const heapMb = (process.memoryUsage().heapUsed - before) / 2 ** 20;
	const target = (atMost: number) => ({ id: 'P11', atMost });
	return [
		{ name: '100k parked runs, memory', value: heapMb, unit: 'MB', target: target(40) },
		{ name: '100k parked runs, load', value: loadMs, unit: 'ms', target: target(300) },
		{
			name: '100k parked runs, next due',
			value: await nextDueMs(storage),
			unit: 'ms',
			target: target(1),
		},
	];
}

/** Only the commits count; making the states is not part of it. */
async function load(storage: Storage): Promise<number> {
	const random = seededRandom('parked');
	let tookMs = 0;
	for (let first = 0; first < RUNS; first += BATCH) {
		const size = Math.min(BATCH, RUNS - first);
		const made = Array.from({ length: size }, (_, i) => parked(first + i, random()));
		const started = performance.now();
		await storage.commit({
			contacts: made.map(({ state }) => state),
			timers: { put: made.map(({ timer }) => timer) },
		});
		tookMs += performance.now() - started;
	}
	return tookMs;
}

async function nextDueMs(storage: Storage): Promise<number> {
	const samples: number[] = [];
	for (let i = 0; i < 200; i++) {
		const started = performance.now();
		const next = await storage.nextTimer();
		const due = await storage.timers(START + 2 * WAIT_MS, 32);
		samples.push(performance.now() - started);
		if (due.length !== 32 || due[0]?.id !== next?.id) throw new Error('The order is wrong.');
		await storage.commit({ timers: { drop: [due[0]?.id ?? ''] } });
	}
	return median(samples);
}

function parked(index: number, chance: number): { state: ContactState; timer: Timer } {
	const contact = hashId('con', index);
	const run = hashId('run', index);
	const until = START + WAIT_MS + Math.floor(chance * WAIT_MS);
	const base = {
		at: START + index,
		by: { kind: 'engine' as const, id: 'runner' },
		conversation: hashId('cnv', index),
		run,
	};
	const events: DomainEvent[] = [
		{
			...base,
			id: `${run}.started`,
			type: 'runStarted',
			workflow: 'wfl_bench',
			version: 'ver_bench',
			trigger: hashId('ev', index),
			chain: [],
		},
		{
			...base,
			id: `${run}.0`,
			type: 'runAdvanced',
			wokenBy: hashId('ev', index),
			steps: [{ node: 'node_wait', kind: 'wait', visit: 1 }],
			park: { node: 'node_wait', visit: 1, until, listens: [] },
		},
	];
	// Ids come out of decoded updates, one flat string each; built ones would weigh several
	// times that.
	const arrived: { contact: string; events: DomainEvent[] } = JSON.parse(
		JSON.stringify({ contact, events }),
	);
	const state = foldContact(arrived.contact, arrived.events);
	const id = Object.keys(state.runs)[0] ?? '';
	const what = { run: id, node: 'node_wait', visit: 1 };
	return { state, timer: { id, contact: arrived.contact, due: until, what } };
}
