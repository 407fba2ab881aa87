import type { Change, PendingEvent, Storage, StoredEvent } from '../core/ports';
import type { ContactState } from '../model/contact-state';
import { isUnknown, SHOWN_ENGINE } from '../model/event';
import { ENGINE_HOST } from './names';
import { counterAssignee, entryOf, pendingEntryOf } from './project';
import {
	chapterEventsOf,
	chapterOf,
	confirmedBy,
	eventsOf,
	putContacts,
	refold,
	reproject,
	storeEntries,
} from './rows';
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
		events: (contact) => read((tables) => eventsOf(tables, contact)),
		chapterEvents: (contact, chapter) =>
			read((tables) => chapterEventsOf(tables, contact, chapter)),
		async known(ids) {
			const rows = await read(({ entries }) => entries.bulkGet(ids));
			const sent = rows.filter((row) => row !== undefined).filter((row) => row.delivery === 'sent');
			return new Map(sent.map((row) => [row.id, row.writer ?? 0]));
		},
		confirmedBy: (isWanted) => read((tables) => confirmedBy(tables, isWanted)),
		async pending() {
			const rows = await read(({ pending }) => pending.all());
			return rows.map(({ order: _, id: __, ...item }) => item);
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
		chapter: (contact) => read((tables) => chapterOf(tables, contact)),
		async dirtyRooms() {
			return (await read(({ dirty }) => dirty.all())).map(({ room }) => room);
		},
		setting: async (name) => (await read(({ settings }) => settings.get(name)))?.value,
		close: store.close,
	};
}

async function commit(tables: StoreTables, change: Change): Promise<void> {
	const { updates, pending, events = [], confirmed, refused, withdrawn, contacts } = change;
	if (pending?.length) await addPending(tables, pending);
	await Promise.all([
		updates?.length ? tables.updates.bulkPut(updates) : undefined,
		events.length ? storeEntries(tables, events.map(entryOf)) : undefined,
		events.length ? rememberHost(tables, events) : undefined,
		confirmed?.length ? confirm(tables, confirmed, events) : undefined,
	]);
	for (const { id, reason } of refused ?? []) await refuse(tables, id, reason);
	if (withdrawn?.length) await withdraw(tables, withdrawn);
	if (contacts?.length) await putContacts(tables, await statesOf(tables, contacts));
	await commitMarks(tables, change);
}

/** Who runs automations is told by what they did last (U9): every journal names its host. */
async function rememberHost({ settings }: StoreTables, events: StoredEvent[]): Promise<void> {
	const effect = events.findLast(
		({ event }) =>
			!isUnknown(event) && event.by.kind === 'engine' && event.by.id !== SHOWN_ENGINE.id,
	);
	if (!effect || isUnknown(effect.event)) return;
	const host = effect.event.by.id;
	const known = await settings.get(ENGINE_HOST);
	if (known?.value !== host) await settings.put({ name: ENGINE_HOST, value: host });
}

/** What is put again keeps its place. */
async function addPending(tables: StoreTables, pending: PendingEvent[]): Promise<void> {
	const ids = pending.map(({ event }) => event.id);
	const known = await tables.pending.under('id', ids);
	const places = new Map(known.map((row) => [row.id, row.order]));
	const rows = pending.map((item): PendingRow => {
		const { id } = item.event;
		const order = places.get(id);
		return order === undefined ? { ...item, id } : { ...item, id, order };
	});
	await tables.pending.bulkPut(rows);
	await storeEntries(tables, pending.map(pendingEntryOf));
}

/** What is stored in the same change is sent by that: its rows are not asked for again. */
async function confirm(
	{ pending, entries }: StoreTables,
	ids: string[],
	stored: StoredEvent[],
): Promise<void> {
	const isStored = new Set(stored.map(({ event }) => event.id));
	const others = ids.filter((id) => !isStored.has(id));
	const [rows] = await Promise.all([entries.bulkGet(others), pending.drop('id', ids)]);
	const waiting = rows.filter((row) => row !== undefined).filter((row) => row.delivery !== 'sent');
	await entries.bulkPut(waiting.map((row) => ({ ...row, delivery: 'sent' })));
}

async function refuse(tables: StoreTables, id: string, reason: string): Promise<void> {
	await tables.pending.drop('id', [id]);
	const entry = await tables.entries.get(id);
	if (!entry) return;
	await tables.entries.put({ ...entry, delivery: 'failed', reason });
	await reproject(tables, [entry.contact]);
}

async function withdraw(tables: StoreTables, ids: string[]): Promise<void> {
	await tables.pending.drop('id', ids);
	const entries = await tables.entries.bulkGet(ids);
	await tables.entries.bulkDelete(ids);
	await reproject(tables, new Set(entries.flatMap((entry) => entry?.contact ?? [])));
}

async function statesOf(tables: StoreTables, states: ContactState[]): Promise<ContactState[]> {
	const contacts = states.map((state) => state.contact.id);
	const pending = await tables.pending.under('contact', contacts);
	const ahead = new Set(pending.map((row) => row.contact));
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
