import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { runStorageTests } from '../../../tests/storage.conformance';
import { createWriter } from '../documents/event-log';
import { conversationKey } from '../model/conversation';
import { type DomainEvent, type EventBody, logOf } from '../model/event';
import { contactRoom, LIVE_ROOM } from '../model/room';
import { deleteDatabase } from './indexed-db';
import { observe } from './live';
import { conversationList } from './queries/conversation-list';
import { engineHost } from './queries/engine-host';
import { search } from './queries/search';
import { thread } from './queries/thread';
import { viewCounts } from './queries/view-counts';
import { rebuild } from './rebuild';
import { refold } from './rows';
import { deviceStorage } from './storage';
import { Database } from './tables';
import { writePending } from './write';

const ANA = 'agt_0000000000000000000001';
const CONTACT = 'con_0000000000000000000001';
const CONVERSATION = 'cnv_0000000000000000000001';
const KEY = conversationKey(CONTACT, CONVERSATION);

let opened: Database | undefined;
let made = 0;

/** As a page makes it, before the core asks for it. */
async function database(): Promise<Database> {
	const db = new Database(`test${made++}`);
	await db.open();
	opened = db;
	return db;
}

afterEach(async () => {
	vi.restoreAllMocks();
	await opened?.delete();
});

/** Counts what is asked of the disk from now on. */
function requests(): () => number {
	const spies = [
		...(['get', 'getAll', 'put', 'add', 'delete'] as const).map((name) =>
			vi.spyOn(IDBObjectStore.prototype, name),
		),
		...(['get', 'getAll', 'getKey', 'openCursor'] as const).map((name) =>
			vi.spyOn(IDBIndex.prototype, name),
		),
	];
	return () => spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
}

runStorageTests('of the device', async () => {
	const { name } = await database();
	const storage = deviceStorage(name);
	return {
		storage,
		reopen() {
			storage.close();
			return Promise.resolve(deviceStorage(name));
		},
	};
});

test('a live query of a page runs again when the core commits what it has read, and only then', async () => {
	const db = await database();
	const storage = deviceStorage(db.name);
	const other = 'con_0000000000000000000002';
	const elsewhere = { ...eventOf(message('otra'), 'contact', 7, other), conversation: 'cnv_2' };
	const answers: string[][] = [];
	const heard = observe(() => conversationList(db, { view: { kind: 'mine', me: ANA }, limit: 9 }));
	const counts: number[] = [];
	const counted = observe(async () => (await viewCounts(db, { me: ANA })).mine);
	const stop = [
		heard.subscribe((rows) => answers.push(rows.map((row) => row.id)), throwError),
		counted.subscribe((mine) => counts.push(mine), throwError),
	];
	await expect.poll(() => [answers, counts]).toEqual([[[]], [0]]);
	await store(db, [eventOf(message('hola'), 'contact', 5)]);
	await store(db, [elsewhere]);
	const assigned = { conversation: CONVERSATION, teammate: ANA };
	await store(db, [eventOf({ type: 'conversationAssigned', ...assigned }, 'teammate', 9)]);
	await expect.poll(() => answers.at(-1)).toEqual([KEY]);
	await expect.poll(() => counts.at(-1)).toBe(1);
	expect(answers).toEqual([[], [KEY]]);
	const gone = (await db.entries.orderBy('id').last())!;
	await storage.commit({ withdrawn: [gone.id] });
	await expect.poll(() => answers.at(-1)).toEqual([]);
	stop.forEach((subscription) => subscription.unsubscribe());
});

test('the core lets go of a database that is erased, and does not make it again', async () => {
	const db = await database();
	const storage = deviceStorage(db.name);
	await storage.commit({ settings: { cursor: 3 } });
	db.close();
	await deleteDatabase(db.name);
	await expect(storage.setting('cursor')).rejects.toThrow();
	expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(db.name);
});

test('a commit that cannot be stored leaves nothing of itself behind', async () => {
	const db = await database();
	const storage = deviceStorage(db.name);
	const event = eventOf(message('hola'), 'contact', 5);
	const item = { room: contactRoom(CONTACT, 1, 'said'), contact: CONTACT, event };
	await expect(
		storage.commit({ settings: { cursor: 3 }, pending: [item, item] }),
	).rejects.toThrow();
	expect(await storage.setting('cursor')).toBeUndefined();
	expect(await storage.pending()).toEqual([]);
});

test('P15: to confirm many events takes few questions to the disk', async () => {
	const db = await database();
	const storage = deviceStorage(db.name);
	const events = Array.from({ length: 100 }, (_, at) => eventOf(message(`n ${at}`), 'contact', at));
	const room = contactRoom(CONTACT, 1, 'said');
	await storage.commit({ pending: events.map((event) => ({ room, contact: CONTACT, event })) });
	const asked = requests();
	await storage.commit({
		events: events.map((event) => ({ contact: CONTACT, chapter: 1, event, writer: 7 })),
		confirmed: events.map(({ id }) => id),
	});
	expect(asked()).toBeLessThan(3.2 * events.length);
	expect(await storage.pending()).toEqual([]);
	const rows = await db.entries.toArray();
	expect(rows.map(({ delivery, writer }) => [delivery, writer])).toEqual(
		events.map(() => ['sent', 7]),
	);
});

test('P15: of what waits only what is confirmed is dropped, wherever it stands', async () => {
	const db = await database();
	const storage = deviceStorage(db.name);
	const events = Array.from({ length: 150 }, (_, at) => eventOf(message(`n ${at}`), 'contact', at));
	const room = contactRoom(CONTACT, 1, 'said');
	await storage.commit({ pending: events.map((event) => ({ room, contact: CONTACT, event })) });
	const [gone, kept] = [new Set<string>(), new Set<string>()];
	events.forEach(({ id }, i) => (i % 7 === 3 || (i > 100 && i < 120) ? kept : gone).add(id));
	await storage.commit({ confirmed: [...gone, 'ev_of_another_device'] });
	const left = (await storage.pending()).map(({ event }) => event.id);
	expect(left).toEqual([...kept]);
});

test('an event is saved with the rows that show it, and a refusal takes it out of them again', async () => {
	const db = await database();
	await write(db, message('hola'));
	await write(db, { type: 'conversationAssigned', conversation: CONVERSATION, teammate: ANA });
	expect(await viewCounts(db, { me: ANA })).toMatchObject({ mine: 1, unassigned: 0, all: 1 });
	const [, assigned] = await deviceStorage(db.name).pending();
	await deviceStorage(db.name).commit({ refused: [{ id: assigned!.event.id, reason: 'no' }] });
	expect(await viewCounts(db, { me: ANA })).toMatchObject({ mine: 0, unassigned: 1, all: 1 });
	const { entries } = await thread(db, { conversation: KEY, limit: 10 });
	expect(entries.map((entry) => entry.delivery)).toEqual(['saved', 'failed']);
});

test('a commit by a core that has not met a pending event does not hide it', async () => {
	const db = await database();
	const [first] = await write(db, message('hola'));
	const core = await refold(db, CONTACT);
	await write(db, { type: 'conversationClosed', conversation: CONVERSATION });
	await deviceStorage(db.name).commit({ contacts: [core], confirmed: [first!.id] });
	const closed = await conversationList(db, { view: { kind: 'closed' }, limit: 5 });
	expect(closed.map((row) => row.id)).toEqual([KEY]);
});

test('A3, case 54: what a page writes comes after what that contact’s conversation holds, and no other', async () => {
	const db = await database();
	const other = 'con_0000000000000000000002';
	await db.settings.put({ name: 'clock', value: 9_000_000 });
	await store(db, [eventOf(message('future'), 'contact', 8_000_000, other)]);
	await store(db, [eventOf(message('hola'), 'contact', 5)]);
	const [reply] = await write(db, message('sí'));
	const [next] = await write(db, message('claro'));
	expect([reply!.at, next!.at]).toEqual([6, 7]);
	const stop: EventBody = { type: 'workflowStopped', workflow: 'wfl_1' };
	const places: number[] = [];
	for (const at of [50, 60]) {
		await writePending(db, '', ({ after }) => {
			places.push(after);
			const event = eventOf(stop, 'teammate', at);
			return [{ room: LIVE_ROOM, contact: '', event }];
		});
	}
	expect(places).toEqual([0, 50]);
});

test('who runs automations is who wrote the last effect (U9)', async () => {
	const db = await database();
	expect(await engineHost(db)).toBeUndefined();
	const tagged: DomainEvent = {
		...eventOf({ type: 'tagAdded', conversation: CONVERSATION, tag: 'tag_1' }, 'teammate', 10),
		by: { kind: 'engine', id: 'runner' },
	};
	await deviceStorage(db.name).commit({
		events: [{ contact: CONTACT, chapter: 1, event: tagged, writer: 3 }],
	});
	expect(await engineHost(db)).toBe('runner');
});

test('pages of a view join without a gap or a repetition, ties in time included', async () => {
	const db = await database();
	const ids = Array.from({ length: 25 }, (_, i) => `cnv_00000000000000000000${10 + i}`);
	for (const [i, conversation] of ids.entries()) {
		const said: EventBody = { type: 'messageSent', conversation, text: `número ${i}` };
		await store(db, [eventOf(said, 'contact', 100 + (i % 3), `con_00000000000000000000${10 + i}`)]);
	}
	const seen: string[] = [];
	let after: { updatedAt: number; id: string } | undefined;
	for (;;) {
		const page = await conversationList(db, { view: { kind: 'all' }, limit: 7, after });
		if (!page.length) break;
		seen.push(...page.map((row) => row.conversation.id));
		after = page.at(-1);
	}
	expect(seen).toHaveLength(25);
	expect(new Set(seen)).toEqual(new Set(ids));
});

test('search ignores case and accents and finds words anywhere in a conversation', async () => {
	const db = await database();
	await write(db, message('Quiero una DEVOLUCIÓN, por favor'));
	await write(db, message('¿De qué pedido?'));
	const found = async (query: string) => (await search(db, { query, limit: 5 })).length;
	expect(await found('devolucion pedido')).toBe(1);
	expect(await found('volu')).toBe(1);
	expect(await found('factura')).toBe(0);
	expect(await found('d')).toBe(0);
});

test('rows are what is projected from bytes and pending events (I1), in whatever order they came', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
			const db = await database();
			const storage = deviceStorage(db.name);
			const writer = createWriter(7);
			for (const { kind, body, at } of steps) {
				if (kind === 'here') {
					await write(db, body);
				} else if (kind === 'there') {
					const event = eventOf(body, authorOf(body), at);
					await store(db, [event], writer);
				} else {
					const [oldest] = await storage.pending();
					if (!oldest) continue;
					const update = writer.append([oldest.event]);
					await storage.commit({
						updates: [{ room: oldest.room, update }],
						events: [{ contact: CONTACT, chapter: 1, event: oldest.event, writer: 7 }],
						confirmed: [oldest.event.id],
					});
				}
			}
			const before = await rowsOf(db);
			await rebuild(db);
			expect(await rowsOf(db)).toEqual(before);
			await db.delete();
		}),
		{ numRuns: 40 },
	);
}, 60_000);

function throwError(error: unknown): never {
	throw error;
}

const body: fc.Arbitrary<EventBody> = fc.oneof(
	fc
		.string({ maxLength: 20 })
		.map((text): EventBody => ({ type: 'messageSent', conversation: CONVERSATION, text })),
	fc.constant<EventBody>({ type: 'conversationClosed', conversation: CONVERSATION }),
	fc.constant<EventBody>({ type: 'conversationSnoozed', conversation: CONVERSATION }),
	fc.constantFrom(ANA, null).map((teammate): EventBody => ({
		type: 'conversationAssigned',
		conversation: CONVERSATION,
		teammate,
	})),
	fc.constant<EventBody>({ type: 'detailsGiven', details: { name: 'Inés' } }),
);

const step = fc.record({
	kind: fc.constantFrom('here', 'there', 'confirm'),
	body,
	at: fc.integer({ min: 1, max: 50 }),
});

function authorOf(body: EventBody): 'contact' | 'teammate' {
	return body.type === 'messageSent' || body.type === 'detailsGiven' ? 'contact' : 'teammate';
}

async function rowsOf(db: Database) {
	return {
		entries: await db.entries.toArray(),
		contacts: await db.contacts.toArray(),
		conversations: await db.conversations.toArray(),
		runs: await db.runs.toArray(),
		counters: (await db.counters.toArray()).filter((row) => row.count || row.lastAssignedAt),
		words: (await db.texts.toArray()).map((row) => row.text.split('\n').sort()),
	};
}

/** What a core does with events of the feed: bytes, events and the fold in one commit. */
async function store(db: Database, events: DomainEvent[], writer = createWriter(9)) {
	const contact = events[0]!.by.kind === 'contact' ? events[0]!.by.id : CONTACT;
	const updates = events.map((event) => ({
		room: contactRoom(contact, 1, logOf(event)!),
		update: writer.append([event]),
	}));
	const storage = deviceStorage(db.name);
	await storage.commit({
		updates,
		events: events.map((event) => ({ contact, chapter: 1, event, writer: writer.client })),
	});
	await storage.commit({ contacts: [await refold(db, contact)] });
}

async function write(db: Database, draft: EventBody): Promise<DomainEvent[]> {
	const result = await writePending(db, CONTACT, ({ after, chapter }) => {
		const event = eventOf(draft, authorOf(draft), after + 1);
		return [{ room: contactRoom(CONTACT, chapter, logOf(event)!), contact: CONTACT, event }];
	});
	if (!result.ok) throw new Error(result.problem.kind);
	return result.value;
}

function message(text: string): EventBody {
	return { type: 'messageSent', conversation: CONVERSATION, text };
}

function eventOf(
	draft: EventBody,
	by: 'contact' | 'teammate',
	at: number,
	contact = CONTACT,
): DomainEvent {
	const id = `evt_${String(made++).padStart(20, '0')}`;
	return { ...draft, id, at, by: { kind: by, id: by === 'contact' ? contact : ANA } };
}
