import type { Conversation } from '../../model/conversation';
import { isBeyond } from '../../model/mark';
import type { ConversationRow, Database, MarkRow } from '../tables';

/** Unread is each person's own and stays on their device (U21). */
export type Unread = { unread: boolean };

/** Unread: there are words of the customer that were not there when it was read here last. */
export async function withUnread<T extends ConversationRow>(
	db: Database,
	rows: T[],
): Promise<(T & Unread)[]> {
	const marks = await db.marks.bulkGet(rows.map((row) => row.id));
	return rows.map((row, index) => ({
		...row,
		unread: isUnread(row.conversation, marks[index]),
	}));
}

/** A mark of an earlier version, and words without a number, are measured by time. */
export function isUnread(
	{ heard, lastCustomerAt = 0, lastUnnumberedAt = 0 }: Conversation,
	mark: MarkRow | undefined,
): boolean {
	if (!mark?.heard) return lastCustomerAt > (mark?.readUpTo ?? 0);
	return isBeyond(heard, mark.heard) || lastUnnumberedAt > mark.readUpTo;
}

/** How many of these rows are unread; for the badge of the person's own view, which is short. */
export async function unreadCount(db: Database, args: { me: string }): Promise<number> {
	const rows = await db.conversations
		.where('[assignee+shelf+updatedAt+id]')
		.between([args.me, 'open'], [args.me, 'open', []])
		.reverse()
		.limit(MAX_COUNTED)
		.toArray();
	return (await withUnread(db, rows)).filter((row) => row.unread).length;
}

/** A badge says "99+" beyond a hundred; more is not counted. */
const MAX_COUNTED = 500;
