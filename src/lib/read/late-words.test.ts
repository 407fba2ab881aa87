import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../base/clock';
import { foldContact } from '../model/contact-state';
import { conversationKey } from '../model/conversation';
import type { DomainEvent } from '../model/event';
import { saveRead } from './own';
import { isUnread as isUnreadBy } from './queries/unread';
import { putContacts } from './rows';
import type { Store } from './store';
import { listIn, stagedStore, threadIn, windowIn, storeSent } from '../../../tests/store-stage';
import type { Database } from './tables';

/** E-29, LW-1: what a desk shows of words that arrived after the conversation was closed. */

let db: Database;
let store: Store;
beforeEach(() => void ({ db, store } = stagedStore('ws_late')));
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

async function put(events: DomainEvent[]): Promise<void> {
	const stored = events.map((event) => ({ contact, chapter: 1, event, writer: 1 }));
	await store.write(async (tables) => {
		await storeSent(tables, stored);
		await putContacts(tables, [foldContact(contact, events)]);
	});
}

const read = () => windowIn(store, key);
const isUnread = async () => {
	const { row, mark } = await read();
	return row && isUnreadBy(row.conversation, mark);
};
const STORY = [word(1, 0), act('messageSent', 5, 1), act('conversationClosed', 6, 1)];

test('LW-1 late words stand behind the closing, with both times, and are found in any window', async () => {
	await put([...STORY, word(2, 2, 40)]);
	const thread = await threadIn(store, key);
	expect(thread.entries.map(({ id }) => id)).toEqual([
		'word_1',
		'messageSent_5',
		'conversationClosed_6',
		'word_2',
	]);
	expect(thread.entries.at(-1)?.event).toMatchObject({ at: t(40), writtenAt: t(2) });
	const short = await threadIn(store, key, 1);
	expect(short.entries.map(({ id }) => id)).toEqual(['conversationClosed_6', 'word_2']);
	expect(short.hasOlder).toBe(true);
});

test('LW-1 late words are unread for who had read everything, and on top of the open ones', async () => {
	await put(STORY);
	const before = await read();
	if (before.row) await saveRead(store, before.row.conversation);
	expect(await isUnread()).toBe(false);
	await put([...STORY, word(2, 2, 40)]);
	expect(await isUnread()).toBe(true);
	const [top] = await listIn(store, { kind: 'all' });
	expect(top).toMatchObject({ id: key, updatedAt: t(40), unread: true });
	const after = await read();
	if (after.row) await saveRead(store, after.row.conversation);
	expect(await isUnread()).toBe(false);
});

test('E-29 words that nobody acted over are unread though their time lies before the mark', async () => {
	await put([word(1, 10)]);
	const before = await read();
	if (before.row) await saveRead(store, before.row.conversation);
	await put([word(1, 10), { ...word(1, 5, 40), id: 'other', said: { device: 'dev_b', nth: 1 } }]);
	expect(await isUnread()).toBe(true);
});

test('E-29 a mark of an earlier version, and words without a number, are measured by time', async () => {
	await db.marks.put({ conversation: key, readUpTo: t(0) });
	await put(STORY);
	expect(await isUnread()).toBe(false);
	const plain = word(2, 20);
	delete plain.said;
	const now = await read();
	if (now.row) await saveRead(store, now.row.conversation);
	await put([...STORY, plain]);
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
	await put([...STORY, looked]);
	const { entries } = await threadIn(store, key);
	expect(entries.find(({ id }) => id === 'messageSent_5')?.delivery).toBe(delivery);
});
