import { LIVE_ROOM } from '../model/room';
import type { StoreTables } from './store-tables';
import type { EntryRow } from './tables';

/**
 * What a version before pages has stored: an event as a row of `entries`, and as the bytes of its
 * log in `updates`. It is packed contact by contact while the desk is in use (pack-legacy.ts).
 *
 * L1 A contact's events stand in the old form or in the new one: they change it in one transaction.
 * L2 The bytes decide, because they hold what that version could not read; a row without bytes is
 *    taken as it is. So nothing is lost that either of them has.
 */

/** In no particular order; those that wait stand in `pending` as well, and are left out. */
export async function legacyRows(tables: StoreTables, contact: string): Promise<EntryRow[]> {
	if (!(await hasLegacy(tables))) return [];
	const rows = await legacyRowsOf(tables, contact);
	return rows.filter(({ delivery }) => delivery !== 'saved');
}

/** Asked once in a transaction: nearly always there is nothing any more. */
const answers = new WeakMap<StoreTables, Promise<boolean>>();

export function hasLegacy(tables: StoreTables): Promise<boolean> {
	const known = answers.get(tables);
	if (known) return known;
	const ofContacts = { index: 'room', range: roomsBelow('contact'), limit: 1 };
	const ofLive = { index: 'room', range: roomsOf(''), limit: 1 };
	const answer = Promise.all([
		tables.entries.all({ limit: 1 }),
		tables.updates.all(ofContacts),
		tables.updates.all(ofLive),
	]).then((found) => found.some((rows) => rows.length > 0));
	answers.set(tables, answer);
	return answer;
}

export function roomsOf(contact: string): IDBKeyRange {
	if (contact === '') return IDBKeyRange.only(LIVE_ROOM);
	return roomsBelow(`contact/${contact}`);
}

export function roomsBelow(path: string): IDBKeyRange {
	return IDBKeyRange.bound(`${path}/`, `${path}0`);
}

export function legacyRowsOf({ entries }: StoreTables, contact: string): Promise<EntryRow[]> {
	const range = IDBKeyRange.bound([contact], [contact, []]);
	return entries.all({ index: '[contact+chapter]', range });
}
