import { seededRandom } from '../../src/lib/base/random';

/**
 * Virtual time: callbacks run in the order of their due time, and among equals in the order in
 * which they were asked for. Nothing else moves the clock, so a run is a function of its seed.
 */
export type VirtualClock = {
	now(): number;
	after(delayMs: number, callback: () => void): () => void;
	/** Runs everything due until then, letting promises settle after each callback. */
	runUntil(instant: number): Promise<void>;
	/** How many callbacks have run. */
	steps(): number;
};

type Entry = { due: number; order: number; callback: (() => void) | undefined };

export function virtualClock(
	/** Waits until all that needs no clock is done. */
	settle: () => Promise<void> = settled,
): VirtualClock {
	let now = 1_750_000_000_000;
	let order = 0;
	let steps = 0;
	const heap: Entry[] = [];

	return {
		now: () => now,
		after(delayMs, callback) {
			const entry: Entry = {
				due: now + Math.max(0, Math.round(delayMs)),
				order: order++,
				callback,
			};
			push(heap, entry);
			return () => (entry.callback = undefined);
		},
		async runUntil(instant) {
			await settle();
			while (heap.length && heap[0]!.due <= instant) {
				const entry = pop(heap);
				if (!entry.callback) continue;
				now = Math.max(now, entry.due);
				entry.callback();
				steps++;
				await settle();
			}
			// Whole milliseconds, as the clocks of devices have.
			now = Math.max(now, Math.round(instant));
		},
		steps: () => steps,
	};
}

/** A world for one peer, with its own randomness. */
export function virtualWorld(clock: VirtualClock, seed: string, skewMs = 0) {
	const world = {
		/** May be changed: somebody sets the clock. */
		skewMs,
		now: () => clock.now() + world.skewMs,
		elapsed: () => clock.now(),
		random: seededRandom(seed),
		after: clock.after,
	};
	return world;
}

/**
 * Waits until every promise chain that can go on without the clock has done so: what is put off by
 * a tick runs when no promise has anything left to do. A turn of the event loop would say the same
 * and cost more.
 */
export function settled(): Promise<void> {
	return new Promise((resolve) => process.nextTick(resolve));
}

function before(a: Entry, b: Entry): boolean {
	return a.due < b.due || (a.due === b.due && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
	let index = heap.push(entry) - 1;
	while (index > 0) {
		const parent = (index - 1) >> 1;
		if (!before(entry, heap[parent]!)) break;
		heap[index] = heap[parent]!;
		index = parent;
	}
	heap[index] = entry;
}

function pop(heap: Entry[]): Entry {
	const top = heap[0]!;
	const last = heap.pop()!;
	if (!heap.length) return top;
	let index = 0;
	for (;;) {
		let child = 2 * index + 1;
		if (child >= heap.length) break;
		if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
		if (!before(heap[child]!, last)) break;
		heap[index] = heap[child]!;
		index = child;
	}
	heap[index] = last;
	return top;
}
