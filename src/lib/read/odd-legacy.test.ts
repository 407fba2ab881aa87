import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWriter } from '../documents/event-log';
import { TAKEN_BACK } from '../model/assignment';
import { foldContact } from '../model/contact-state';
import { conversationKey } from '../model/conversation';
import type { DomainEvent } from '../model/event';
import { contactRoom } from '../model/room';
import { entriesOf } from './log';
import { packSome } from './pack-legacy';
import { search } from './queries/search';
import { takenBack } from './queries/taken-back';
import { rebuild } from './rebuild';
import { type DeviceStorage, deviceStorage } from './storage';
import type { Store } from './store';
import { stagedStore, threadIn } from '../../../tests/store-stage';
import type { Database } from './tables';

/** What packing finds in databases that are not as they should be. */

const ANA = 'con_0000000000000000000001';
const EVE = 'con_0000000000000000000002';
const CNV = 'cnv_0000000000000000000001';
const KEY = conversationKey(ANA, CNV);
let db: Database;
let store: Store;
let core: DeviceStorage;
let made = 0;
beforeEach(async () => {
	({ db, store } = stagedStore(`ws_odd${made++}`));
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

test('one contact’s broken bytes stop neither the packing of others nor the core', async () => {
	await store.write(async (t) => {
		await t.updates.put({
			room: contactRoom(ANA, 1, 'said'),
			update: new Uint8Array([255, 255, 255, 1, 2]),
		});
		for (const contact of [ANA, EVE]) {
			const event = msg(`ev_${contact}`, 5, 'hola', 'contact', contact);
			await t.entries.put({
				id: event.id,
				contact,
				chapter: 1,
				at: 5,
				delivery: 'sent',
				event,
				writer: 3,
				thread: conversationKey(contact, CNV),
			});
		}
	});
	const packed = await packSome(store).then(
		() => 'ok',
		(e) => String(e),
	);
	const committed = await core.commit({ events: [sent(msg('ev_new', 9, 'nuevo'))] }).then(
		() => 'ok',
		(e) => String(e),
	);
	const rebuilt = await rebuild(store, 99).then(
		() => 'ok',
		(e) => String(e),
	);
	expect({ packed, committed, rebuilt, left: await db.entries.count() }).toEqual({
		packed: 'ok',
		committed: 'ok',
		rebuilt: 'ok',
		left: 0,
	});
});

test('a room below contact/ whose name is not one of ours: the packing ends', async () => {
	await store.write((t) =>
		t.updates.put({ room: 'contact/ana/1/said', update: createWriter(1).append([{ id: 'x' }]) }),
	);
	let rounds = 0;
	while (rounds < 20 && (await packSome(store))) rounds++;
	expect(rounds).toBeLessThan(20);
});

test('what was confirmed, put again and then refused stays refused', async () => {
	const e = msg('ev_1', 5, 'hola', 'teammate');
	await store.write(async (t) => {
		// The log that is no more had it; the restored one refused it.
		await t.updates.put({
			room: contactRoom(ANA, 1, 'shown'),
			update: createWriter(1).append([e]),
			at: 6,
		});
		await t.entries.put({
			id: 'ev_1',
			contact: ANA,
			chapter: 1,
			at: 5,
			delivery: 'failed',
			reason: 'gone',
			event: e,
			thread: KEY,
		});
	});
	const before = await shown();
	while (await packSome(store));
	expect(await shown()).toEqual(before);
});

test('a word that a restored relay stored at another time keeps that time (I4)', async () => {
	const e = msg('ev_1', 5, 'hola');
	await store.write(async (t) => {
		const room = contactRoom(ANA, 1, 'said');
		await t.updates.put({ room, update: createWriter(1).append([e]), at: 6 });
		await t.updates.put({ room, update: createWriter(2).append([e]), at: 5000 });
		await t.entries.put({
			id: 'ev_1',
			contact: ANA,
			chapter: 1,
			at: 5,
			delivery: 'sent',
			writer: 2,
			event: { ...e, arrivedAt: 5000 },
			thread: KEY,
		});
	});
	const arrivals = () =>
		store.read(async (t) =>
			(await entriesOf(t, ANA)).map(({ event }) => 'arrivedAt' in event && event.arrivedAt),
		);
	expect(await arrivals()).toEqual([5000]);
	while (await packSome(store));
	expect(await arrivals()).toEqual([5000]);
});

test('bytes whose event the old version kept no row for: rows are the fold after packing', async () => {
	const [a, e] = [msg('ev_1', 5, 'ana'), msg('ev_1', 6, 'eve', 'contact', EVE)];
	await store.write(async (t) => {
		await t.updates.put({ room: contactRoom(ANA, 1, 'said'), update: createWriter(1).append([a]) });
		await t.updates.put({ room: contactRoom(EVE, 1, 'said'), update: createWriter(2).append([e]) });
		await t.entries.put({
			id: 'ev_1',
			contact: ANA,
			chapter: 1,
			at: 5,
			delivery: 'sent',
			writer: 1,
			event: a,
			thread: conversationKey(ANA, CNV),
		});
	});
	while (await packSome(store));
	const [log, rows, hits] = [
		await core.log(EVE),
		await db.conversations.toArray(),
		await search(db, { query: 'eve', limit: 3 }),
	];
	expect({
		log: log.length,
		rows: rows.filter(({ contact }) => contact === EVE).length,
		hits: hits.length,
	}).toEqual({ log: 1, rows: 1, hits: 1 });
});

test('bytes without a row, and the same event read again before they are packed', async () => {
	const e = msg('ev_1', 6, 'eve', 'contact', EVE);
	await store.write((t) =>
		t.updates.put({ room: contactRoom(EVE, 1, 'said'), update: createWriter(2).append([e]) }),
	);
	expect(await core.log(EVE)).toEqual([]);
	await core.commit({
		events: [{ contact: EVE, chapter: 1, event: e, writer: 2 }],
		contacts: [foldContact(EVE, [e])],
	});
	while (await packSome(store));
	const log = await core.log(EVE);
	expect(log.map(({ event }) => event.id)).toEqual(['ev_1']);
});

test('a taking back that an earlier version has noted is still told', async () => {
	const by = { kind: 'engine' as const, id: 'runner' };
	const given: DomainEvent = {
		...{ id: 'ev_given', at: 5, by },
		...{ type: 'conversationAssigned', conversation: CNV, teammate: 'agt_ana' },
	};
	await store.write(async (t) => {
		await t.settings.put({ name: `${TAKEN_BACK}ev_given`, value: false });
		const row = { id: 'ev_given', contact: ANA, chapter: 1, at: 5, delivery: 'sent' as const };
		await t.entries.put({ ...row, event: given, writer: 3, thread: KEY });
	});
	while (await packSome(store));
	expect(await takenBack(db, { me: 'agt_me' })).toMatchObject([{ conversation: KEY }]);
});
