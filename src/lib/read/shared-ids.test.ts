import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { conversationKey } from '../model/conversation';
import type { DomainEvent, EventBody } from '../model/event';
import { markRead, saveDraft } from './own';
import { entryOf, rowsOf, stateOf } from './project';
import { conversationAt } from './queries/conversation-at';
import { conversationList } from './queries/conversation-list';
import { conversationsOf } from './queries/conversations-of';
import { draft } from './queries/drafts';
import { opened } from './queries/opened';
import { search } from './queries/search';
import { thread } from './queries/thread';
import { ensureProjected } from './projection';
import { refold, reproject, storeEntries } from './rows';
import { Database, type EntryRow } from './tables';

/** What a log may hold: contacts choose the ids of their conversations (B6, case 51). */

const ANA = 'con_0000000000000000000001';
const EVE = 'con_0000000000000000000002';
const SHARED = 'cnv_0000000000000000000001';

let db: Database;
let made = 0;
beforeEach(() => void (db = new Database(`ws_shared${made++}`)));
afterEach(() => db.delete());

function says(contact: string, text: string, conversation = SHARED): Promise<void> {
	return happens(contact, { type: 'messageSent', conversation, text }, 'contact');
}

async function happens(contact: string, body: EventBody, by: 'contact' | 'teammate') {
	const id = `evt_${String(++made).padStart(20, '0')}`;
	const author = { kind: by, id: by === 'contact' ? contact : 'tea_1' };
	const event: DomainEvent = { ...body, id, at: made, by: author };
	await db.transaction('rw', db.tables, async () => {
		await storeEntries(db, [entryOf({ contact, chapter: 1, event, writer: 1 })]);
		await reproject(db, [contact]);
	});
}

async function wordsIn(contact: string, conversation = SHARED): Promise<string[]> {
	const key = conversationKey(contact, conversation);
	const { entries } = await thread(db, { conversation: key, limit: 20 });
	return entries.map(({ event }) => ('text' in event ? String(event.text) : ''));
}

test('case 51: one id used by two contacts is two conversations, each with its own words', async () => {
	await says(ANA, 'quiero una devolución');
	await says(EVE, 'soy otra persona');
	const rows = await conversationList(db, { view: { kind: 'all' }, limit: 10 });
	expect(rows.map((row) => row.conversation.contact).sort()).toEqual([ANA, EVE]);
	expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
	expect(await wordsIn(ANA)).toEqual(['quiero una devolución']);
	expect(await wordsIn(EVE)).toEqual(['soy otra persona']);
});

test('case 51: what is answered in one goes to its own contact', async () => {
	await says(ANA, 'hola');
	await says(EVE, 'hola');
	for (const contact of [ANA, EVE]) {
		const { row } = await opened(db, { conversation: conversationKey(contact, SHARED), limit: 5 });
		expect(row?.conversation).toMatchObject({ id: SHARED, contact });
		expect(row?.contact).toBe(contact);
	}
});

test('B7: an event of one contact does not displace the event of another that bears its id', async () => {
	const id = 'evt_00000000000000000777';
	const words = (contact: string, text: string) =>
		entryOf({
			contact,
			chapter: 1,
			writer: 1,
			event: {
				type: 'messageSent',
				conversation: SHARED,
				text,
				id,
				at: 5,
				by: { kind: 'contact', id: contact },
			},
		});
	const store = (...rows: EntryRow[]) =>
		db.transaction('rw', db.tables, async () => {
			await storeEntries(db, rows);
			await reproject(db, [ANA, EVE]);
		});
	await store(words(ANA, 'quiero una devolución'));
	await store(words(EVE, 'encima'));
	expect(await wordsIn(ANA)).toEqual(['quiero una devolución']);
	await store(words(EVE, 'encima'), words(ANA, 'quiero una devolución'));
	expect(await wordsIn(ANA)).toEqual(['quiero una devolución']);
	await db.entries.clear();
	await store(words(ANA, 'quiero una devolución'), words(EVE, 'encima'));
	expect(await wordsIn(ANA)).toEqual(['quiero una devolución']);
	expect(await wordsIn(EVE)).toEqual([]);
});

test('case 51: an address with the id alone finds its conversation, unless two contacts use it', async () => {
	await says(ANA, 'hola');
	expect(await conversationAt(db, SHARED)).toBe(conversationKey(ANA, SHARED));
	for (const other of ['', 'cnv_unknown', SHARED.slice(1), ANA]) {
		expect(await conversationAt(db, other), other).toBeUndefined();
	}
	await says(EVE, 'hola');
	expect(await conversationAt(db, SHARED)).toBeUndefined();
});

test('case 51: closing one leaves the other, its shelf and its count', async () => {
	await says(ANA, 'hola');
	await says(EVE, 'hola');
	await happens(EVE, { type: 'conversationClosed', conversation: SHARED }, 'teammate');
	const listed = async (kind: 'all' | 'closed') =>
		(await conversationList(db, { view: { kind }, limit: 9 })).map(({ contact }) => contact);
	expect(await listed('all')).toEqual([ANA]);
	expect(await listed('closed')).toEqual([EVE]);
	expect((await db.counters.get('open'))?.count).toBe(1);
	expect((await db.counters.get('closed'))?.count).toBe(1);
});

test('case 51: marks, drafts and search of one say nothing of the other', async () => {
	await says(ANA, 'devolución');
	await says(EVE, 'factura');
	const anas = await db.conversations.get(conversationKey(ANA, SHARED));
	if (anas) await markRead(db, anas.conversation);
	const draftOf = { conversation: conversationKey(ANA, SHARED), mode: 'reply' as const };
	await saveDraft(db, { ...draftOf, text: 'Estimada', at: 1 });
	const rows = await conversationList(db, { view: { kind: 'all' }, limit: 10 });
	expect(rows.map(({ contact, unread }) => ({ contact, unread }))).toEqual([
		{ contact: EVE, unread: true },
		{ contact: ANA, unread: false },
	]);
	const eves = { conversation: conversationKey(EVE, SHARED), mode: 'reply' as const };
	expect(await draft(db, eves)).toBe('');
	const found = await search(db, { query: 'devolucion', limit: 5 });
	expect(found.map(({ contact }) => contact)).toEqual([ANA]);
	expect((await conversationsOf(db, EVE)).map(({ contact }) => contact)).toEqual([EVE]);
});

const hostile = fc.oneof(
	fc.constantFrom('../../settings/members', '?', '#', '%%', 'cnv:reply', `${ANA}~${SHARED}`, '~'),
	fc.string({ minLength: 1, maxLength: 40 }),
);

test('case 51: whatever an id spells, no two conversations share a key, and rows fold back', async () => {
	await fc.assert(
		fc.asyncProperty(fc.uniqueArray(hostile, { minLength: 2, maxLength: 6 }), async (ids) => {
			const keys = [ANA, EVE].flatMap((contact) => ids.map((id) => conversationKey(contact, id)));
			expect(new Set(keys).size).toBe(keys.length);
		}),
	);
	await says(ANA, 'a', '../../settings/members');
	await says(ANA, 'b', '%%');
	const state = await refold(db, ANA);
	expect(stateOf(rowsOf(state))).toEqual(state);
	expect(await wordsIn(ANA, '../../settings/members')).toEqual(['a']);
	expect(await wordsIn(ANA, '%%')).toEqual(['b']);
});

test('what was kept under the id alone is found under the key after the update', async () => {
	await says(ANA, 'hola');
	// As an older version has left it.
	const [row] = await db.conversations.toArray();
	await db.conversations.clear();
	await db.conversations.put({ ...row!, id: SHARED });
	await db.marks.put({ conversation: SHARED, readUpTo: 1_000 });
	await db.drafts.put({ id: `${SHARED}:note`, text: 'a medias', at: 1 });
	await db.pending.bulkPut(
		(await db.entries.toArray()).map(({ id, contact, event }) => {
			if (!('by' in event)) throw new Error('unknown');
			return { id, contact, room: `contact/${contact}/1/said`, event };
		}),
	);
	await db.settings.put({ name: 'projection', value: 3 });
	await ensureProjected(db);
	const key = conversationKey(ANA, SHARED);
	const { row: now } = await opened(db, { conversation: key, limit: 5 });
	expect(now).toMatchObject({ id: key, unread: false });
	expect(await draft(db, { conversation: key, mode: 'note' })).toBe('a medias');
	expect(await db.conversations.count()).toBe(1);
});
