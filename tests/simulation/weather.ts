import { SECOND } from '../../src/lib/base/clock';
import type { Place } from '../../src/lib/core/ports';
import { drawSideWorkflows } from './vocabulary';
import { pick } from './work';

/** What a seed is like: some are calm, some are nothing but trouble (a swarm). */
export type Weather = {
	/** How many take part: most bugs need few, and what is small is tried more often. */
	agents: number;
	visitors: number;
	/** How long things break; then all is mended. */
	breaksForMs: number;
	hasRunner: boolean;
	/** How many commits of the relay are slow, by up to two seconds. */
	slowFsyncs: number;
	/** The workflow gives conversations to people who are online only, and waits for them. */
	onlineOnly: boolean;
	/** Rooms of the relay are compacted after a few entries. */
	compactsOften: boolean;
	/** A contact's log is cut after a few events. */
	smallChapters: boolean;
	/** Workflows that work behind the scenes beside it (`vocabulary`). */
	asides: readonly string[];
	/** A teammate stops the workflow and publishes another version of it. */
	publishes: boolean;
	/** Where processes die, of the named places. */
	mishaps: ReadonlyMap<MishapPlace, number>;
	/** How far clocks are off when they start, and by how much they are set. */
	clocksOffMs: number;
	clocksJumpMs: number;
	faultEveryMs: number;
	wipes: number;
	relayFaults: number;
	/**
	 * How often an older copy of the relay's data is put back. Only where every author keeps what it
	 * wrote, and comes back: what nobody can send again is lost with the relay's disk.
	 */
	restores: number;
	/** Somebody with valid tokens speaks the protocol to do harm (`hostile`). */
	isAttacked: boolean;
};

/** Places of the simulated disk, around the moment in which a commit is durable. */
export type DiskPlace = 'disk.beforeCommit' | 'disk.afterCommit';
/** After a push of the engine: its host is cut off, and another one has the lease at the next. */
export type MishapPlace = Place | DiskPlace | 'host.afterPush';

/** How likely a process dies each time it passes there, in the seeds that look at that place. */
const PLACES: Record<MishapPlace, number> = {
	'client.afterLocalApply': 0.03,
	'client.beforeFlush': 0.01,
	'engine.afterDecide': 0.05,
	'engine.afterEffect': 0.05,
	'engine.beforeTimerArm': 0.03,
	'lease.justGained': 0.1,
	'relay.beforeFsync': 0.03,
	'relay.midBroadcast': 0.03,
	'relay.afterAck': 0.03,
	'host.afterPush': 0.2,
	'disk.beforeCommit': 0.005,
	'disk.afterCommit': 0.01,
};
const LOOKED_AT = 0.35;

/** Nothing breaks by itself: for histories that choose their own fault. */
export const CALM: Weather = {
	agents: 2,
	visitors: 1,
	breaksForMs: 0,
	mishaps: new Map(),
	clocksOffMs: 2 * SECOND,
	clocksJumpMs: 0,
	hasRunner: false,
	slowFsyncs: 0,
	onlineOnly: false,
	compactsOften: false,
	smallChapters: false,
	publishes: false,
	faultEveryMs: Infinity,
	wipes: 0,
	relayFaults: 0,
	asides: [],
	isAttacked: false,
	restores: 0,
};

export function drawWeather(random: () => number): Weather {
	const mishaps = new Map<MishapPlace, number>();
	for (const place of placeNames()) {
		if (random() < LOOKED_AT) mishaps.set(place, PLACES[place]);
	}
	const breaksForMs = pick([10, 10, 20, 30], random) * SECOND;
	const weather = {
		agents: pick([2, 2, 3], random),
		visitors: pick([1, 1, 1, 2, 2, 4], random),
		breaksForMs,
		mishaps,
		hasRunner: random() < 0.4,
		slowFsyncs: pick([0, 0.05, 0.5], random),
		onlineOnly: random() < 0.3,
		compactsOften: random() < 0.5,
		smallChapters: random() < 0.4,
		publishes: random() < 0.25,
		// As many in a short time as in a long one: what nothing happens in shows nothing.
		faultEveryMs: breaksForMs / pick([30, 10, 5, 1.5], random),
		wipes: pick([0, 0.1, 0.5], random),
		relayFaults: pick([0.02, 0.1, 0.3], random),
		asides: random() < 0.75 ? drawSideWorkflows(random) : [],
		clocksOffMs: pick([2, 2, 2, 300, 3_600], random) * SECOND,
		clocksJumpMs: pick([20, 20, 240, 3_600], random) * SECOND,
		isAttacked: random() < 0.4,
	};
	const restores = pick([0, 1, 1, 2], random);
	return { ...weather, restores: weather.isAttacked || weather.wipes > 0 ? 0 : restores };
}

function placeNames(): MishapPlace[] {
	return Object.keys(PLACES) as MishapPlace[];
}
