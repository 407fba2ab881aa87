import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { conversationKey } from '../model/conversation';
import type { DomainEvent, EventBody } from '../model/event';
import { saveDraft, saveRead } from './own';
import { rowsOf, stateOf } from './project';
import { conversationAt } from './queries/conversation-at';
import { draftId } from './queries/drafts';
import { search } from './queries/search';
import { ensureProjected } from './projection';
import { refold, reproject } from './rows';
import type { Store } from './store';
import { listIn, stagedStore, storeSent, threadIn, windowIn } from '../../../tests/store-stage';
import type { Database } from './tables';

/** What a log may hold: contacts choose the ids of their conversations (B6, case 51). */

const ANA = 'con_0000000000000000000001';
const EVE = 'con_0000000000000000000002';
const SHARED = 'cnv_0000000000000000000001';

let db: Database;
let store: Store;
let made = 0;
beforeEach(() => void ({ db, store } = stagedStore(`ws_shared${made++}`)));
afterEach(() => db.delete());

function says(contact: string, text: string, conversation = SHARED): Promise<void> {
	return happens(contact, { type: 'messageSent', conversation, text }, 'contact');
}

async function happens(contact: string, body: EventBody, by: 'contact' | 'teammate') {
	const id = `evt_${String(++made).padStart(20, '0')}`;
	const author = { kind: by, id: by === 'contact' ? contact : 'tea_1' };
	const event: DomainEvent = { ...body, id, at: made, by: author };
	await store.write(async (tables) => {
		await storeSent(tables, [{ contact, chapter: 1, event, writer: 1 }]);
		await reproject(tables, [contact]);
	});
}

async function wordsIn(contact: string, conversation = SHARED): Promise<string[]> {
	const key = conversationKey(contact, conversation);
	const { entries } = await threadIn(store, key);
	return entries.map(({ event }) => ('text' in event ? String(event.text) : ''));
}

test('case 51: one id used by two contacts is two conversations, each with its own words', async () => {
	await says(ANA, 'quiero una devolución');
	await says(EVE, 'soy otra persona');
	const rows = await listIn(store, { kind: 'all' });
	expect(rows.map((row) => row.conversation.contact).sort()).toEqual([ANA, EVE]);
	expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
	expect(await wordsIn(ANA)).toEqual(['quiero una devolución']);
	expect(await wordsIn(EVE)).toEqual(['soy otra persona']);
});

test('case 51: what is answered in one goes to its own contact', async () => {
	await says(ANA, 'hola');
	await says(EVE, 'hola');
	for (const contact of [ANA, EVE]) {
		const { row } = await windowIn(store, conversationKey(contact, SHARED));
		expect(row?.conversation).toMatchObject({ id: SHARED, contact });
		expect(row?.contact).toBe(contact);
	}
});

test('B7: an id that two contacts use is two events, each with its own contact', async () => {
	const id = 'evt_00000000000000000777';
	const words = (contact: string, text: string) => ({
		contact,
		chapter: 1,
		writer: 1,
		event: {
			type: 'messageSent' as const,
			conversation: SHARED,
			text,
			id,
			at: 5,
			by: { kind: 'contact' as const, id: contact },
		},
	});
	await store.write(async (tables) => {
		await storeSent(tables, [words(ANA, 'quiero una devolución')]);
		await storeSent(tables, [words(EVE, 'encima')]);
		await reproject(tables, [ANA, EVE]);
	});
	expect(await wordsIn(ANA)).toEqual(['quiero una devolución']);
	expect(await wordsIn(EVE)).toEqual(['encima']);
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
		(await listIn(store, { kind })).map(({ contact }) => contact);
	expect(await listed('all')).toEqual([ANA]);
	expect(await listed('closed')).toEqual([EVE]);
	expect((await db.counters.get('open'))?.count).toBe(1);
	expect((await db.counters.get('closed'))?.count).toBe(1);
});

test('case 51: marks, drafts and search of one say nothing of the other', async () => {
	await says(ANA, 'devolución');
	await says(EVE, 'factura');
	const anas = await db.conversations.get(conversationKey(ANA, SHARED));
	if (anas) await saveRead(store, anas.conversation);
	const draftOf = { conversation: conversationKey(ANA, SHARED), mode: 'reply' as const };
	await saveDraft(store, { ...draftOf, text: 'Estimada', at: 1 });
	const rows = await listIn(store, { kind: 'all' });
	expect(rows.map(({ contact, unread }) => ({ contact, unread }))).toEqual([
		{ contact: EVE, unread: true },
		{ contact: ANA, unread: false },
	]);
	const eves = { conversation: conversationKey(EVE, SHARED), mode: 'reply' as const };
	expect(await db.drafts.get(draftId(eves))).toBeUndefined();
	const found = await search(db, { query: 'devolucion', limit: 5 });
	expect(found.map(({ contact }) => contact)).toEqual([ANA]);
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
	const state = await store.read((tables) => refold(tables, ANA));
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
	await db.settings.put({ name: 'projection', value: 3 });
	await ensureProjected(store);
	const key = conversationKey(ANA, SHARED);
	const [now] = await listIn(store, { kind: 'all' });
	expect(now).toMatchObject({ id: key, unread: false });
	const kept = await db.drafts.get(draftId({ conversation: key, mode: 'note' }));
	expect(kept?.text).toBe('a medias');
	expect(await db.conversations.count()).toBe(1);
});
