import { foldText } from '../base/fold-text';
import { isUnknown } from '../model/event';
import type { RowTables } from './row-table';
import type { EntryRow, TextRow } from './tables';

/**
 * The words of a conversation as search sees them. Kept apart from the conversation's row, so that
 * a list does not load what only search reads.
 */

/** Of a longer conversation the newest words are kept: older ones are not found by search. */
export const MAX_SEARCH_TEXT = 20_000;

/** Adds the words of entries that were not there before. Runs inside the caller's transaction. */
export async function appendTexts(db: RowTables, entries: EntryRow[]): Promise<void> {
	const added = new Map<string, { at: number; words: string[] }>();
	for (const entry of entries) {
		const words = wordsOf(entry);
		if (!words || !entry.thread) continue;
		const known = added.get(entry.thread) ?? { at: 0, words: [] };
		known.words.push(words);
		known.at = Math.max(known.at, entry.at);
		added.set(entry.thread, known);
	}
	if (!added.size) return;
	const ids = [...added.keys()];
	const rows = await db.texts.bulkGet(ids);
	await db.texts.bulkPut(
		[...added].map(([conversation, { at, words }], index) =>
			extend(rows[index] ?? { conversation, updatedAt: 0, text: '' }, at, words),
		),
	);
}

function extend(row: TextRow, at: number, words: string[]): TextRow {
	const text = `${row.text}\n${words.map(foldText).join('\n')}`;
	return {
		conversation: row.conversation,
		updatedAt: Math.max(row.updatedAt, at),
		text: text.slice(-MAX_SEARCH_TEXT),
	};
}

function wordsOf({ event }: EntryRow): string | undefined {
	if (isUnknown(event)) return undefined;
	switch (event.type) {
		case 'messageSent':
		case 'promptShown':
		case 'noteAdded':
			return event.text;
		case 'answersGiven':
			return Object.values(event.answers).map(String).join(' ');
		default:
			return undefined;
	}
}
