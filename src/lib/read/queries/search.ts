import { pendingEntryOf } from '../project';
import { matchOf, sought, textsOf } from '../search-text';
import type { ConversationRow, Database, TextRow } from '../tables';

/** Shorter words match nearly everything: nothing is searched until there are two letters. */
export const MIN_QUERY = 2;

/** Where enough words were found, customers are looked for in so many conversations more. */
const MAX_MORE = 5_000;

/**
 * Conversations with a customer who is called so, by name, address or phone, and then those that
 * hold every word of the query, by substring: those with unsent words first, then the newest. Scans
 * newest first in pages and stops at `limit`, so that common words answer soon; rare ones read the
 * whole index.
 */
export async function search(
	db: Database,
	args: { query: string; limit: number },
): Promise<ConversationRow[]> {
	const wanted = sought(args.query);
	if (wanted.words.join('').length < MIN_QUERY) return [];
	const found: Record<'who' | 'text', string[]> = { who: [], text: [] };
	let last: TextRow | undefined;
	let more = MAX_MORE;
	while (found.who.length < args.limit && more > 0) {
		const page = await textPage(db, last);
		for (const row of page) {
			const match = matchOf(row, wanted);
			if (match) found[match].push(row.conversation);
		}
		if (page.length < PAGE) break;
		if (found.text.length >= args.limit) more -= PAGE;
		last = page.at(-1);
	}
	const unsent = textsOf((await db.pending.toArray()).map(pendingEntryOf));
	const sent = await db.texts.bulkGet(unsent.map(([conversation]) => conversation));
	unsent.forEach(([conversation, words], index) => {
		const { text, ...row } = sent[index] ?? { conversation, updatedAt: 0, text: '' };
		if (matchOf({ ...row, text: `${text}\n${words}` }, wanted)) found.text.unshift(conversation);
	});
	const keys = [...new Set([...found.who, ...found.text])];
	const rows = await db.conversations.bulkGet(keys.slice(0, args.limit));
	return rows.filter((row) => row !== undefined);
}

const PAGE = 1_000;

async function textPage(db: Database, after: TextRow | undefined): Promise<TextRow[]> {
	const rows = after
		? db.texts.where('[updatedAt+conversation]').below([after.updatedAt, after.conversation])
		: db.texts.orderBy('[updatedAt+conversation]');
	return rows.reverse().limit(PAGE).toArray();
}
