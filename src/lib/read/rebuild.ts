import type { StoredEvent } from '../core/ports';
import { displaces, readEntries } from '../documents/event-log';
import { conversationKey } from '../model/conversation';
import { readEvent } from '../model/event';
import { arrived } from '../model/placed';
import { draftOwner } from './queries/drafts';
import { entryOf, pendingEntryOf, placeOf } from './project';
import { reproject, storeEntries } from './rows';
import type { Database, EntryRow } from './tables';

/**
 * Drops every row and makes it again from the bytes and the pending events (tables.ts, I1). Refused
 * events are the one thing that stands in rows alone: they are kept for their author.
 */
export async function rebuild(db: Database): Promise<void> {
	await db.transaction('rw', db.tables, async () => {
		await renameOwn(db);
		const failed = await db.entries.filter((row) => row.delivery === 'failed').toArray();
		const rows = [db.entries, db.contacts, db.conversations, db.runs, db.counters, db.texts];
		for (const table of rows) await table.clear();
		const entries = await entriesOfBytes(db);
		for (const row of await db.pending.toArray()) {
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
async function renameOwn(db: Database): Promise<void> {
	const keys = new Map<string, string>();
	await db.conversations.each(({ contact, conversation: { id } }) => {
		keys.set(id, conversationKey(contact, id));
	});
	const named = new Set(keys.values());
	const keyOf = (owner: string) => (named.has(owner) ? undefined : keys.get(owner));
	for (const mark of await db.marks.toArray()) {
		const conversation = keyOf(mark.conversation);
		if (conversation === undefined) continue;
		await db.marks.delete(mark.conversation);
		await db.marks.put({ ...mark, conversation });
	}
	for (const draft of await db.drafts.toArray()) {
		const owner = draftOwner(draft);
		const key = keyOf(owner);
		if (key === undefined) continue;
		await db.drafts.delete(draft.id);
		await db.drafts.put({ ...draft, id: key + draft.id.slice(owner.length) });
	}
}

/** By event id. */
async function entriesOfBytes(db: Database): Promise<Map<string, EntryRow>> {
	const firsts = new Map<string, StoredEvent>();
	await db.updates.each(({ room, update, at }) => {
		const place = placeOf(room);
		if (!place) return;
		for (const { key, value, client } of readEntries(update)) {
			const event = arrived(readEvent(key, value), at);
			const earlier = firsts.get(key);
			// Stored in the order of the relay's sequence: the first stays (event-log I3).
			if (earlier && !displaces(event, earlier.event)) continue;
			firsts.set(key, { ...place, event, writer: client });
		}
	});
	return new Map([...firsts].map(([id, stored]) => [id, entryOf(stored)]));
}
