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
