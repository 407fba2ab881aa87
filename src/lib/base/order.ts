import type { Instant } from './clock';

/**
 * The one order in which events are folded: by time, then by id. It is the same on every replica.
 */
export function byTimeThenId(
	a: { at: Instant; id: string },
	b: { at: Instant; id: string },
): number {
	return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * The place in an array sorted by `byTimeThenId` where `item` belongs; scans from the end, where
 * new events land.
 */
export function insertionIndex<T extends { at: Instant; id: string }>(
	sorted: T[],
	item: T,
): number {
	let index = sorted.length;
	while (index > 0 && byTimeThenId(sorted[index - 1]!, item) > 0) index--;
	return index;
}
