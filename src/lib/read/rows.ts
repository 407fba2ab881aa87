import type { ContactState } from '../model/contact-state';
import { emptyContactState, foldContact } from '../model/contact-state';
import { type DomainEvent, isUnknown, type UnknownEvent } from '../model/event';
import { logOf } from './log';
import { assigneeCounter, countersOf, rowsOf, stateOf } from './project';
import { nameTexts } from './search-text';
import type { StoreTables } from './store-tables';
import type { ConversationRow, RunRow } from './tables';

/**
 * How rows change. Everything here runs inside a transaction of its caller, over the tables of
 * rows, together with the change of what the rows are derived from (tables.ts, I2).
 *
 * I1 After `putContacts` and `refold` a contact's rows are the fold of its log.
 * I2 What does not wait for an answer is asked for at once: each round to the database and back
 *    is time in which nobody else can read. A counter is read and written by one at a time.
 */

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

/** Rows made again from logs alone, whatever they were. */
export async function reproject(db: StoreTables, contacts: Iterable<string>): Promise<void> {
	const states = [];
	for (const contact of contacts) if (contact) states.push(await refold(db, contact));
	await putContacts(db, states);
}

/** The fold of everything stored of a contact, pending events included. */
export async function refold(db: StoreTables, contact: string): Promise<ContactState> {
	const log = await logOf(db, contact);
	return foldContact(
		contact,
		log.flatMap(({ event }) => (isUnknown(event) ? [] : [event])),
	);
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
export async function rememberAssignments(
	db: StoreTables,
	events: Iterable<DomainEvent | UnknownEvent>,
): Promise<void> {
	const latest = new Map<string, number>();
	for (const event of events) {
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
