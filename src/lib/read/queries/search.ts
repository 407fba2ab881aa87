import { pendingEntryOf } from '../project';
import { matchOf, type Sought, sought, textsOf } from '../search-text';
import type { ConversationRow, Database, TextRow } from '../tables';

/** Shorter words match nearly everything: nothing is searched until there are two letters. */
export const MIN_QUERY = 2;

/** Where enough words were found, customers are looked for in so many conversations more. */
const MAX_MORE = 5_000;

export type Found = ConversationRow;

export type Search = {
	query: string;
	limit: number;
	/**
	 * Told the conversations of customers who are called so while the rest is read. They begin the
	 * answer in the same order.
	 */
	tell?: (rows: Found[]) => void;
	/** Aborted when the answer is no longer wanted: nothing more is read or told. */
	signal?: AbortSignal;
};

/**
 * Conversations with a customer who is called so, by name, address or phone, and then those that
 * hold every word of the query, by substring: those with unsent words first, then the newest. Scans
 * newest first in pages and stops at `limit`, so that common words answer soon; rare ones read the
 * whole index.
 */
export async function search(db: Database, args: Search): Promise<Found[]> {
	const wanted = sought(args.query);
	if (wanted.words.join('').length < MIN_QUERY) return [];
	const found = await scan(db, args, wanted);
	if (args.signal?.aborted) return [];
	const unsent = textsOf((await db.pending.toArray()).map(pendingEntryOf));
	const sent = await db.texts.bulkGet(unsent.map(([conversation]) => conversation));
	unsent.forEach(([conversation, words], index) => {
		const { text, ...row } = sent[index] ?? { conversation, updatedAt: 0, text: '' };
		if (matchOf({ ...row, text: `${text}\n${words}` }, wanted)) found.text.unshift(conversation);
	});
	return rowsOf(db, [...new Set([...found.who, ...found.text])].slice(0, args.limit));
}

async function scan(db: Database, { limit, tell, signal }: Search, wanted: Sought) {
	const found: Record<'who' | 'text', string[]> = { who: [], text: [] };
	let last: TextRow | undefined;
	let more = MAX_MORE;
	let told = 0;
	let size = FIRST_PAGE;
	while (found.who.length < limit && more > 0 && !signal?.aborted) {
		const page = await textPage(db, last, size);
		for (const row of page) {
			const match = matchOf(row, wanted);
			if (match) found[match].push(row.conversation);
		}
		if (page.length < size) break;
		if (found.text.length >= limit) more -= size;
		if (tell && found.who.length > told) {
			told = found.who.length;
			const rows = await rowsOf(db, found.who.slice(0, limit));
			if (!signal?.aborted) tell(rows);
		}
		last = page.at(-1);
		size = PAGE;
	}
	return found;
}

async function rowsOf(db: Database, keys: string[]): Promise<Found[]> {
	const rows = await db.conversations.bulkGet(keys);
	return rows.filter((row) => row !== undefined);
}

/** Read soon, so that a customer of the newest conversations is told before the rest is read. */
const FIRST_PAGE = 100;
const PAGE = 1_000;

async function textPage(
	db: Database,
	after: TextRow | undefined,
	size: number,
): Promise<TextRow[]> {
	const rows = after
		? db.texts.where('[updatedAt+conversation]').below([after.updatedAt, after.conversation])
		: db.texts.orderBy('[updatedAt+conversation]');
	return rows.reverse().limit(size).toArray();
}
