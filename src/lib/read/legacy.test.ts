import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWriter } from '../documents/event-log';
import { conversationKey } from '../model/conversation';
import { type DomainEvent, roomOf } from '../model/event';
import { contactRoom, LIVE_ROOM } from '../model/room';
import { packLegacy, packSome } from './pack-legacy';
import { entriesOf } from './log';
import { eventsOn } from './pages';
import { search } from './queries/search';
import { deviceStorage } from './storage';
import type { Store } from './store';
import { stagedStore, threadIn } from '../../../tests/store-stage';
import type { Database, EntryRow } from './tables';
import { storeWritten } from './write';

/** A database of the version before pages: rows of events, and the bytes of their logs. */

const ANA = 'con_0000000000000000000001';
const EVE = 'con_0000000000000000000002';
const CONVERSATION = 'cnv_0000000000000000000001';

let db: Database;
let store: Store;
let made = 0;
beforeEach(() => void ({ db, store } = stagedStore(`ws_legacy${made++}`)));
afterEach(async () => {
	vi.restoreAllMocks();
	await db.delete();
});

type Old = {
	contact: string;
	chapter: number;
	at: number;
	delivery: EntryRow['delivery'];
	/** A part of the events of that version had lost its bytes. */
	hasBytes: boolean;
};

function eventOf({ contact, at }: Old): DomainEvent {
	const id = `evt_${String(made++).padStart(20, '0')}`;
	if (contact === '') {
		return {
			id,
			at,
			by: { kind: 'teammate', id: 'agt_1' },
			type: 'workflowStopped',
			workflow: 'w',
		};
	}
	const by = { kind: 'contact' as const, id: contact };
	return { id, at, by, type: 'messageSent', conversation: CONVERSATION, text: `a las ${at}` };
}

/** As that version has written it down. */
async function putOld(olds: readonly Old[]): Promise<EntryRow[]> {
	const writer = createWriter(7);
	const rows: EntryRow[] = [];
	await store.write(async (tables) => {
		for (const old of olds) {
			const { contact, chapter, at, delivery, hasBytes } = old;
			const event = eventOf(old);
			const room = roomOf(contact, chapter, event);
			const thread = contact === '' ? {} : { thread: conversationKey(contact, CONVERSATION) };
			const sent = delivery === 'sent' ? { writer: 7 } : {};
			const reason = delivery === 'failed' ? { reason: 'tooLong' } : {};
			const row = { id: event.id, contact, chapter, at, delivery, event };
			rows.push({ ...row, ...thread, ...sent, ...reason });
			if (delivery === 'saved') await tables.pending.put({ id: event.id, room, contact, event });
			if (delivery === 'sent' && hasBytes) {
				await tables.updates.put({ room, update: writer.append([event]), at: at + 1 });
			}
		}
		await tables.entries.bulkPut(rows);
	});
	return rows;
}

const old: fc.Arbitrary<Old> = fc.record({
	contact: fc.constantFrom(ANA, EVE, ''),
	chapter: fc.constant(1),
	at: fc.integer({ min: 1, max: 1_000 }),
	delivery: fc.constantFrom('sent', 'sent', 'saved', 'failed'),
	hasBytes: fc.boolean(),
});

/** Everything there is, whichever form it has. */
function allOf(): Promise<string[]> {
	return store.read(async (tables) => {
		const rows = [];
		for (const contact of [ANA, EVE, '']) rows.push(...(await entriesOf(tables, contact)));
		return rows.map(({ contact, id, delivery }) => `${contact} ${id} ${delivery}`).sort();
	});
}

/** Cuts the packing off at its nth write, as often as it takes. */
async function packCutOff(pack: (store: Store) => Promise<boolean>, cut: number): Promise<void> {
	const real = IDBObjectStore.prototype.put;
	let writes = 0;
	const spy = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
		this: IDBObjectStore,
		value,
	) {
		if (++writes === cut) throw new DOMException('full', 'QuotaExceededError');
		return real.call(this, value);
	});
	await pack(store).catch(() => undefined);
	spy.mockRestore();
}

async function check(
	olds: readonly Old[],
	pack: (store: Store) => Promise<boolean>,
	cut: number,
): Promise<void> {
	await putOld(olds);
	const before = await allOf();
	await packCutOff(pack, cut);
	expect(await allOf()).toEqual(before);
	while (await pack(store));
	expect(await allOf()).toEqual(before);
	expect(await db.entries.count()).toBe(0);
	expect(await db.updates.count()).toBe(0);
	await db.delete();
	({ db, store } = stagedStore(`ws_legacy${made++}`));
}

const histories = [fc.array(old, { maxLength: 30 }), fc.integer({ min: 1, max: 12 })] as const;

test('nothing is lost or doubled by packing, wherever it is cut off', async () => {
	await fc.assert(
		fc.asyncProperty(...histories, (olds, cut) => check(olds, packSome, cut)),
		{ numRuns: 60 },
	);
}, 60_000);

/** The planted bug: pages in one transaction, what they replace in another before it. */
async function packInTwo(store: Store): Promise<boolean> {
	let rows: EntryRow[] = [];
	await store.write(async ({ entries, updates }) => {
		rows = await entries.all();
		await entries.clear();
		await updates.clear();
	});
	if (!rows.length) return false;
	await store.write(async (tables) => {
		await tables.entries.bulkPut(rows);
		for (const contact of [ANA, EVE, '']) await packLegacy(tables, contact);
	});
	return true;
}

test('planted bug: an acked page lost at the migration is found', async () => {
	await expect(
		fc.assert(
			fc.asyncProperty(...histories, (olds, cut) => check(olds, packInTwo, cut)),
			{ numRuns: 60 },
		),
	).rejects.toThrow();
}, 60_000);

test('an old thread is read, searched and written before it is packed, and after', async () => {
	const key = conversationKey(ANA, CONVERSATION);
	const sent = { contact: ANA, chapter: 1, delivery: 'sent' as const, hasBytes: true };
	await putOld([5, 6, 7].map((at) => ({ ...sent, at })));
	const core = deviceStorage(store.name);
	const texts = async () =>
		(await threadIn(store, key)).entries.map(({ event }) => 'text' in event && event.text);
	expect(await texts()).toEqual(['a las 5', 'a las 6', 'a las 7']);
	const event = { ...eventOf({ ...sent, at: 9 }), text: 'nuevo' } as DomainEvent;
	const written = await storeWritten(store, [{ contact: ANA, events: [event] }]);
	expect(written.ok).toBe(true);
	expect(await texts()).toEqual(['a las 5', 'a las 6', 'a las 7', 'nuevo']);
	expect(await search(db, { query: 'nuevo', limit: 3 })).toHaveLength(1);
	await core.commit({
		confirmed: [event.id],
		events: [{ contact: ANA, chapter: 1, event, writer: 9 }],
	});
	expect(await texts()).toEqual(['a las 5', 'a las 6', 'a las 7', 'nuevo']);
	expect(await db.entries.count()).toBe(0);
	while (await packSome(store));
	expect(await texts()).toEqual(['a las 5', 'a las 6', 'a las 7', 'nuevo']);
	core.close();
});

test('what waited and is withdrawn or refused does not come back with the packing', async () => {
	const waits = { contact: ANA, chapter: 1, delivery: 'saved' as const, hasBytes: false };
	const [undone, refused, kept] = await putOld([1, 2, 3].map((at) => ({ ...waits, at })));
	const core = deviceStorage(store.name);
	await core.commit({
		withdrawn: [undone!.id],
		refused: [{ id: refused!.id, reason: 'tooLong' }],
	});
	while (await packSome(store));
	expect((await core.pending()).map(({ event }) => event.id)).toEqual([kept!.id]);
	expect(await allOf()).toEqual([`${ANA} ${refused!.id} failed`, `${ANA} ${kept!.id} saved`]);
	core.close();
});

test('what the old version could not read is read from the bytes, with its time of arrival', async () => {
	const id = 'evt_00000000000000000900';
	const by = { kind: 'contact' as const, id: ANA };
	const event = { id, at: 5, by, type: 'messageSent', conversation: CONVERSATION, text: 'hola' };
	const unread = { id, at: 5, unknown: true as const, raw: event };
	const update = createWriter(3).append([Object.assign({ later: 'a newer member' }, event)]);
	await store.write(async ({ entries, updates }) => {
		const row = { id, contact: ANA, chapter: 1, at: 5, delivery: 'sent' as const, event: unread };
		await entries.put(row);
		await updates.put({ room: contactRoom(ANA, 1, 'said'), update, at: 8 });
		await updates.put({ room: LIVE_ROOM, update: createWriter(4).append([]) });
		await updates.put({ room: 'workspace', update });
	});
	while (await packSome(store));
	const [row] = await store.read((tables) => entriesOf(tables, ANA));
	expect(row).toMatchObject({ delivery: 'sent', writer: 3, event: { ...event, arrivedAt: 8 } });
	const [page] = await db.pages.toArray();
	expect(eventsOn(page!)[0]!.raw).toMatchObject({ later: 'a newer member' });
	expect((await db.updates.toArray()).map(({ room }) => room)).toEqual(['workspace']);
});
