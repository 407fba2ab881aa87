import { foldText } from '../../base/fold-text';
import type { ConversationRow, Database, TextRow } from '../tables';

/** Shorter words match nearly everything: nothing is searched until there are two letters. */
export const MIN_QUERY = 2;

/**
 * Conversations that hold every word of the query, newest first, by substring. Scans newest first
 * in pages and stops at `limit`, so that common words answer at once; rare ones read the whole
 * index.
 */
export async function search(
	db: Database,
	args: { query: string; limit: number },
): Promise<ConversationRow[]> {
	const words = foldText(args.query).split(/\s+/).filter(Boolean);
	if (words.join('').length < MIN_QUERY) return [];
	const found: string[] = [];
	let last: TextRow | undefined;
	while (found.length < args.limit) {
		const page = await textPage(db, last);
		for (const row of page) {
			if (words.every((word) => row.text.includes(word))) found.push(row.conversation);
		}
		if (page.length < PAGE) break;
		last = page.at(-1);
	}
	const rows = await db.conversations.bulkGet(found.slice(0, args.limit));
	return rows.filter((row) => row !== undefined);
}

const PAGE = 1_000;

async function textPage(db: Database, after: TextRow | undefined): Promise<TextRow[]> {
	const rows = after
		? db.texts.where('[updatedAt+conversation]').below([after.updatedAt, after.conversation])
		: db.texts.orderBy('[updatedAt+conversation]');
	return rows.reverse().limit(PAGE).toArray();
}
