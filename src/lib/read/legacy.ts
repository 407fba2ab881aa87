import type { StoredEvent } from '../core/ports';
import { displaces, readEntries } from '../documents/event-log';
import { isUnknown, roomOf } from '../model/event';
import { readWithRest } from '../model/logged';
import { arrived } from '../model/placed';
import { LIVE_ROOM } from '../model/room';
import { append } from './page-table';
import { placeOf } from './project';
import type { Store } from './store';
import type { StoreTables } from './store-tables';
import type { EntryRow, PendingRow, UpdateRow } from './tables';

/**
 * What a version before pages has stored: an event as a row of `entries`, and as the bytes of its
 * log in `updates`. It is packed contact by contact while the desk is in use.
 *
 * L1 A contact's events stand in the old form or in the new one: they change it in one transaction.
 * L2 The bytes decide, because they hold what that version could not read; a row without bytes is
 *    taken as it is. So nothing is lost that either of them has.
 */

/** In no particular order; those that wait stand in `pending` as well, and are left out. */
export async function legacyRows(tables: StoreTables, contact: string): Promise<EntryRow[]> {
	if (!(await hasLegacy(tables))) return [];
	const rows = await rowsOf(tables, contact);
	return rows.filter(({ delivery }) => delivery !== 'saved');
}

/** Packs what the contact has in the old form. */
export async function packLegacy(tables: StoreTables, contact: string): Promise<void> {
	if (await hasLegacy(tables)) await packContact(tables, contact);
}

async function packContact(tables: StoreTables, contact: string): Promise<void> {
	const rows = await rowsOf(tables, contact);
	const bytes = await tables.updates.all({ index: 'room', range: roomsOf(contact) });
	if (!rows.length && !bytes.length) return;
	const events = eventsOf(bytes);
	const waiting = new Set((await tables.pending.under('contact', [contact])).map(({ id }) => id));
	const others: PendingRow[] = [];
	for (const { id, chapter, delivery, event, writer = 0, reason } of rows) {
		if (events.has(id) || waiting.has(id)) continue;
		if (delivery === 'sent' || isUnknown(event)) {
			events.set(id, { contact, chapter, event, writer });
			continue;
		}
		const item = { id, room: roomOf(contact, chapter, event), contact, event };
		others.push(delivery === 'failed' ? { ...item, failed: reason ?? '' } : item);
	}
	for (const id of waiting) events.delete(id);
	await tables.pending.bulkPut(others);
	await append(tables, contact, [...events.values()]);
	await tables.entries.bulkDelete(rows.map(({ id }) => id));
	await tables.updates.bulkDelete(bytes.map(({ order = 0 }) => order));
}

/** Some of them, in one transaction; false when there are no more. */
export async function packSome(store: Store): Promise<boolean> {
	let isMore = false;
	await store.write(async (tables) => {
		const contacts = new Set<string>();
		const index = '[contact+chapter]';
		for (const { contact } of await tables.entries.all({ index, limit: ROWS_AT_ONCE })) {
			contacts.add(contact);
		}
		if (!contacts.size) {
			const [live, ofContacts] = await Promise.all([
				tables.updates.all({ index: 'room', range: roomsOf(''), limit: 1 }),
				tables.updates.all({ index: 'room', range: roomsBelow('contact'), limit: ROWS_AT_ONCE }),
			]);
			for (const { room } of [...live, ...ofContacts]) contacts.add(placeOf(room)?.contact ?? '');
		}
		isMore = contacts.size > 0;
		for (const contact of contacts) await packContact(tables, contact);
	});
	return isMore;
}

/** Asked once in a transaction: nearly always there is nothing any more. */
const answers = new WeakMap<StoreTables, Promise<boolean>>();

function hasLegacy(tables: StoreTables): Promise<boolean> {
	const known = answers.get(tables);
	if (known) return known;
	const answer = tables.entries.all({ limit: 1 }).then((rows) => rows.length > 0);
	answers.set(tables, answer);
	return answer;
}

/** Some 50 ms of work. */
const ROWS_AT_ONCE = 300;

function roomsOf(contact: string): IDBKeyRange {
	if (contact === '') return IDBKeyRange.only(LIVE_ROOM);
	return roomsBelow(`contact/${contact}`);
}

function roomsBelow(path: string): IDBKeyRange {
	return IDBKeyRange.bound(`${path}/`, `${path}0`);
}

function rowsOf({ entries }: StoreTables, contact: string): Promise<EntryRow[]> {
	const range = IDBKeyRange.bound([contact], [contact, []]);
	return entries.all({ index: '[contact+chapter]', range });
}

/** By event id. */
function eventsOf(bytes: readonly UpdateRow[]): Map<string, StoredEvent> {
	const firsts = new Map<string, StoredEvent>();
	for (const { room, update, at } of bytes.toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0))) {
		const place = placeOf(room);
		if (!place) continue;
		for (const { key, value, client } of readEntries(update)) {
			const { event: read, ...rest } = readWithRest(key, value);
			const event = arrived(read, at);
			const earlier = firsts.get(key);
			// Stored in the order of the relay's sequence: the first stays (event-log I3).
			if (earlier && !displaces(event, earlier.event)) continue;
			const arrival = isUnknown(event) && at !== undefined ? { arrivedAt: at } : {};
			firsts.set(key, { ...place, event, writer: client, ...rest, ...arrival });
		}
	}
	return firsts;
}
