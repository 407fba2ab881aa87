import type { StoredEvent } from '../core/ports';
import { displaces, readEntries } from '../documents/event-log';
import { TAKEN_BACK } from '../model/assignment';
import { isUnknown, roomOf } from '../model/event';
import { entryKey, readLogged } from '../model/logged';
import { arrived } from '../model/placed';
import { hasLegacy, legacyRowsOf, roomsBelow, roomsOf } from './legacy';
import { append, ofContact } from './page-table';
import { eventsOn } from './pages';
import { entryOf, placeOf } from './project';
import { reproject } from './rows';
import { appendTexts } from './search-text';
import type { Store } from './store';
import type { StoreTables } from './store-tables';
import type { PendingRow, UpdateRow } from './tables';

/** Packs what the contact has in the old form; false when that is nothing. */
export async function packLegacy(tables: StoreTables, contact: string): Promise<boolean> {
	return (await hasLegacy(tables)) && packContact(tables, contact);
}

async function packContact(tables: StoreTables, contact: string): Promise<boolean> {
	const rows = await legacyRowsOf(tables, contact);
	const bytes = await tables.updates.all({ index: 'room', range: roomsOf(contact) });
	if (!rows.length && !bytes.length) return false;
	const { events, unreadable } = eventsOf(bytes);
	const [waiting, pages] = await Promise.all([
		tables.pending.under('contact', [contact]),
		tables.pages.all({ range: ofContact(contact) }),
	]);
	const others: PendingRow[] = [];
	for (const { id, chapter, delivery, event, writer = 0, reason } of rows) {
		const read = events.get(id);
		if (delivery === 'sent' || isUnknown(event)) {
			// A log that was put back may have stored it at another time (core/inbound I4).
			const at = isUnknown(event) ? undefined : event.arrivedAt;
			if (read) events.set(id, { ...read, event: arrived(read.event, at) });
			else events.set(id, { contact, chapter, event, writer });
			continue;
		}
		// The log that is no more may have confirmed it before it was refused.
		events.delete(id);
		const item = { id, room: roomOf(contact, chapter, event), contact, event };
		others.push(delivery === 'failed' ? { ...item, failed: reason ?? '' } : item);
	}
	const known = new Set(waiting.map(({ id }) => id));
	for (const { event } of pages.flatMap(eventsOn)) known.add(event.id);
	for (const id of known) events.delete(id);
	const ids = others.map(({ id }) => id);
	for (const { id } of await tables.pending.under('id', ids)) known.add(id);
	await tables.pending.bulkPut(others.filter(({ id }) => !known.has(id)));
	await append(tables, contact, [...events.values()]);
	await tables.entries.bulkDelete(rows.map(({ id }) => id));
	await tables.updates.bulkDelete(bytes.map(({ order = 0 }) => order));
	await tables.updates.bulkPut(unreadable);
	const had = new Set(rows.map(({ id }) => id));
	await renameTakenBack(tables, contact, had);
	const rowless = [...events.values()].filter(({ event }) => !had.has(event.id));
	if (rowless.length && contact) {
		await reproject(tables, [contact]);
		await appendTexts(tables, rowless.map(entryOf));
	}
	return true;
}

/** Told by the event's id alone before. */
async function renameTakenBack(
	{ settings }: StoreTables,
	contact: string,
	ids: ReadonlySet<string>,
): Promise<void> {
	const range = IDBKeyRange.bound(TAKEN_BACK, `${TAKEN_BACK}\uffff`);
	for (const { name, value } of await settings.all({ range })) {
		const id = name.slice(TAKEN_BACK.length);
		if (!ids.has(id)) continue;
		await settings.put({ name: TAKEN_BACK + entryKey(contact, id), value });
		await settings.bulkDelete([name]);
	}
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
			for (const row of [...live, ...ofContacts]) {
				const place = placeOf(row.room);
				if (place) contacts.add(place.contact);
				else await tables.updates.put(setAside(row));
			}
			isMore = live.length + ofContacts.length > 0;
		}
		isMore ||= contacts.size > 0;
		for (const contact of contacts) await packContact(tables, contact);
	});
	return isMore;
}

/** Some 50 ms of work. */
const ROWS_AT_ONCE = 300;

/** By event id; and the rows that cannot be read, under a name by which nobody asks for them. */
function eventsOf(bytes: readonly UpdateRow[]): {
	events: Map<string, StoredEvent>;
	unreadable: UpdateRow[];
} {
	const events = new Map<string, StoredEvent>();
	const unreadable: UpdateRow[] = [];
	for (const row of [...bytes].sort((a, b) => (a.order ?? 0) - (b.order ?? 0))) {
		try {
			for (const stored of eventsIn(row)) {
				const earlier = events.get(stored.event.id);
				// Stored in the order of the relay's sequence: the first stays (event-log I3).
				if (earlier && !displaces(stored.event, earlier.event)) continue;
				events.set(stored.event.id, stored);
			}
		} catch {
			// One bad row must not keep the others from being packed.
			unreadable.push(setAside(row));
		}
	}
	return { events, unreadable };
}

function setAside({ room, ...row }: UpdateRow): UpdateRow {
	return { ...row, room: `unreadable/${room}` };
}

function eventsIn({ room, update, at }: UpdateRow): StoredEvent[] {
	const place = placeOf(room);
	if (!place) return [];
	return readEntries(update).map(({ key, value, client }) => {
		return { ...place, writer: client, ...readLogged(key, value, at) };
	});
}
