import type { Instant } from '../base/clock';
import type { Timer } from './ports';

/**
 * Timers by id, and the next ones due: a hundred thousand may wait, and many are set anew.
 *
 * I1 `heap` holds every timer of `byId`, each before those below it. What was dropped or set anew
 *    stays in it until it comes up, or until there is more of that than of the rest.
 */
export type TimerTable = {
	put(timer: Timer): void;
	drop(id: string): void;
	first(): Timer | undefined;
	due(dueBy: Instant, limit: number): Timer[];
};

export function timerTable(): TimerTable {
	const byId = new Map<string, Timer>();
	let heap: Timer[] = [];

	function first(): Timer | undefined {
		for (;;) {
			const [top] = heap;
			if (!top || byId.get(top.id) === top) return top;
			pop(heap);
		}
	}

	return {
		put(timer) {
			byId.set(timer.id, timer);
			push(heap, timer);
			// A sorted array is a heap.
			if (heap.length > 2 * byId.size + SPARE) heap = [...byId.values()].sort(byDue);
		},
		drop: (id) => void byId.delete(id),
		first,
		due(dueBy, limit) {
			const found: Timer[] = [];
			for (let next = first(); next && next.due <= dueBy; next = first()) {
				if (found.length === limit) break;
				found.push(next);
				pop(heap);
			}
			for (const timer of found) push(heap, timer);
			return found;
		},
	};
}

const SPARE = 1_000;

function byDue(a: Timer, b: Timer): number {
	return a.due - b.due || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function push(heap: Timer[], timer: Timer): void {
	let place = heap.length;
	while (place > 0) {
		const above = (place - 1) >> 1;
		const other = heap[above];
		if (!other || byDue(other, timer) <= 0) break;
		heap[place] = other;
		place = above;
	}
	heap[place] = timer;
}

function pop(heap: Timer[]): void {
	const last = heap.pop();
	if (!last || heap.length === 0) return;
	let place = 0;
	for (;;) {
		let below = 2 * place + 1;
		const left = heap[below];
		if (!left) break;
		let least = left;
		const right = heap[below + 1];
		if (right && byDue(right, left) < 0) {
			below++;
			least = right;
		}
		if (byDue(last, least) <= 0) break;
		heap[place] = least;
		place = below;
	}
	heap[place] = last;
}
