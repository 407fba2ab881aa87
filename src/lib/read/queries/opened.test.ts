import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { conversationKey } from '../../model/conversation';
import { foldContact } from '../../model/contact-state';
import type { DomainEvent } from '../../model/event';
import { entryOf } from '../project';
import { putContacts, storeEntries } from '../rows';
import { Database } from '../tables';
import { opened } from './opened';

let db: Database;
beforeEach(() => void (db = new Database('ws_opened')));
afterEach(() => db.delete());

const [contact, conversation] = ['con_1', 'cnv_1'];
const key = conversationKey(contact, conversation);

function says(n: number): DomainEvent {
	const by = { kind: 'contact' as const, id: contact };
	return { id: `ev_${n}`, at: n, by, type: 'messageSent', conversation, text: `words ${n}` };
}

async function store(events: DomainEvent[]): Promise<void> {
	const stored = events.map((event) => ({ contact, chapter: 1, event, writer: 1 }));
	await db.transaction('rw', db.tables, async () => {
		await storeEntries(db, stored.map(entryOf));
		await putContacts(db, [foldContact(contact, events)]);
	});
}

test('P1: one reading has the conversation, its thread, its contact and what ran for it', async () => {
	await store([says(1), says(2), says(3)]);
	const read = await opened(db, { conversation: key, limit: 2 });
	expect(read).toMatchObject({ id: key, row: { contact, unread: true }, runs: [] });
	expect(read.contact?.id).toBe(contact);
	expect(read.thread.entries.map(({ id }) => id)).toEqual(['ev_2', 'ev_3']);
	expect(read.thread.hasOlder).toBe(true);
});

test('what this device does not know is answered too, under the name that was asked for', async () => {
	await store([says(1)]);
	const read = await opened(db, { conversation: 'cnv_unknown', limit: 50 });
	expect(read).toMatchObject({ id: 'cnv_unknown', runs: [] });
	expect([read.row, read.contact]).toEqual([undefined, undefined]);
	expect(read.thread).toEqual({ entries: [], hasOlder: false });
});
