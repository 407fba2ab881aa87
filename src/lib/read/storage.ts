import type { Change, PendingEvent, Storage, StoredEvent } from '../core/ports';
import type { ContactState } from '../model/contact-state';
import { isUnknown, SHOWN_ENGINE } from '../model/event';
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
import { type Database, ENGINE_HOST } from './tables';

/**
 * `core/ports.ts` Storage over Dexie. Errors of the browser (a full disk) pass through to the core:
 * the transaction is undone as a whole, so nothing is half there.
 *
 * I1 A page may have written an event that the core has not met yet. Where a contact has pending
 *    events its rows are folded from what is stored, so that a commit never hides what a person
 *    just did.
 */
export function dexieStorage(db: Database): Storage {
	return {
		// An async function, so that Dexie follows the transaction through its awaits.
		commit: (change) => db.transaction('rw', db.tables, async () => commit(db, change)),
		async updates(room) {
			const rows = await db.updates.where({ room }).sortBy('order');
			return rows.map((row) => row.update);
		},
		events: (contact) => eventsOf(db, contact),
		chapterEvents: (contact, chapter) => chapterEventsOf(db, contact, chapter),
		async known(ids) {
			const rows = await db.entries.bulkGet(ids);
			const sent = rows.filter((row) => row !== undefined).filter((row) => row.delivery === 'sent');
			return new Map(sent.map((row) => [row.id, row.writer ?? 0]));
		},
		confirmedBy: (isWanted) => confirmedBy(db, isWanted),
		async pending() {
			const rows = await db.pending.orderBy('order').toArray();
			return rows.map(({ order: _, id: __, ...item }) => item);
		},
		inbox: (limit) => db.inbox.orderBy('[at+id]').limit(limit).toArray(),
		timers: (dueBy, limit) => db.timers.where('due').belowOrEqual(dueBy).limit(limit).toArray(),
		nextTimer: () => db.timers.orderBy('due').first(),
		async runningContacts(workflow) {
			const rows = await db.runs.where({ workflow, running: 1 }).toArray();
			return [...new Set(rows.map((row) => row.contact))];
		},
		async queuedRuns(limit, after) {
			const behind: [number, string] = after ? [after.at, after.id] : [-Infinity, ''];
			const rows = await db.runs.where('[queuedAt+id]').above(behind).limit(limit).toArray();
			return rows.map(({ id, contact, queuedAt }) => ({ id, contact, at: queuedAt ?? 0 }));
		},
		load: () => load(db),
		chapter: (contact) => chapterOf(db, contact),
		dirtyRooms: () => db.dirty.toCollection().primaryKeys(),
		setting: async (name) => (await db.settings.get(name))?.value,
	};
}

async function commit(db: Database, change: Change): Promise<void> {
	const { updates, pending, events, confirmed, refused, withdrawn, contacts } = change;
	if (updates?.length) await db.updates.bulkAdd(updates.map((row) => ({ ...row })));
	if (pending?.length) await addPending(db, pending);
	if (events?.length) {
		await storeEntries(db, events.map(entryOf));
		await rememberHost(db, events);
	}
	if (confirmed?.length) {
		await db.pending.where('id').anyOf(confirmed).delete();
		await db.entries.where('id').anyOf(confirmed).modify({ delivery: 'sent' });
	}
	for (const { id, reason } of refused ?? []) await refuse(db, id, reason);
	if (withdrawn?.length) await withdraw(db, withdrawn);
	if (contacts?.length) await putContacts(db, await statesOf(db, contacts));
	await commitMarks(db, change);
}

/** Who runs automations is told by what they did last (U9): every journal names its host. */
async function rememberHost(db: Database, events: StoredEvent[]): Promise<void> {
	const effect = events.findLast(
		({ event }) =>
			!isUnknown(event) && event.by.kind === 'engine' && event.by.id !== SHOWN_ENGINE.id,
	);
	if (!effect || isUnknown(effect.event)) return;
	const host = effect.event.by.id;
	const known = await db.settings.get(ENGINE_HOST);
	if (known?.value !== host) await db.settings.put({ name: ENGINE_HOST, value: host });
}

async function addPending(db: Database, pending: PendingEvent[]): Promise<void> {
	await db.pending.bulkPut(pending.map((row) => ({ ...row, id: row.event.id })));
	await storeEntries(db, pending.map(pendingEntryOf));
}

async function refuse(db: Database, id: string, reason: string): Promise<void> {
	await db.pending.where({ id }).delete();
	const entry = await db.entries.get(id);
	if (!entry) return;
	await db.entries.put({ ...entry, delivery: 'failed', reason });
	await reproject(db, [entry.contact]);
}

async function withdraw(db: Database, ids: string[]): Promise<void> {
	await db.pending.where('id').anyOf(ids).delete();
	const entries = await db.entries.bulkGet(ids);
	await db.entries.bulkDelete(ids);
	await reproject(db, new Set(entries.flatMap((entry) => entry?.contact ?? [])));
}

async function statesOf(db: Database, states: ContactState[]): Promise<ContactState[]> {
	const ids = states.map((state) => state.contact.id);
	const ahead = new Set<string>();
	await db.pending
		.where('contact')
		.anyOf(ids)
		.each((row) => ahead.add(row.contact));
	if (!ahead.size) return states;
	const result = [];
	for (const state of states) {
		const contact = state.contact.id;
		result.push(ahead.has(contact) ? await refold(db, contact) : state);
	}
	return result;
}

async function commitMarks(db: Database, change: Change): Promise<void> {
	const { inbox, timers, dirty, settings } = change;
	if (inbox?.put?.length) await db.inbox.bulkPut(inbox.put);
	if (inbox?.drop?.length) await db.inbox.bulkDelete(inbox.drop);
	if (timers?.drop?.length) await db.timers.bulkDelete(timers.drop);
	if (timers?.put?.length) await db.timers.bulkPut(timers.put);
	if (dirty?.drop?.length) await db.dirty.bulkDelete(dirty.drop);
	if (dirty?.put?.length) await db.dirty.bulkPut(dirty.put.map((room) => ({ room })));
	if (settings) {
		await db.settings.bulkPut(Object.entries(settings).map(([name, value]) => ({ name, value })));
	}
}

async function load(db: Database) {
	const result: Record<string, { open: number; lastAssignedAt: number }> = {};
	for (const row of await db.counters.toArray()) {
		const teammate = counterAssignee(row.id);
		if (!teammate) continue;
		result[teammate] = { open: row.count, lastAssignedAt: row.lastAssignedAt ?? 0 };
	}
	return result;
}
