import { isUnknown } from '../../model/event';
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
	const readUpTo = row?.conversation.readUpTo ?? 0;
	return {
		entries: newestFirst
			.slice(0, args.limit)
			.reverse()
			.map((entry) => ({ ...entry, delivery: deliveryOf(entry, readUpTo) })),
		hasOlder: newestFirst.length > args.limit,
	};
}

function deliveryOf(entry: EntryRow, readUpTo: number): ThreadDelivery {
	const isSeen = entry.delivery === 'sent' && entry.at <= readUpTo && isShown(entry);
	return isSeen ? 'seen' : entry.delivery;
}

/**
 * The customer can only have seen what was shown to them; a note under a read mark is not "seen".
 */
function isShown({ event }: EntryRow): boolean {
	return !isUnknown(event) && (event.type === 'messageSent' || event.type === 'promptShown');
}
