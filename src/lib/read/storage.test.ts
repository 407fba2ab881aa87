import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { runStorageTests } from '../../../tests/storage.conformance';
import { conversationKey } from '../model/conversation';
import { type DomainEvent, type EventBody } from '../model/event';
import { entryKey } from '../model/logged';
import { contactRoom } from '../model/room';
import { deleteDatabase } from './indexed-db';
import { type Changes, changesChannel } from './changes';
import { entriesOf } from './log';
import { ENGINE_HOST } from './names';
import { search } from './queries/search';
import { rebuild } from './rebuild';
import { refold } from './rows';
import { deviceStorage } from './storage';
import { openStore } from './store';
import { writersOf } from '../../../tests/stored';
import { countsIn, listIn, threadIn } from '../../../tests/store-stage';
import { askLogs } from './queries/logs';
import { Database } from './tables';
import { storeWritten } from './write';

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

test('pages are told the rows that the core commits, numbered, and of nothing else', async () => {
	const db = await database();
	const told: Changes[] = [];
	const channel = changesChannel(db.name);
	channel.onmessage = (message) => told.push((message as MessageEvent<Changes>).data);
	await store(db, [eventOf(message('hola'), 'contact', 5)]);
	await deviceStorage(db.name).commit({ inbox: { put: [{ id: 'ev', contact: CONTACT, at: 5 }] } });
	await write(db, { type: 'conversationAssigned', conversation: CONVERSATION, teammate: ANA });
	await expect.poll(() => told.map(({ version }) => version)).toEqual([1, 2, 3]);
	expect(Object.keys(told[0]!.rows)).toEqual(['events']);
	expect(told[1]!.rows.conversations).toEqual({
		put: [expect.objectContaining({ id: KEY, shelf: 'open', assignee: '' })],
		gone: [],
	});
	expect(told[2]!.rows).toMatchObject({
		conversations: { put: [{ id: KEY, assignee: ANA }] },
		pending: { put: [{ order: 1 }] },
	});
	const gone = (await db.pending.toArray())[0]!;
	await deviceStorage(db.name).commit({ withdrawn: [gone.id] });
	await expect.poll(() => told.at(-1)?.version).toBe(4);
	expect(told.at(-1)!.rows).toMatchObject({
		events: { gone: [entryKey(CONTACT, gone.id)] },
		pending: { gone: [1] },
		conversations: { put: [{ id: KEY, assignee: '' }] },
	});
	channel.close();
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
	expect([...(await writersOf(storage, CONTACT)).values()]).toEqual(events.map(() => 7));
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
	expect(await countsIn(openStore(db.name), ANA)).toMatchObject({ mine: 1, unassigned: 0, all: 1 });
	const [, assigned] = await deviceStorage(db.name).pending();
	await deviceStorage(db.name).commit({ refused: [{ id: assigned!.event.id, reason: 'no' }] });
	expect(await countsIn(openStore(db.name), ANA)).toMatchObject({ mine: 0, unassigned: 1, all: 1 });
	const { entries } = await threadIn(openStore(db.name), KEY);
	expect(entries.map((entry) => entry.delivery)).toEqual(['saved', 'failed']);
});

test('a commit by a core that has not met a pending event does not hide it', async () => {
	const db = await database();
	const [first] = await write(db, message('hola'));
	const core = await openStore(db.name).read((tables) => refold(tables, CONTACT));
	await write(db, { type: 'conversationClosed', conversation: CONVERSATION });
	await deviceStorage(db.name).commit({ contacts: [core], confirmed: [first!.id] });
	const closed = await listIn(openStore(db.name), { kind: 'closed' });
	expect(closed.map((row) => row.id)).toEqual([KEY]);
});

test('what another tab wrote meanwhile is folded in its order, whoever stores first', async () => {
	const db = await database();
	await store(db, [eventOf(message('hola'), 'contact', 5)]);
	const later = eventOf(
		{ type: 'conversationReopened', conversation: CONVERSATION },
		'teammate',
		9,
	);
	const earlier = eventOf(
		{ type: 'conversationClosed', conversation: CONVERSATION },
		'teammate',
		8,
	);
	for (const event of [later, earlier]) {
		await storeWritten(openStore(db.name), [{ contact: CONTACT, events: [event] }]);
	}
	const open = await listIn(openStore(db.name), { kind: 'all' });
	expect(open.map((row) => row.id)).toEqual([KEY]);
	const before = await rowsOf(db);
	await rebuild(openStore(db.name), 1);
	expect(await rowsOf(db)).toEqual(before);
});

test('who runs automations is who wrote the last effect (U9)', async () => {
	const db = await database();
	expect(await db.settings.get(ENGINE_HOST)).toBeUndefined();
	const tagged: DomainEvent = {
		...eventOf({ type: 'tagAdded', conversation: CONVERSATION, tag: 'tag_1' }, 'teammate', 10),
		by: { kind: 'engine', id: 'runner' },
	};
	await deviceStorage(db.name).commit({
		events: [{ contact: CONTACT, chapter: 1, event: tagged, writer: 3 }],
	});
	expect((await db.settings.get(ENGINE_HOST))?.value).toBe('runner');
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

test('rows are what is projected from pages and pending events (I1), in whatever order they came', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
			const db = await database();
			const storage = deviceStorage(db.name);
			for (const { kind, body, at } of steps) {
				if (kind === 'here') {
					await write(db, body);
				} else if (kind === 'there') {
					const event = eventOf(body, authorOf(body), at);
					await store(db, [event]);
				} else {
					const [oldest] = await storage.pending();
					if (!oldest) continue;
					await storage.commit({
						events: [{ contact: CONTACT, chapter: 1, event: oldest.event, writer: 7 }],
						confirmed: [oldest.event.id],
					});
				}
			}
			const before = await rowsOf(db);
			await rebuild(openStore(db.name), 1);
			expect(await rowsOf(db)).toEqual(before);
			await db.delete();
		}),
		{ numRuns: 40 },
	);
}, 60_000);

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
		log: await askLogs(db, (tables) => entriesOf(tables, CONTACT)),
		contacts: await db.contacts.toArray(),
		conversations: await db.conversations.toArray(),
		runs: await db.runs.toArray(),
		counters: (await db.counters.toArray()).filter((row) => row.count || row.lastAssignedAt),
		words: (await db.texts.toArray()).map((row) => row.text.split('\n').sort()),
	};
}

/** What a core does with events of the feed. */
async function store(db: Database, events: DomainEvent[]) {
	const contact = events[0]!.by.kind === 'contact' ? events[0]!.by.id : CONTACT;
	const storage = deviceStorage(db.name);
	await storage.commit({
		events: events.map((event) => ({ contact, chapter: 1, event, writer: 9 })),
	});
	await storage.commit({
		contacts: [await openStore(db.name).read((tables) => refold(tables, contact))],
	});
}

async function write(db: Database, draft: EventBody): Promise<DomainEvent[]> {
	const own = openStore(db.name);
	const { newest } = await own.read((tables) => refold(tables, CONTACT));
	const event = eventOf(draft, authorOf(draft), newest.at + 1);
	const result = await storeWritten(own, [{ contact: CONTACT, events: [event] }]);
	if (!result.ok) throw new Error(result.problem.kind);
	return [event];
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
