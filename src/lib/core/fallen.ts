import type { Instant } from '../base/clock';
import { logOf } from '../model/event';
import type { Fold } from './folds';
import type { InboxItem, PendingEvent } from './ports';
import { isForEngine } from './projection';

/**
 * Contacts of whom another host has decided again what an earlier log held, and since when. What
 * was decided later stood on that: it is withdrawn, and decided again from the same news.
 */
export type Fallen = Map<string, Instant>;

/** Changes it in place. */
export function fall(fallen: Fallen, { contact, event }: PendingEvent): void {
	fallen.set(contact, Math.min(fallen.get(contact) ?? Infinity, event.at));
}

/** Words that the customer has seen stay. */
export function stoodOn(since: Instant): (item: PendingEvent) => boolean {
	return ({ event }) => event.at >= since && logOf(event) !== 'shown';
}

/** What people did since then: it has no place in the log that would say that it is handled. */
export function newsSince({ contact, events }: Fold, since: Instant, now: Instant): InboxItem[] {
	return events
		.filter((event) => event.at >= since && event.by.kind !== 'engine' && isForEngine(event, now))
		.map(({ id, at }) => ({ id, contact, at, arrivedAt: now }));
}
