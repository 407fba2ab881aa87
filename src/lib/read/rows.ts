import type { PendingEvent } from '../core/ports';
import type { ContactState } from '../model/contact-state';
import { emptyContactState, foldContact } from '../model/contact-state';
import {
	type Author,
	type DomainEvent,
	isUnknown,
	roomOf,
	type UnknownEvent,
} from '../model/event';
import { assigneeCounter, countersOf, rowsOf, stateOf } from './project';
import { appendTexts, nameTexts } from './search-text';
import type { StoreTables } from './store-tables';
import type { ConversationRow, EntryRow, RunRow } from './tables';

/**
 * How rows change. Everything here runs inside a transaction of its caller, over the tables of
 * rows, together with the change of what the rows are derived from (tables.ts, I2).
 *
 * I1 After `putContacts` and `refold` a contact's rows are the fold of its entries that did not
 *    fail.
 * I2 What does not wait for an answer is asked for at once: each round to the database and back
 *    is time in which nobody else can read. A counter is read and written by one at a time.
 */

/**
 * Stores each event once, by id. An id that stands with one contact is not taken by another
 * contact, whose event is then not shown: neither displaces the other's words (B7). What the relay
 * confirmed replaces what was here: of an entry written twice the core hands over the one that
 * stays. So does what waits and was given another time.
 */
export async function storeEntries(db: StoreTables, rows: EntryRow[]): Promise<void> {
	const stored = await db.entries.bulkGet(rows.map((row) => row.id));
	const holders = new Map(stored.filter((row) => row !== undefined).map((row) => [row.id, row]));
	const contacts = new Map(rows.toReversed().map(({ id, contact }) => [id, contact]));
	for (const { id, contact } of holders.values()) contacts.set(id, contact);
	const own = rows.filter(({ id, contact }) => contacts.get(id) === contact);
	const fresh = own.filter(({ id }) => !holders.has(id));
	const changed = own.filter((row) => {
		const old = holders.get(row.id);
		return row.delivery === 'sent' || old?.delivery !== 'saved' || old.at !== row.at;
	});
	await Promise.all([
		changed.length ? db.entries.bulkPut(changed) : undefined,
		fresh.length ? appendTexts(db, fresh) : undefined,
		rememberAssignments(db, fresh),
	]);
}

/** Makes the rows of these contacts equal to their folds, and the counters with them. */
export async function putContacts(db: StoreTables, states: ContactState[]): Promise<void> {
	if (!states.length) return;
	const contacts = states.map((state) => state.contact.id);
	const next = states.map(rowsOf);
	const [conversations, runs] = await Promise.all([
		db.conversations.under('contact', contacts),
		db.runs.under('contact', contacts),
		db.contacts.bulkPut(next.map((rows) => rows.contact)),
	]);
	const before = new Map(conversations.map((row) => [row.id, row.who]));
	const named = next
		.flatMap((rows) => rows.conversations)
		.filter(({ id, who }) => who !== before.get(id));
	await Promise.all([
		nameTexts(db, named),
		replaceConversations(
			db,
			conversations,
			next.flatMap((rows) => rows.conversations),
		),
		replaceRuns(
			db,
			runs,
			next.flatMap((rows) => rows.runs),
		),
	]);
}

export async function loadState(db: StoreTables, contact: string): Promise<ContactState> {
	const [row, conversations, runs] = await Promise.all([
		db.contacts.get(contact),
		db.conversations.under('contact', [contact]),
		db.runs.under('contact', [contact]),
	]);
	return row ? stateOf({ contact: row, conversations, runs }) : emptyContactState(contact);
}

/** Rows made again from entries alone, whatever they were. */
export async function reproject(db: StoreTables, contacts: Iterable<string>): Promise<void> {
	const states = [];
	for (const contact of contacts) if (contact) states.push(await refold(db, contact));
	await putContacts(db, states);
}

/** The fold of everything stored of a contact, pending events included. */
export async function refold(db: StoreTables, contact: string): Promise<ContactState> {
	const events = await eventsOf(db, contact);
	return foldContact(
		contact,
		events.filter((event): event is DomainEvent => !isUnknown(event)),
	);
}

/** Every event of a contact that takes part in its fold or may one day, in no particular order. */
export async function eventsOf(
	db: StoreTables,
	contact: string,
): Promise<(DomainEvent | UnknownEvent)[]> {
	const rows = await db.entries.all(ofContact(contact));
	return rows.filter((row) => row.delivery !== 'failed').map((row) => row.event);
}

/** What the relay has confirmed of these authors, as it would be written now. */
export async function confirmedBy(
	db: StoreTables,
	isWanted: (author: Author) => boolean,
): Promise<PendingEvent[]> {
	return (await db.entries.all()).flatMap(({ contact, chapter, delivery, event }) => {
		if (delivery !== 'sent' || isUnknown(event) || !isWanted(event.by)) return [];
		return [{ room: roomOf(contact, chapter, event), contact, event }];
	});
}

/** The same of one chapter alone. */
export async function chapterEventsOf(
	db: StoreTables,
	contact: string,
	chapter: number,
): Promise<(DomainEvent | UnknownEvent)[]> {
	const range = IDBKeyRange.only([contact, chapter]);
	const rows = await db.entries.all({ index: '[contact+chapter]', range });
	return rows.filter((row) => row.delivery !== 'failed').map((row) => row.event);
}

/** The newest chapter known of a contact; 1 when nothing is. */
export async function chapterOf(db: StoreTables, contact: string): Promise<number> {
	const [last] = await db.entries.newest({ ...ofContact(contact), limit: 1 });
	return last?.chapter ?? 1;
}

function ofContact(contact: string) {
	return {
		index: '[contact+chapter]',
		range: IDBKeyRange.bound([contact, 0], [contact, Infinity]),
	};
}

async function replaceConversations(
	db: StoreTables,
	before: ConversationRow[],
	after: ConversationRow[],
): Promise<void> {
	const { gone, changed } = difference(before, after);
	const deltas = new Map<string, number>();
	const previous = new Map(before.map((row) => [row.id, row]));
	for (const row of changed) {
		const old = previous.get(row.id);
		if (old) addTo(deltas, countersOf(old), -1);
		addTo(deltas, countersOf(row), 1);
	}
	for (const row of gone) addTo(deltas, countersOf(row), -1);
	await Promise.all([
		gone.length ? db.conversations.bulkDelete(gone.map((row) => row.id)) : undefined,
		changed.length ? db.conversations.bulkPut(changed) : undefined,
		applyDeltas(db, deltas),
	]);
}

async function replaceRuns(db: StoreTables, before: RunRow[], after: RunRow[]): Promise<void> {
	const { gone, changed } = difference(before, after);
	await Promise.all([
		gone.length ? db.runs.bulkDelete(gone.map((row) => row.id)) : undefined,
		changed.length ? db.runs.bulkPut(changed) : undefined,
	]);
}

/** Unchanged rows are not written: each that is written is told to every page. */
function difference<T extends { id: string }>(
	before: T[],
	after: T[],
): { gone: T[]; changed: T[] } {
	const kept = new Set(after.map((row) => row.id));
	const known = new Map(before.map((row) => [row.id, JSON.stringify(row)]));
	return {
		gone: before.filter((row) => !kept.has(row.id)),
		changed: after.filter((row) => known.get(row.id) !== JSON.stringify(row)),
	};
}

function addTo(deltas: Map<string, number>, counters: string[], by: number): void {
	for (const counter of counters) deltas.set(counter, (deltas.get(counter) ?? 0) + by);
}

async function applyDeltas(db: StoreTables, deltas: Map<string, number>): Promise<void> {
	const ids = [...deltas].filter(([, delta]) => delta !== 0).map(([id]) => id);
	if (!ids.length) return;
	const rows = await db.counters.bulkGet(ids);
	await db.counters.bulkPut(
		ids.map((id, index) => ({
			...rows[index],
			id,
			count: (rows[index]?.count ?? 0) + (deltas.get(id) ?? 0),
		})),
	);
}

/**
 * Round robin asks who was assigned longest ago; that outlives the conversation's next assignment.
 */
async function rememberAssignments(db: StoreTables, rows: EntryRow[]): Promise<void> {
	const latest = new Map<string, number>();
	for (const { event } of rows) {
		if (isUnknown(event) || event.type !== 'conversationAssigned' || !event.teammate) continue;
		const counter = assigneeCounter(event.teammate);
		latest.set(counter, Math.max(latest.get(counter) ?? 0, event.at));
	}
	for (const [id, at] of latest) {
		const row = await db.counters.get(id);
		await db.counters.put({
			id,
			count: row?.count ?? 0,
			lastAssignedAt: Math.max(row?.lastAssignedAt ?? 0, at),
		});
	}
}
