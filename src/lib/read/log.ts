import { byTimeThenId } from '../base/order';
import { groupBy } from '../base/group-by';
import type { LoggedEvent, PendingEvent, StoredEvent } from '../core/ports';
import { contactOf } from '../model/conversation';
import { type Author, isUnknown, roomOf } from '../model/event';
import { contactChapter } from '../model/room';
import { legacyRows } from './legacy';
import { append, eachPage, ofContact, takeOff } from './page-table';
import { eventsOn, type PagedEvent, type PageRow } from './pages';
import { entryOf, pendingEntryOf } from './project';
import type { StoreTables } from './store-tables';
import type { EntryRow } from './tables';

/**
 * What stands in the logs of contacts on this device: what the relay has confirmed in pages, what
 * waits or was refused in `pending`. `''` is the `live` log.
 *
 * I1 An event stands once with its contact: on one page, or in `pending`.
 * I2 Pages are written by the core alone; a page of the desk adds to `pending`.
 */

/** Every event of a contact, refused ones too, in no particular order. */
export async function entriesOf(tables: StoreTables, contact: string): Promise<EntryRow[]> {
	const [pages, waiting, legacy] = await Promise.all([
		tables.pages.all({ range: ofContact(contact) }),
		waitingOf(tables, contact),
		legacyRows(tables, contact),
	]);
	return [...legacy, ...pages.flatMap(entriesOn), ...waiting];
}

/** Those that take part in the fold, or may one day. */
export async function logOf(tables: StoreTables, contact: string): Promise<LoggedEvent[]> {
	const rows = await entriesOf(tables, contact);
	return rows.filter((row) => row.delivery !== 'failed');
}

/** The newest chapter known of a contact; 1 when nothing is. */
export async function chapterOf(tables: StoreTables, contact: string): Promise<number> {
	const [[last], waiting, legacy] = await Promise.all([
		tables.pages.newest({ range: ofContact(contact), limit: 1 }),
		tables.pending.under('contact', [contact]),
		legacyRows(tables, contact),
	]);
	const chapters = waiting.map(({ room }) => contactChapter(room));
	return Math.max(1, last?.chapter ?? 1, ...chapters, ...legacy.map(({ chapter }) => chapter));
}

/** Writes down what the relay has confirmed. Of these contacts nothing is left in the old form. */
export async function storeConfirmed(
	tables: StoreTables,
	events: readonly StoredEvent[],
): Promise<void> {
	const byContact = groupBy(events, ({ contact }) => contact);
	await Promise.all(
		[...byContact].map(async ([contact, own]) => {
			const replaced = new Set(own.flatMap(({ replaces, event }) => (replaces ? event.id : [])));
			await takeOff(tables, contact, replaced);
			// One that was replaced in the same change never stood anywhere.
			const latest = new Map(own.map((stored) => [stored.event.id, stored]));
			await append(tables, contact, [...latest.values()]);
		}),
	);
	for (const stored of events) tables.told.event(entryOf(stored));
}

/** What the relay has confirmed of these authors, as it would be written now. */
export async function confirmedBy(
	tables: StoreTables,
	isWanted: (author: Author) => boolean,
): Promise<PendingEvent[]> {
	const found: PendingEvent[] = [];
	const take = (contact: string, chapter: number, event: PagedEvent['event']) => {
		if (isUnknown(event) || !isWanted(event.by)) return;
		found.push({ room: roomOf(contact, chapter, event), contact, event });
	};
	await eachPage(tables, (page) => {
		for (const { event } of eventsOn(page)) take(page.contact, page.chapter, event);
	});
	for (const { contact, chapter, delivery, event } of await tables.entries.all()) {
		if (delivery === 'sent') take(contact, chapter, event);
	}
	return found;
}

type Back = {
	key: string;
	before?: Floor | undefined;
	/** No entry of the conversation lies before that, but for those that were placed late. */
	since?: () => Promise<number>;
};

/**
 * Entries of a conversation, by its key, from `before` or the newest back until `isEnough`, newest
 * first.
 */
export async function readBack(
	tables: StoreTables,
	{ key, before, since }: Back,
	/** `found` holds every entry that is later than `to`. */
	isEnough: (found: readonly EntryRow[], to: number) => boolean,
): Promise<EntryRow[]> {
	const contact = contactOf(key);
	const wanted = (rows: EntryRow[]) =>
		rows.filter((row) => row.thread === key && (!before || byTimeThenId(row, before) < 0));
	const [waiting, legacy, newest] = await Promise.all([
		waitingOf(tables, contact),
		legacyRows(tables, contact),
		tables.pages.newest({ index: BY_TIME, range: ofContact(contact), limit: PAGES_AT_FIRST }),
	]);
	const found = wanted([...waiting, ...legacy]).sort(newestFirst);
	for (let pages = newest, asked = PAGES_AT_FIRST; ; asked = PAGES_BACK) {
		for (const page of pages) {
			if (isEnough(found, page.to)) return found;
			if (before && page.from > before.at) continue;
			found.push(...wanted(entriesOn(page)));
			found.sort(newestFirst);
		}
		const last = pages.at(-1);
		if (!last || pages.length < asked || last.to < ((await since?.()) ?? 0)) return found;
		const upTo = [contact, last.to, last.chapter, last.part];
		const range = IDBKeyRange.bound([contact], upTo, false, true);
		pages = await tables.pages.newest({ index: BY_TIME, range, limit: PAGES_BACK });
	}
}

/** The oldest entry of a window. */
export type Floor = { at: number; id: string };

const BY_TIME = '[contact+to+chapter+part]';
const PAGES_AT_FIRST = 2;
const PAGES_BACK = 8;

function newestFirst(a: EntryRow, b: EntryRow): number {
	return byTimeThenId(b, a);
}

function entriesOn(page: PageRow): EntryRow[] {
	const { contact, chapter } = page;
	return eventsOn(page).map((paged) => entryOf({ contact, chapter, ...paged }));
}

async function waitingOf(tables: StoreTables, contact: string): Promise<EntryRow[]> {
	return (await tables.pending.under('contact', [contact])).map(pendingEntryOf);
}
