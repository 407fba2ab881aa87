import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { foldContact } from '../model/contact-state';
import { conversationKey } from '../model/conversation';
import type { DomainEvent } from '../model/event';
import { putContacts } from './rows';
import type { Store } from './store';
import { stagedStore, threadIn, windowIn, storeSent } from '../../../tests/store-stage';
import type { Database } from './tables';
import { readOlder } from './window';

let db: Database;
let store: Store;
beforeEach(() => void ({ db, store } = stagedStore('ws_opened')));
afterEach(() => db.delete());

const [contact, conversation] = ['con_1', 'cnv_1'];
const key = conversationKey(contact, conversation);

function says(n: number): DomainEvent {
	const by = { kind: 'contact' as const, id: contact };
	return { id: `ev_${n}`, at: n, by, type: 'messageSent', conversation, text: `words ${n}` };
}

async function put(events: DomainEvent[]): Promise<void> {
	const stored = events.map((event) => ({ contact, chapter: 1, event, writer: 1 }));
	await store.write(async (tables) => {
		await storeSent(tables, stored);
		await putContacts(tables, [foldContact(contact, events)]);
	});
}

test('P1: one reading has the conversation, its thread, its contact and what ran for it', async () => {
	await put([says(1), says(2), says(3)]);
	const read = await windowIn(store, key, 2);
	expect(read).toMatchObject({ row: { contact }, mark: undefined, runs: [] });
	expect(read.contact?.id).toBe(contact);
	expect(read.floor).toEqual({ id: 'ev_2', at: 2 });
	const thread = await threadIn(store, key, 2);
	expect(thread.entries.map(({ id }) => id)).toEqual(['ev_2', 'ev_3']);
	expect(thread.hasOlder).toBe(true);
});

test('what this device does not know is answered too', async () => {
	await put([says(1)]);
	const read = await windowIn(store, 'cnv_unknown');
	expect(read).toMatchObject({ runs: [], entries: [] });
	expect([read.row, read.contact]).toEqual([undefined, undefined]);
	expect(await threadIn(store, 'cnv_unknown')).toEqual({ entries: [], hasOlder: false });
});

test('P6: what is older is read from where the window ends, and nothing twice', async () => {
	await put([1, 2, 3, 4, 5].map(says));
	const seen: string[] = [];
	let before: { at: number; id: string } | undefined;
	do {
		const page = await store.read((tables) =>
			readOlder(tables, { key, limit: 2, ...(before && { before }) }),
		);
		seen.push(...page.entries.map(({ id }) => id));
		before = page.floor;
	} while (before);
	expect(seen).toEqual(['ev_5', 'ev_4', 'ev_3', 'ev_2', 'ev_1']);
});
