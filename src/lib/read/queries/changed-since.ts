import { isUnknown } from '../../model/event';
import type { Database, ConversationRow } from '../tables';

/**
 * Conversations that others changed after one instant and up to another, the longest untouched
 * first: what a person missed while the connection was gone (U7).
 */
export async function changedSince(
	db: Database,
	args: { since: number; until: number; me: string },
): Promise<ConversationRow[]> {
	const rows = await Promise.all(
		SHELVES.map((shelf) =>
			db.conversations
				.where('[shelf+updatedAt+id]')
				.between([shelf, args.since], [shelf, []], false)
				.limit(MAX_TOLD)
				.toArray(),
		),
	);
	const found = [];
	for (const row of rows.flat().sort((a, b) => a.updatedAt - b.updatedAt)) {
		const missed = await db.entries
			.where('[thread+at+id]')
			.between([row.id, args.since, []], [row.id, args.until, []])
			.filter(({ event }) => isUnknown(event) || event.by.id !== args.me)
			.first();
		if (missed) found.push(row);
	}
	return found;
}

const SHELVES = ['open', 'snoozed', 'closed'] as const;
/** More is as good as "many". */
const MAX_TOLD = 200;
