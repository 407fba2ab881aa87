import { foldText } from '../base/fold-text';
import { type Contact, textAttribute } from '../model/contact';
import { isUnknown } from '../model/event';
import type { StoreTables } from './store-tables';
import type { ConversationRow, EntryRow, TextRow } from './tables';

/**
 * The words of a conversation as search sees them. Kept apart from the conversation's row, so that
 * a list does not load what only search reads.
 */

/** Of a longer conversation the newest words are kept: older ones are not found by search. */
export const MAX_SEARCH_TEXT = 20_000;

/** Adds the words of entries that were not there before. Runs inside the caller's transaction. */
export async function appendTexts(db: StoreTables, entries: readonly EntryRow[]): Promise<void> {
	const added = wordsByThread(entries);
	if (!added.size) return;
	const ids = [...added.keys()];
	const rows = await db.texts.bulkGet(ids);
	const fresh = ids.filter((_, index) => !rows[index]);
	const known = fresh.length ? await db.conversations.bulkGet(fresh) : [];
	const whoOfFresh = new Map(known.map((row) => [row?.id, row?.who]));
	await db.texts.bulkPut(
		[...added].map(([conversation, { at, words }], index) => {
			const who = whoOfFresh.get(conversation);
			const empty = { conversation, updatedAt: 0, text: '', ...(who !== undefined && { who }) };
			return extend(rows[index] ?? empty, at, words);
		}),
	);
}

/** By conversation, as search sees them. */
export function textsOf(entries: readonly EntryRow[]): [conversation: string, text: string][] {
	return [...wordsByThread(entries)].map(([key, { words }]) => [key, foldText(words.join('\n'))]);
}

function wordsByThread(entries: readonly EntryRow[]) {
	const found = new Map<string, { at: number; words: string[] }>();
	for (const entry of entries) {
		const words = wordsOf(entry);
		if (!words || !entry.thread) continue;
		const known = found.get(entry.thread) ?? { at: 0, words: [] };
		known.words.push(words);
		known.at = Math.max(known.at, entry.at);
		found.set(entry.thread, known);
	}
	return found;
}

function extend(row: TextRow, at: number, words: string[]): TextRow {
	const text = `${row.text}\n${words.map(foldText).join('\n')}`;
	return {
		...row,
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

/**
 * Names of a customer as search sees them: name, address, and the digits of the phone (S-1). A line
 * each, so that no query reaches from one into the next.
 */
export function whoOf(contact: Contact): string {
	const [name = '', email = '', phone = ''] = ['name', 'email', 'phone'].map((attribute) =>
		foldText(textAttribute(contact, attribute) ?? ''),
	);
	return [name, email, phoneDigits(phone)].join('\n');
}

/** Writes down how the customers of these conversations are called now. */
export async function nameTexts(db: StoreTables, named: readonly ConversationRow[]): Promise<void> {
	if (!named.length) return;
	const rows = await db.texts.bulkGet(named.map(({ id }) => id));
	const changed = named.flatMap(({ who = '' }, index) => {
		const row = rows[index];
		return row ? [{ ...row, who }] : [];
	});
	if (changed.length) await db.texts.bulkPut(changed);
}

/** Without separators and the zeros that stand for a country or an exchange. */
function phoneDigits(text: string): string {
	return text.replace(/\D/g, '').replace(/^0+/, '');
}

export type Sought = { words: string[]; phone: string | undefined };

/** Fewer digits are an amount or a year as likely as a phone. */
const MIN_PHONE_DIGITS = 5;

export function sought(query: string): Sought {
	const folded = foldText(query);
	const digits = phoneDigits(folded);
	const isPhone = /^[\d\s()+./-]+$/.test(folded) && digits.length >= MIN_PHONE_DIGITS;
	return { words: folded.split(/\s+/).filter(Boolean), phone: isPhone ? digits : undefined };
}

/** Who a conversation is with, or what was said there; undefined when neither. */
export function matchOf(
	{ text, who = '' }: TextRow,
	{ words, phone }: Sought,
): 'who' | 'text' | undefined {
	if (words.every((word) => who.includes(word))) return 'who';
	if (phone !== undefined && isPhoneOf(who, phone)) return 'who';
	return words.every((word) => text.includes(word) || who.includes(word)) ? 'text' : undefined;
}

/** Each may have been written with its country or without. */
function isPhoneOf(who: string, asked: string): boolean {
	const known = who.slice(who.lastIndexOf('\n') + 1);
	return known.includes(asked) || (known.length >= MIN_PHONE_DIGITS && asked.endsWith(known));
}
