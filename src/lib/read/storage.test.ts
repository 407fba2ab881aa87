import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { runStorageTests } from '../../../tests/storage.conformance';
import { createWriter } from '../documents/event-log';
import { type DomainEvent, type EventBody, logOf } from '../model/event';
import { contactRoom } from '../model/room';
import { conversationList } from './queries/conversation-list';
import { engineHost } from './queries/engine-host';
import { search } from './queries/search';
import { thread } from './queries/thread';
import { viewCounts } from './queries/view-counts';
import { rebuild } from './rebuild';
import { refold } from './rows';
import { dexieStorage } from './storage';
import { Database, DATABASE_PREFIX } from './tables';
import { writePending } from './write';

const ANA = 'agt_0000000000000000000001';
const CONTACT = 'con_0000000000000000000001';
const CONVERSATION = 'cnv_0000000000000000000001';

let opened: Database | undefined;
let made = 0;

function database(): Database {
	opened = new Database(`test${made++}`);
	return opened;
}

afterEach(async () => {
	await opened?.delete();
});

runStorageTests('Dexie', () => {
	const db = database();
	const { name } = db;
	return Promise.resolve({
		storage: dexieStorage(db),
		reopen() {
			db.close();
			opened = new Database(name.slice(DATABASE_PREFIX.length));
			return Promise.resolve(dexieStorage(opened));
		},
	});
});

test('an event is saved with the rows that show it, and a refusal takes it out of them again', async () => {
	const db = database();
	await write(db, message('hola'));
	await write(db, { type: 'conversationAssigned', conversation: CONVERSATION, teammate: ANA });
	expect(await viewCounts(db, { me: ANA })).toMatchObject({ mine: 1, unassigned: 0, all: 1 });
	const [, assigned] = await dexieStorage(db).pending();
	await dexieStorage(db).commit({ refused: [{ id: assigned!.event.id, reason: 'no' }] });
	expect(await viewCounts(db, { me: ANA })).toMatchObject({ mine: 0, unassigned: 1, all: 1 });
	const { entries } = await thread(db, { conversation: CONVERSATION, limit: 10 });
	expect(entries.map((entry) => entry.delivery)).toEqual(['saved', 'failed']);
});

test('a commit by a core that has not met a pending event does not hide it', async () => {
	const db = database();
	const [first] = await write(db, message('hola'));
	const core = await refold(db, CONTACT);
	await write(db, { type: 'conversationClosed', conversation: CONVERSATION });
	await dexieStorage(db).commit({ contacts: [core], confirmed: [first!.id] });
	const closed = await conversationList(db, { view: { kind: 'closed' }, limit: 5 });
	expect(closed.map((row) => row.id)).toEqual([CONVERSATION]);
});

test('who runs automations is who wrote the last effect (U9)', async () => {
	const db = database();
	expect(await engineHost(db)).toBeUndefined();
	const tagged: DomainEvent = {
		...eventOf({ type: 'tagAdded', conversation: CONVERSATION, tag: 'tag_1' }, 'teammate', 10),
		by: { kind: 'engine', id: 'runner' },
	};
	await dexieStorage(db).commit({
		events: [{ contact: CONTACT, chapter: 1, event: tagged, writer: 3 }],
	});
	expect(await engineHost(db)).toBe('runner');
});

test('pages of a view join without a gap or a repetition, ties in time included', async () => {
	const db = database();
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
		seen.push(...page.map((row) => row.id));
		after = page.at(-1);
	}
	expect(seen).toHaveLength(25);
	expect(new Set(seen)).toEqual(new Set(ids));
});

test('search ignores case and accents and finds words anywhere in a conversation', async () => {
	const db = database();
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
			const db = database();
			const storage = dexieStorage(db);
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
	const storage = dexieStorage(db);
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
