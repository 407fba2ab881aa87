import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../../base/clock';
import { foldContact } from '../../model/contact-state';
import { conversationKey } from '../../model/conversation';
import type { DomainEvent } from '../../model/event';
import { markRead } from '../own';
import { entryOf } from '../project';
import { putContacts, storeEntries } from '../rows';
import { Database } from '../tables';
import { conversationList } from './conversation-list';
import { opened } from './opened';

/** E-29, LW-1: what a desk shows of words that arrived after the conversation was closed. */

let db: Database;
beforeEach(() => void (db = new Database('ws_late')));
afterEach(() => db.delete());

const [contact, conversation] = ['con_1', 'cnv_1'];
const key = conversationKey(contact, conversation);
const t = (minutes: number) => 1_000 * MINUTE + minutes * MINUTE;

function word(nth: number, minutes: number, arrived = minutes): DomainEvent {
	return {
		id: `word_${nth}`,
		at: t(minutes),
		by: { kind: 'contact', id: contact },
		said: { device: 'dev_a', nth },
		arrivedAt: t(arrived),
		type: 'messageSent',
		conversation,
		text: `words ${nth}`,
	};
}

function act(type: 'messageSent' | 'conversationClosed', minutes: number, seen: number) {
	const by = { kind: 'teammate' as const, id: 'tea_1' };
	const base = { id: `${type}_${minutes}`, at: t(minutes), by, seen: { dev_a: seen } };
	return type === 'messageSent'
		? { ...base, type, conversation, text: 'bye', arrivedAt: t(minutes) }
		: { ...base, type, conversation };
}

async function store(events: DomainEvent[]): Promise<void> {
	const stored = events.map((event) => ({ contact, chapter: 1, event, writer: 1 }));
	await db.transaction('rw', db.tables, async () => {
		await storeEntries(db, stored.map(entryOf));
		await putContacts(db, [foldContact(contact, events)]);
	});
}

const read = (limit = 50) => opened(db, { conversation: key, limit });
const isUnread = async () => (await read()).row?.unread;
const STORY = [word(1, 0), act('messageSent', 5, 1), act('conversationClosed', 6, 1)];

test('LW-1 late words stand behind the closing, with both times, and are found in any window', async () => {
	await store([...STORY, word(2, 2, 40)]);
	const { thread } = await read();
	expect(thread.entries.map(({ id }) => id)).toEqual([
		'word_1',
		'messageSent_5',
		'conversationClosed_6',
		'word_2',
	]);
	expect(thread.entries.at(-1)?.event).toMatchObject({ at: t(40), writtenAt: t(2) });
	const short = (await read(1)).thread;
	expect(short.entries.map(({ id }) => id)).toEqual(['word_2']);
	expect(short.hasOlder).toBe(true);
});

test('LW-1 late words are unread for who had read everything, and on top of the open ones', async () => {
	await store(STORY);
	const before = await read();
	if (before.row) await markRead(db, before.row.conversation);
	expect(await isUnread()).toBe(false);
	await store([...STORY, word(2, 2, 40)]);
	expect(await isUnread()).toBe(true);
	const [top] = await conversationList(db, { view: { kind: 'all' }, limit: 5 });
	expect(top).toMatchObject({ id: key, updatedAt: t(40), unread: true });
	const after = await read();
	if (after.row) await markRead(db, after.row.conversation);
	expect(await isUnread()).toBe(false);
});

test('E-29 words that nobody acted over are unread though their time lies before the mark', async () => {
	await store([word(1, 10)]);
	const before = await read();
	if (before.row) await markRead(db, before.row.conversation);
	await store([word(1, 10), { ...word(1, 5, 40), id: 'other', said: { device: 'dev_b', nth: 1 } }]);
	expect(await isUnread()).toBe(true);
});

test('E-29 a mark of an earlier version, and words without a number, are measured by time', async () => {
	await db.marks.put({ conversation: key, readUpTo: t(0) });
	await store(STORY);
	expect(await isUnread()).toBe(false);
	const plain = word(2, 20);
	delete plain.said;
	const now = await read();
	if (now.row) await markRead(db, now.row.conversation);
	await store([...STORY, plain]);
	expect(await isUnread()).toBe(true);
});

test.each([
	['seen when it stood there as the customer looked', 'messageSent_5', 'seen'],
	['sent, and not seen, when it arrives after that', 'another', 'sent'],
])('E-29 an answer is %s', async (_, named, delivery) => {
	const looked: DomainEvent = {
		id: 'looked',
		at: t(20),
		by: { kind: 'contact', id: contact },
		type: 'conversationRead',
		conversation,
		upTo: t(19),
		ids: [named],
	};
	await store([...STORY, looked]);
	const { entries } = (await read()).thread;
	expect(entries.find(({ id }) => id === 'messageSent_5')?.delivery).toBe(delivery);
});
