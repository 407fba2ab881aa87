import type { StoredEvent } from '../core/ports';
import { displaces, readEntries } from '../documents/event-log';
import { conversationKey } from '../model/conversation';
import { readEvent } from '../model/event';
import { arrived } from '../model/placed';
import { draftOwner } from './queries/drafts';
import { entryOf, pendingEntryOf, placeOf } from './project';
import { reproject, storeEntries } from './rows';
import type { Store } from './store';
import type { StoreTables } from './store-tables';
import type { EntryRow } from './tables';

/**
 * Drops every row and makes it again from the bytes and the pending events (tables.ts, I1). Refused
 * events are the one thing that stands in rows alone: they are kept for their author.
 */
export async function rebuild(store: Store): Promise<void> {
	await store.write(async (db) => {
		await renameOwn(db);
		const failed = (await db.entries.all()).filter((row) => row.delivery === 'failed');
		const rows = [db.entries, db.contacts, db.conversations, db.runs, db.counters, db.texts];
		for (const table of rows) await table.clear();
		const entries = await entriesOfBytes(db);
		for (const row of await db.pending.all()) {
			if (!entries.has(row.id)) entries.set(row.id, pendingEntryOf(row));
		}
		for (const row of failed) if (!entries.has(row.id)) entries.set(row.id, row);
		await storeEntries(
			db,
			[...entries.values()].sort((a, b) => a.at - b.at),
		);
		await reproject(db, new Set([...entries.values()].map((row) => row.contact)));
	});
}

/**
 * What belongs to this device alone is not made again: drafts and marks of a version that knew
 * conversations by their ids alone take the key of the one that was known here.
 */
async function renameOwn(db: StoreTables): Promise<void> {
	const keys = new Map<string, string>();
	for (const { contact, conversation } of await db.conversations.all()) {
		keys.set(conversation.id, conversationKey(contact, conversation.id));
	}
	const named = new Set(keys.values());
	const keyOf = (owner: string) => (named.has(owner) ? undefined : keys.get(owner));
	for (const mark of await db.marks.all()) {
		const conversation = keyOf(mark.conversation);
		if (conversation === undefined) continue;
		await db.marks.bulkDelete([mark.conversation]);
		await db.marks.put({ ...mark, conversation });
	}
	for (const draft of await db.drafts.all()) {
		const owner = draftOwner(draft);
		const key = keyOf(owner);
		if (key === undefined) continue;
		await db.drafts.bulkDelete([draft.id]);
		await db.drafts.put({ ...draft, id: key + draft.id.slice(owner.length) });
	}
}

/** By event id. */
async function entriesOfBytes(db: StoreTables): Promise<Map<string, EntryRow>> {
	const firsts = new Map<string, StoredEvent>();
	for (const { room, update, at } of await db.updates.all()) {
		const place = placeOf(room);
		if (!place) continue;
		for (const { key, value, client } of readEntries(update)) {
			const event = arrived(readEvent(key, value), at);
			const earlier = firsts.get(key);
			// Stored in the order of the relay's sequence: the first stays (event-log I3).
			if (earlier && !displaces(event, earlier.event)) continue;
			firsts.set(key, { ...place, event, writer: client });
		}
	}
	return new Map([...firsts].map(([id, stored]) => [id, entryOf(stored)]));
}
