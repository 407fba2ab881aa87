import { assert } from '../base/assert';
import { groupBy } from '../base/group-by';
import type { Change, PendingEvent, Storage, StoredEvent } from '../core/ports';
import type { ContactState } from '../model/contact-state';
import { isUnknown, SHOWN_ENGINE } from '../model/event';
import { entryKey } from '../model/logged';
import { contactChapter } from '../model/room';
import { packLegacy } from './pack-legacy';
import { confirmedBy, logOf, storeConfirmed } from './log';
import { ENGINE_HOST } from './names';
import { takeOff } from './page-table';
import { counterAssignee, entryOf, pendingEntryOf } from './project';
import { putContacts, refold, rememberAssignments, reproject } from './rows';
import { appendTexts } from './search-text';
import { openStore } from './store';
import type { StoreTables } from './store-tables';
import type { PendingRow } from './tables';

/**
 * `core/ports.ts` Storage over the database that the pages have made with Dexie (tables.ts). Errors
 * of the browser (a full disk) pass through to the core: the transaction is undone as a whole, so
 * nothing is half there.
 *
 * I1 A page may have written an event that the core has not met yet. Where a contact has pending
 *    events its rows are folded from what is stored, so that a commit never hides what a person
 *    just did.
 */
export type DeviceStorage = Storage & { close(): void };

/** The name is `databaseName(workspace)`. */
export function deviceStorage(name: string): DeviceStorage {
	const store = openStore(name);
	const { read } = store;
	return {
		async commit(change) {
			await store.write((tables) => commit(tables, change));
		},
		async updates(room) {
			const range = IDBKeyRange.only(room);
			const rows = await read(({ updates }) => updates.all({ index: 'room', range }));
			return rows.map((row) => row.update);
		},
		log: together((contacts) =>
			read((tables) => Promise.all(contacts.map((contact) => logOf(tables, contact)))),
		),
		confirmedBy: (isWanted) => read((tables) => confirmedBy(tables, isWanted)),
		async pending() {
			const rows = await read(({ pending }) => pending.all());
			return rows.filter(isWaiting).map(({ order: _, id: __, ...item }) => item);
		},
		inbox: (limit) => read(({ inbox }) => inbox.all({ index: '[at+id]', limit })),
		timers(dueBy, limit) {
			const range = IDBKeyRange.upperBound(dueBy);
			return read(({ timers }) => timers.all({ index: 'due', range, limit }));
		},
		nextTimer: async () => (await read(({ timers }) => timers.all({ index: 'due', limit: 1 })))[0],
		async runningContacts(workflow) {
			const range = IDBKeyRange.bound([workflow, 'running'], [workflow, 'running', []]);
			const index = '[workflow+state+startedAt]';
			const rows = await read(({ runs }) => runs.all({ index, range }));
			return [...new Set(rows.map((row) => row.contact))];
		},
		async queuedRuns(limit, after) {
			const range = IDBKeyRange.lowerBound(after ? [after.at, after.id] : [], true);
			const rows = await read(({ runs }) => runs.all({ index: '[queuedAt+id]', range, limit }));
			return rows.map(({ id, contact, queuedAt }) => ({ id, contact, at: queuedAt ?? 0 }));
		},
		load: () => read(load),
		async dirtyRooms() {
			return (await read(({ dirty }) => dirty.all())).map(({ room }) => room);
		},
		setting: async (name) => (await read(({ settings }) => settings.get(name)))?.value,
		close: store.close,
	};
}

/** What is asked for in one breath is read in one transaction: to begin one takes its time. */
function together<T>(readAll: (names: string[]) => Promise<T[]>): (name: string) => Promise<T> {
	let asked: string[] = [];
	let reading: Promise<T[]> | undefined;
	return async (name) => {
		const index = asked.push(name) - 1;
		reading ??= Promise.resolve().then(() => {
			const names = asked;
			asked = [];
			reading = undefined;
			return readAll(names);
		});
		const [found] = (await reading).slice(index);
		assert(found !== undefined, 'each name is answered');
		return found;
	};
}

async function commit(tables: StoreTables, change: Change): Promise<void> {
	const { updates, pending, events = [], confirmed, refused, withdrawn, contacts } = change;
	if (updates?.length) await tables.updates.bulkPut(updates);
	if (pending?.length) await addPending(tables, pending);
	const settled = await settledBy(tables, confirmed, events);
	if (events.length) await keep(tables, events, settled);
	if (settled.length) await confirm(tables, settled, events);
	for (const { id, reason } of refused ?? []) await refuse(tables, id, reason);
	if (withdrawn?.length) await withdraw(tables, withdrawn);
	if (contacts?.length) await putContacts(tables, await statesOf(tables, contacts));
	await commitMarks(tables, change);
}

/**
 * What waits no more: it is confirmed, or stands at the relay, whether the core knew that it waited
 * or had given it up (log.ts, I1).
 */
async function settledBy(
	tables: StoreTables,
	confirmed: readonly string[] = [],
	events: readonly StoredEvent[],
): Promise<PendingRow[]> {
	const isConfirmed = new Set(confirmed);
	const stored = new Set(events.map(({ contact, event }) => entryKey(contact, event.id)));
	const contacts = [...new Set(events.map(({ contact }) => contact))];
	const [rows, ofContacts] = await Promise.all([
		tables.pending.under('id', [...isConfirmed]),
		tables.pending.under('contact', contacts),
	]);
	const found = ofContacts.filter(({ contact, id }) => stored.has(entryKey(contact, id)));
	return [...rows, ...found.filter(({ id }) => !isConfirmed.has(id))];
}

function isWaiting({ failed }: PendingRow): boolean {
	return failed === undefined;
}

/** What the relay has confirmed. Words that were confirmed before can be found already. */
async function keep(
	tables: StoreTables,
	events: readonly StoredEvent[],
	settled: readonly PendingRow[],
): Promise<void> {
	const again = new Set(settled.flatMap((row) => (row.again ? entryKey(row.contact, row.id) : [])));
	const fresh = events.filter(
		({ contact, event, replaces }) => !replaces && !again.has(entryKey(contact, event.id)),
	);
	// What was only in bytes the core did not know of.
	const packed = new Set<string>();
	for (const contact of new Set(events.map((stored) => stored.contact))) {
		if (await packLegacy(tables, contact)) packed.add(contact);
	}
	const stored = events.map((one) =>
		packed.has(one.contact) ? { ...one, replaces: true as const } : one,
	);
	await Promise.all([
		storeConfirmed(tables, stored),
		appendTexts(tables, fresh.map(entryOf)),
		rememberAssignments(
			tables,
			fresh.map(({ event }) => event),
		),
		rememberHost(tables, events),
	]);
}

/** Who runs automations is told by what they did last (U9): every journal names its host. */
async function rememberHost(
	{ settings }: StoreTables,
	events: readonly StoredEvent[],
): Promise<void> {
	const effect = events.findLast(
		({ event }) =>
			!isUnknown(event) && event.by.kind === 'engine' && event.by.id !== SHOWN_ENGINE.id,
	);
	if (!effect || isUnknown(effect.event)) return;
	const host = effect.event.by.id;
	const known = await settings.get(ENGINE_HOST);
	if (known?.value !== host) await settings.put({ name: ENGINE_HOST, value: host });
}

/** What is put again keeps its place, and what was confirmed is so no longer. */
async function addPending(tables: StoreTables, pending: PendingEvent[]): Promise<void> {
	const ids = pending.map(({ event }) => event.id);
	const known = await tables.pending.under('id', ids);
	const places = new Map(known.map((row) => [row.id, row.order]));
	const rows = pending.map((item): PendingRow => {
		const { id } = item.event;
		const order = places.get(id);
		return order === undefined ? { ...item, id } : { ...item, id, order };
	});
	const again = groupBy(
		rows.filter((row) => row.again),
		({ contact }) => contact,
	);
	for (const [contact, lost] of again) {
		await packLegacy(tables, contact);
		await takeOff(tables, contact, new Set(lost.map(({ id }) => id)));
	}
	await tables.pending.bulkPut(rows);
	await rememberAssignments(
		tables,
		rows.map(({ event }) => event),
	);
	for (const row of rows) tables.told.event(pendingEntryOf(row));
}

/** One that stands in no log yet goes there: nothing is dropped that was written here. */
async function confirm(
	tables: StoreTables,
	settled: readonly PendingRow[],
	stored: readonly StoredEvent[],
): Promise<void> {
	const isStored = new Set(stored.map(({ contact, event }) => entryKey(contact, event.id)));
	const others = settled.filter(({ contact, id }) => !isStored.has(entryKey(contact, id)));
	for (const contact of new Set(others.map((row) => row.contact))) {
		await packLegacy(tables, contact);
		const own = others.filter((row) => row.contact === contact);
		const ids = new Set(own.map(({ id }) => id));
		const there = (await logOf(tables, contact)).filter(
			({ event, writer }) => ids.has(event.id) && writer !== undefined,
		);
		for (const { chapter, event, writer = 0 } of there) {
			tables.told.event(entryOf({ contact, chapter, event, writer }));
		}
		const known = new Set(there.map(({ event }) => event.id));
		const nowhere = own.filter(({ id }) => !known.has(id));
		await storeConfirmed(tables, nowhere.map(confirmedOf));
	}
	await drop(tables, settled);
}

function confirmedOf({ room, contact, event }: PendingRow): StoredEvent {
	return { contact, chapter: contactChapter(room), event, writer: 0 };
}

function drop({ pending }: StoreTables, rows: readonly PendingRow[]): Promise<void> {
	return pending.bulkDelete(rows.map(({ order = 0 }) => order));
}

async function refuse(tables: StoreTables, id: string, reason: string): Promise<void> {
	const [row] = await tables.pending.under('id', [id]);
	if (!row) return;
	const refused = { ...row, failed: reason };
	await packLegacy(tables, row.contact);
	await tables.pending.put(refused);
	tables.told.event(pendingEntryOf(refused));
	await reproject(tables, [row.contact]);
}

async function withdraw(tables: StoreTables, ids: string[]): Promise<void> {
	const rows = await tables.pending.under('id', ids);
	const contacts = new Set(rows.map(({ contact }) => contact));
	for (const contact of contacts) await packLegacy(tables, contact);
	await drop(tables, rows);
	for (const { contact, id } of rows) tables.told.gone(entryKey(contact, id));
	await reproject(tables, contacts);
}

async function statesOf(tables: StoreTables, states: ContactState[]): Promise<ContactState[]> {
	const contacts = states.map((state) => state.contact.id);
	const pending = await tables.pending.under('contact', contacts);
	const ahead = new Set(pending.filter(isWaiting).map((row) => row.contact));
	if (!ahead.size) return states;
	const result = [];
	for (const state of states) {
		const contact = state.contact.id;
		result.push(ahead.has(contact) ? await refold(tables, contact) : state);
	}
	return result;
}

async function commitMarks(tables: StoreTables, change: Change): Promise<void> {
	const { inbox, timers, dirty, settings } = change;
	if (inbox?.put?.length) await tables.inbox.bulkPut(inbox.put);
	if (inbox?.drop?.length) await tables.inbox.bulkDelete(inbox.drop);
	if (timers?.drop?.length) await tables.timers.bulkDelete(timers.drop);
	if (timers?.put?.length) await tables.timers.bulkPut(timers.put);
	if (dirty?.drop?.length) await tables.dirty.bulkDelete(dirty.drop);
	if (dirty?.put?.length) await tables.dirty.bulkPut(dirty.put.map((room) => ({ room })));
	for (const [name, value] of Object.entries(settings ?? {})) {
		await tables.settings.put({ name, value });
	}
}

async function load({ counters }: StoreTables) {
	const result: Record<string, { open: number; lastAssignedAt: number }> = {};
	for (const row of await counters.all()) {
		const teammate = counterAssignee(row.id);
		if (!teammate) continue;
		result[teammate] = { open: row.count, lastAssignedAt: row.lastAssignedAt ?? 0 };
	}
	return result;
}
