import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { foldContact } from '../model/contact-state';
import { conversationKey } from '../model/conversation';
import type { DomainEvent } from '../model/event';
import { contactRoom } from '../model/room';
import { entriesOf } from './log';
import { rebuild } from './rebuild';
import { search } from './queries/search';
import { deviceStorage, type DeviceStorage } from './storage';
import type { Store } from './store';
import { stagedStore, threadIn } from '../../../tests/store-stage';
import type { Database } from './tables';
import { discardFailed } from './write';

const ANA = 'con_0000000000000000000001';
const CNV = 'cnv_0000000000000000000001';
const KEY = conversationKey(ANA, CNV);
/** I1 of log.ts: an event stands once with its contact, in one state. */

let db: Database;
let store: Store;
let core: DeviceStorage;
let made = 0;
beforeEach(async () => {
	({ db, store } = stagedStore(`ws_once${made++}`));
	await db.open();
	core = deviceStorage(store.name);
});
afterEach(async () => {
	core.close();
	await db.delete();
});
const msg = (
	id: string,
	at: number,
	text: string,
	kind: 'contact' | 'teammate' = 'contact',
	contact = ANA,
): DomainEvent => ({
	id,
	at,
	text,
	type: 'messageSent',
	conversation: CNV,
	by: { kind, id: kind === 'contact' ? contact : 'agt_1' },
});
const sent = (event: DomainEvent, more = {}) => ({
	contact: ANA,
	chapter: 1,
	event,
	writer: 3,
	...more,
});
const shown = async () =>
	(await threadIn(store, KEY)).entries.map(
		({ id, event, delivery }) => `${id} ${'text' in event && event.text} ${delivery}`,
	);
const pend = (event: DomainEvent, more = {}) => ({
	room: contactRoom(ANA, 1, event.by.kind === 'contact' ? 'said' : 'shown'),
	contact: ANA,
	event,
	...more,
});

test('case 4: the forged and the true one in ONE commit: the true one stands alone', async () => {
	await core.commit({
		events: [
			sent(msg('ev_1', 5, 'forged')),
			sent(msg('ev_1', 6, 'true', 'teammate'), { writer: 4, replaces: true }),
		],
	});
	expect(await shown()).toEqual(['ev_1 true sent']);
});

test('a word that comes at two times in one change stands at the later (core/inbound I4)', async () => {
	const word = msg('ev_1', 5, 'hola');
	await core.commit({
		events: [
			sent({ ...word, arrivedAt: 6 }),
			sent({ ...word, arrivedAt: 90 }, { writer: 4, replaces: true }),
		],
	});
	const found = await store.read((tables) => entriesOf(tables, ANA));
	expect(found.map(({ event }) => 'arrivedAt' in event && event.arrivedAt)).toEqual([90]);
});

test('refused here, and then found at the relay: it is sent, and stands once', async () => {
	const e = msg('ev_1', 5, 'hola', 'teammate');
	await core.commit({ pending: [pend(e)] });
	await core.commit({ refused: [{ id: 'ev_1', reason: 'x' }] });
	await core.commit({ events: [sent(e)] });
	expect(await shown()).toEqual(['ev_1 hola sent']);
	await discardFailed(store, 'ev_1');
	expect(await shown()).toEqual(['ev_1 hola sent']);
});

test('what waits, and is brought by the feed before the core knows of it, stands once', async () => {
	const hi = msg('ev_0', 4, 'hola');
	const e = msg('ev_1', 5, 'respuesta', 'teammate');
	await core.commit({ events: [sent(hi)], contacts: [foldContact(ANA, [hi])] });
	await core.commit({ pending: [pend(e)], contacts: [foldContact(ANA, [hi, e])] });
	await core.commit({ events: [sent(e)], contacts: [foldContact(ANA, [hi, e])] });
	expect(await shown()).toEqual(['ev_0 hola sent', 'ev_1 respuesta sent']);
	expect((await db.conversations.toArray())[0]!.conversation).toEqual(
		foldContact(ANA, [hi, e]).conversations[CNV],
	);
});

test('words put again, rows made again meanwhile, confirmed: found by search', async () => {
	const e = msg('ev_1', 5, 'zanahoria', 'teammate');
	const hi = msg('ev_0', 4, 'hola');
	await core.commit({ events: [sent(hi), sent(e)], contacts: [foldContact(ANA, [hi, e])] });
	expect(await search(db, { query: 'zanahoria', limit: 3 })).toHaveLength(1);
	await core.commit({ pending: [pend(e, { again: true })] });
	await rebuild(store, 99);
	expect(await search(db, { query: 'zanahoria', limit: 3 })).toHaveLength(1);
	await core.commit({ confirmed: ['ev_1'], events: [sent(e)] });
	expect(await search(db, { query: 'zanahoria', limit: 3 })).toHaveLength(1);
});
