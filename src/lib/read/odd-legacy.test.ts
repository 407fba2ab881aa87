import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
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
import {
	ANA,
	CONVERSATION,
	EVE,
	KEY,
	sent,
	shownIn,
	stageWords,
	word,
} from '../../../tests/words-stage';
import type { EntryRow } from './tables';

/** What packing finds in databases that are not as they should be. */
const stage = stageWords();

function oldRow(event: DomainEvent, more: Partial<EntryRow> = {}): EntryRow {
	const { id, at } = event;
	const place = { id, contact: ANA, chapter: 1, at, thread: KEY };
	return { ...place, delivery: 'sent', writer: 3, event, ...more };
}

test('one contact’s broken bytes stop neither the packing of others nor the core', async () => {
	await stage.store.write(async (t) => {
		await t.updates.put({
			room: contactRoom(ANA, 1, 'said'),
			update: new Uint8Array([255, 255, 255, 1, 2]),
		});
		for (const contact of [ANA, EVE]) {
			const event = word(`ev_${contact}`, 5, 'hola', contact);
			await t.entries.put(
				oldRow(event, { contact, thread: conversationKey(contact, CONVERSATION) }),
			);
		}
	});
	const packed = await packSome(stage.store).then(
		() => 'ok',
		(e) => String(e),
	);
	const committed = await stage.core
		.commit({ events: [sent(word('ev_new', 9, 'nuevo', ANA))] })
		.then(
			() => 'ok',
			(e) => String(e),
		);
	const rebuilt = await rebuild(stage.store, 99).then(
		() => 'ok',
		(e) => String(e),
	);
	expect({ packed, committed, rebuilt, left: await stage.db.entries.count() }).toEqual({
		packed: 'ok',
		committed: 'ok',
		rebuilt: 'ok',
		left: 0,
	});
});

test('a room below contact/ whose name is not one of ours: the packing ends', async () => {
	await stage.store.write((t) =>
		t.updates.put({ room: 'contact/ana/1/said', update: createWriter(1).append([{ id: 'x' }]) }),
	);
	let rounds = 0;
	while (rounds < 20 && (await packSome(stage.store))) rounds++;
	expect(rounds).toBeLessThan(20);
});

test('what was confirmed, put again and then refused stays refused', async () => {
	const e = word('ev_1', 5, 'hola');
	await stage.store.write(async (t) => {
		// The log that is no more had it; the restored one refused it.
		await t.updates.put({
			room: contactRoom(ANA, 1, 'shown'),
			update: createWriter(1).append([e]),
			at: 6,
		});
		await t.entries.put(oldRow(e, { delivery: 'failed', reason: 'gone' }));
	});
	const before = await shownIn(stage.store);
	while (await packSome(stage.store));
	expect(await shownIn(stage.store)).toEqual(before);
});

test('a word that a restored relay stored at another time keeps that time (I4)', async () => {
	const e = word('ev_1', 5, 'hola', ANA);
	await stage.store.write(async (t) => {
		const room = contactRoom(ANA, 1, 'said');
		await t.updates.put({ room, update: createWriter(1).append([e]), at: 6 });
		await t.updates.put({ room, update: createWriter(2).append([e]), at: 5000 });
		await t.entries.put(oldRow({ ...e, arrivedAt: 5000 }));
	});
	const arrivals = () =>
		stage.store.read(async (t) =>
			(await entriesOf(t, ANA)).map(({ event }) => 'arrivedAt' in event && event.arrivedAt),
		);
	expect(await arrivals()).toEqual([5000]);
	while (await packSome(stage.store));
	expect(await arrivals()).toEqual([5000]);
});

test('bytes whose event the old version kept no row for: rows are the fold after packing', async () => {
	const [a, e] = [word('ev_1', 5, 'ana', ANA), word('ev_1', 6, 'eve', EVE)];
	await stage.store.write(async (t) => {
		await t.updates.put({ room: contactRoom(ANA, 1, 'said'), update: createWriter(1).append([a]) });
		await t.updates.put({ room: contactRoom(EVE, 1, 'said'), update: createWriter(2).append([e]) });
		await t.entries.put(oldRow(a));
	});
	while (await packSome(stage.store));
	const [log, rows, hits] = [
		await stage.core.log(EVE),
		await stage.db.conversations.toArray(),
		await search(stage.db, { query: 'eve', limit: 3 }),
	];
	expect({
		log: log.length,
		rows: rows.filter(({ contact }) => contact === EVE).length,
		hits: hits.length,
	}).toEqual({ log: 1, rows: 1, hits: 1 });
});

test('bytes without a row, and the same event read again before they are packed', async () => {
	const e = word('ev_1', 6, 'eve', EVE);
	await stage.store.write((t) =>
		t.updates.put({ room: contactRoom(EVE, 1, 'said'), update: createWriter(2).append([e]) }),
	);
	expect(await stage.core.log(EVE)).toEqual([]);
	await stage.core.commit({
		events: [{ contact: EVE, chapter: 1, event: e, writer: 2 }],
		contacts: [foldContact(EVE, [e])],
	});
	while (await packSome(stage.store));
	const log = await stage.core.log(EVE);
	expect(log.map(({ event }) => event.id)).toEqual(['ev_1']);
});

test('a taking back that an earlier version has noted is still told', async () => {
	const by = { kind: 'engine' as const, id: 'runner' };
	const given: DomainEvent = {
		...{ id: 'ev_given', at: 5, by },
		...{ type: 'conversationAssigned', conversation: CONVERSATION, teammate: 'agt_ana' },
	};
	await stage.store.write(async (t) => {
		await t.settings.put({ name: `${TAKEN_BACK}ev_given`, value: false });
		const row = { id: 'ev_given', contact: ANA, chapter: 1, at: 5, delivery: 'sent' as const };
		await t.entries.put({ ...row, event: given, writer: 3, thread: KEY });
	});
	while (await packSome(stage.store));
	expect(await takenBack(stage.db, { me: 'agt_me' })).toMatchObject([{ conversation: KEY }]);
});
