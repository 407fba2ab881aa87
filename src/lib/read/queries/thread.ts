import type { Conversation } from '../../model/conversation';
import { isUnknown } from '../../model/event';
import { isRead } from '../../model/looked';
import { byPlace } from '../../model/placed';
import { byTimeThenId } from '../../base/order';
import type { Database, Delivery, EntryRow } from '../tables';

/** How far a message has come, as its author is told (U6). */
export type ThreadDelivery = Delivery | 'seen';
export type ThreadEntry = Omit<EntryRow, 'delivery'> & { delivery: ThreadDelivery };

export type Thread = {
	/** In the order of the fold, oldest first. */
	entries: ThreadEntry[];
	/** True when there is something before the window. */
	hasOlder: boolean;
};

/**
 * The newest `limit` entries of a conversation. To go back, ask with a larger limit: entries never
 * move.
 */
export async function thread(
	db: Database,
	args: { conversation: string; limit: number },
): Promise<Thread> {
	const [newestFirst, row] = await Promise.all([
		db.entries
			.where('[thread+at+id]')
			.between([args.conversation], [args.conversation, [], []])
			.reverse()
			.limit(args.limit + 1)
			.toArray(),
		db.conversations.get(args.conversation),
	]);
	const late = row?.conversation.late ?? {};
	const moved = await db.entries.bulkGet(Object.keys(late));
	const all = new Map(newestFirst.map((entry) => [entry.id, entry]));
	for (const entry of moved) if (entry) all.set(entry.id, entry);
	const inOrder = [...all.values()].map((entry) => atPlace(entry, late[entry.id])).sort(asShown);
	return {
		entries: inOrder
			.slice(-args.limit)
			.map((entry) => ({ ...entry, delivery: deliveryOf(entry, row?.conversation) })),
		hasOlder: inOrder.length > args.limit,
	};
}

/** E-29: words that arrived late stand where the fold has put them. */
function atPlace(entry: EntryRow, place: number | undefined): EntryRow {
	const { event } = entry;
	if (place === undefined || isUnknown(event)) return entry;
	return { ...entry, at: place, event: { ...event, at: place, writtenAt: event.at } };
}

function asShown(a: EntryRow, b: EntryRow): number {
	return isUnknown(a.event) || isUnknown(b.event) ? byTimeThenId(a, b) : byPlace(a.event, b.event);
}

function deliveryOf(entry: EntryRow, conversation: Conversation | undefined): ThreadDelivery {
	if (entry.delivery !== 'sent' || !conversation || !isShown(entry)) return entry.delivery;
	return !isUnknown(entry.event) && isRead(conversation, entry.event) ? 'seen' : 'sent';
}

/**
 * The customer can only have seen what was shown to them; a note under a read mark is not "seen".
 */
function isShown({ event }: EntryRow): boolean {
	return !isUnknown(event) && (event.type === 'messageSent' || event.type === 'promptShown');
}
