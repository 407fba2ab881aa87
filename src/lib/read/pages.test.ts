import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createWriter, EVENTS, readEntries } from '../documents/event-log';
import { conversationKey } from '../model/conversation';
import { type DomainEvent, roomOf } from '../model/event';
import { readLogged } from '../model/logged';
import { asLogged } from '../model/placed';
import { eventsOn, PAGE_EVENTS, type PagedEvent, pageOf, readAgain } from './pages';
import { rebuild } from './rebuild';
import { deviceStorage } from './storage';
import { stagedStore, threadIn } from '../../../tests/store-stage';

const ANA = 'con_0000000000000000000001';
const CONVERSATION = 'cnv_0000000000000000000001';
const PLACE = { contact: ANA, chapter: 1, part: 0 };
let made = 0;

function word(text: string, at = 1): DomainEvent {
	const id = `evt_${String(made++).padStart(20, '0')}`;
	const by = { kind: 'contact' as const, id: ANA };
	return { id, at, by, type: 'messageSent', conversation: CONVERSATION, text };
}

test('a page gives back what was put into it, whatever people write', () => {
	const text = fc.string({ unit: 'binary', maxLength: 40 });
	const loneHalf = fc.constantFrom('\ud800', 'a\udc00b', '👩🏽‍🚒', 'ñandú', '');
	fc.assert(
		fc.property(fc.array(fc.oneof(text, loneHalf), { maxLength: 20 }), (texts) => {
			const events = texts.map((each, at): PagedEvent => ({ event: word(each, at), writer: at }));
			const page = pageOf(PLACE, events);
			expect(eventsOn(page)).toEqual(events);
			expect(page.count).toBe(texts.length);
		}),
	);
});

test('of what is no JSON its content is lost, and nothing else', () => {
	const circle: Record<string, unknown> = {};
	circle['self'] = circle;
	const events: PagedEvent[] = [
		{ event: word('before'), writer: 1 },
		{ event: { id: 'evt_big', at: 2, unknown: true, raw: { n: 1n } }, writer: 2 },
		{ event: { id: 'evt_circle', at: 3, unknown: true, raw: circle }, writer: 3 },
		{ event: word('after'), writer: 4, raw: { n: 2n } },
	];
	const found = eventsOn(pageOf(PLACE, events));
	expect(found.map(({ event }) => event.id)).toEqual(events.map(({ event }) => event.id));
	expect([found[0], found[3]]).toEqual([events[0], { event: events[3]!.event, writer: 4 }]);
});

test('what is read again is what this version reads, with its time of arrival', () => {
	const event = word('hola');
	const raw = { ...event, later: true };
	const unread: PagedEvent = {
		event: { id: event.id, at: 1, unknown: true, raw },
		writer: 5,
		arrivedAt: 9,
	};
	const read = { event: { ...event, arrivedAt: 9 }, writer: 5, raw };
	expect(readAgain(unread)).toEqual(read);
	expect(readAgain(read)).toEqual(read);
	const strange: PagedEvent = {
		event: { id: 'evt_new', at: 1, unknown: true, raw: { type: 'fromTheFuture' } },
		writer: 5,
		arrivedAt: 9,
	};
	expect(readAgain(strange)).toMatchObject({ event: { unknown: true }, arrivedAt: 9 });
});

type Step = { author: 'contact' | 'teammate'; chapter: number; at: number };
const step: fc.Arbitrary<Step> = fc.record({
	author: fc.constantFrom('contact', 'teammate'),
	chapter: fc.integer({ min: 1, max: 2 }),
	at: fc.integer({ min: 1, max: 500 }),
});

test('a log that is made again from what is stored is the same for Yjs', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
			const { db, store } = stagedStore(`ws_pages${made++}`);
			const core = deviceStorage(store.name);
			await store.read(async () => undefined);
			const docs = new Map<string, Y.Doc>();
			const writers = { contact: createWriter(11), teammate: createWriter(22) };
			for (const { author, chapter, at } of steps) {
				const by = { kind: author, id: author === 'contact' ? ANA : 'agt_1' };
				const event = { ...word('n', at), by } as DomainEvent;
				const room = roomOf(ANA, chapter, event);
				const doc = docs.get(room) ?? new Y.Doc({ guid: room });
				docs.set(room, doc);
				const update = writers[author].append([event]);
				for (const { key, value, client } of readEntries(update)) {
					const read = {
						contact: ANA,
						chapter,
						writer: client,
						...readLogged(key, value, undefined),
					};
					await core.commit({ events: [read] });
				}
				// Of two chapters each has a writer of its own, as the outbox gives it.
				const own = createWriter(1 + made);
				Y.applyUpdate(doc, own.append([event]));
			}
			const again = new Map<string, Y.Doc>();
			for (const { room, event } of await core.confirmedBy(() => true)) {
				const doc = again.get(room) ?? new Y.Doc({ guid: room });
				again.set(room, doc);
				Y.applyUpdate(doc, createWriter(5_000_000 + made++).append([asLogged(event)]));
			}
			expect(contentOf(again)).toEqual(contentOf(docs));
			core.close();
			await db.delete();
		}),
		{ numRuns: 30 },
	);
}, 60_000);

function contentOf(docs: ReadonlyMap<string, Y.Doc>): Record<string, unknown> {
	const rooms = [...docs].map(([room, doc]) => [room, doc.getMap(EVENTS).toJSON()] as const);
	return Object.fromEntries(rooms);
}

test('a long thread is read page by page, and rebuilding its rows changes nothing', async () => {
	const { db, store } = stagedStore(`ws_pages${made++}`);
	await store.read(async () => undefined);
	const core = deviceStorage(store.name);
	const all = Array.from({ length: 5 * PAGE_EVENTS + 3 }, (_, at) => word(`n ${at}`, at));
	for (let start = 0; start < all.length; start += 50) {
		const some = all.slice(start, start + 50);
		await core.commit({
			events: some.map((event) => ({ contact: ANA, chapter: 1, event, writer: 1 })),
		});
	}
	expect((await db.pages.toArray()).map(({ count }) => count)).toEqual([
		128, 128, 128, 128, 128, 3,
	]);
	const key = conversationKey(ANA, CONVERSATION);
	const { entries, hasOlder } = await threadIn(store, key);
	expect(entries.map(({ at }) => at)).toEqual(all.slice(-50).map(({ at }) => at));
	expect(hasOlder).toBe(true);
	await rebuild(store, 1);
	const rows = await db.conversations.toArray();
	expect(rows[0]?.conversation.customerMessages).toBe(all.length);
	await rebuild(store, 2);
	expect(await db.conversations.toArray()).toEqual(rows);
	core.close();
	await db.delete();
});
