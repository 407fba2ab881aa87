import { isUnknown } from '../../model/event';
import { readBack } from '../log';
import { askLogs } from './logs';
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
		const read = await askLogs(db, (tables) =>
			readBack(tables, { key: row.id }, (_, to) => to <= args.since),
		);
		const isMissed = read.some(
			({ at, event }) =>
				at > args.since && at <= args.until && (isUnknown(event) || event.by.id !== args.me),
		);
		if (isMissed) found.push(row);
	}
	return found;
}

const SHELVES = ['open', 'snoozed', 'closed'] as const;
/** More is as good as "many". */
const MAX_TOLD = 200;
