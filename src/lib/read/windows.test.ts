import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byTimeThenId } from '../base/order';
import { conversationKey } from '../model/conversation';
import type { DomainEvent, UnknownEvent } from '../model/event';
import { contactRoom } from '../model/room';
import { append } from './page-table';
import { readOlder, readWindow } from './window';
import { stagedStore } from '../../../tests/store-stage';

const ANA = 'con_0000000000000000000001';
const CNVS = ['cnv_0000000000000000000001', 'cnv_0000000000000000000002'];
let made = 0;
const ev = fc.record({
	cnv: fc.integer({ min: 0, max: 1 }),
	chapter: fc.integer({ min: 1, max: 3 }),
	at: fc.integer({ min: 1, max: 30 }),
	kind: fc.constantFrom('page', 'page', 'page', 'page', 'pending', 'failed', 'legacy', 'unknown'),
});
test('P6: a window, and each step back from it, holds what a sort of everything holds there', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(ev, { minLength: 0, maxLength: 500, size: 'max' }),
			fc.integer({ min: 1, max: 60 }),
			fc.integer({ min: 1, max: 40 }),
			async (all, limit, chunk) => {
				const { db, store } = stagedStore(`ws_prop${made++}`);
				await db.open();
				const rows = all.map((of, n) => {
					const id = `ev_${String((n * 7919) % 100003).padStart(20, '0')}`;
					const conversation = CNVS[of.cnv]!;
					const by = { kind: 'teammate' as const, id: 'agt_1' };
					const said: DomainEvent = {
						id,
						at: of.at,
						by,
						type: 'messageSent',
						conversation,
						text: 'n',
					};
					const unread: UnknownEvent = { id, at: 0, unknown: true, raw: { conversation } };
					return { of, said, unread, thread: conversationKey(ANA, conversation) };
				});
				await store.write(async (t) => {
					const onPages = rows
						.filter(({ of }) => of.kind === 'page' || of.kind === 'unknown')
						.map(({ of, said, unread }) => ({
							chapter: of.chapter,
							event: of.kind === 'page' ? said : unread,
							writer: 1,
						}));
					for (let start = 0; start < onPages.length; start += chunk) {
						await append(t, ANA, onPages.slice(start, start + chunk));
					}
					for (const { of, said: event, thread } of rows) {
						const { id, at } = event;
						const entry = { id, contact: ANA, chapter: 1, at, thread, event, writer: 1 };
						const waiting = { id, room: contactRoom(ANA, 1, 'shown'), contact: ANA, event };
						if (of.kind === 'legacy') await t.entries.put({ ...entry, delivery: 'sent' });
						if (of.kind === 'pending') await t.pending.put(waiting);
						if (of.kind === 'failed') await t.pending.put({ ...waiting, failed: 'x' });
					}
				});
				for (const cnv of CNVS) {
					const key = conversationKey(ANA, cnv);
					const naive = rows
						.filter(({ thread }) => thread === key)
						.map(({ of, said, unread }) => (of.kind === 'unknown' ? unread : said))
						.sort((a, b) => byTimeThenId(b, a));
					const first = await store.read((t) => readWindow(t, { key, limit }));
					expect(first.entries.map(({ id }) => id)).toEqual(
						naive.slice(0, limit).map(({ id }) => id),
					);
					let floor = first.floor;
					let seen = limit;
					expect(!!floor).toBe(naive.length > limit);
					while (floor) {
						const again = await store.read((t) => readWindow(t, { key, limit, floor: floor! }));
						expect(again.entries.map(({ id }) => id)).toEqual(
							naive.slice(0, seen).map(({ id }) => id),
						);
						const older = await store.read((t) => readOlder(t, { key, limit, before: floor! }));
						expect(older.entries.map(({ id }) => id)).toEqual(
							naive.slice(seen, seen + limit).map(({ id }) => id),
						);
						seen += limit;
						floor = older.floor;
						expect(!!floor).toBe(naive.length > seen);
					}
				}
				await db.delete();
			},
		),
		{ numRuns: 40 },
	);
}, 200_000);
