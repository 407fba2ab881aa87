import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { foldContact } from '../model/contact-state';
import type { DomainEvent, EventBody } from '../model/event';
import { contactRoom } from '../model/room';
import { saveRead, saveUnread } from '../read/own';
import { refold } from '../read/rows';
import { deviceStorage } from '../read/storage';
import {
	arrives,
	closes,
	CONTACT,
	diskIsFull,
	KEY,
	ME,
	open,
	OTHER,
	page,
	says,
	stageDevices,
	store,
	words,
} from '../../../tests/page-stage';
import { isSnapshot } from './snapshot';
import { countsIn, listIn, threadIn } from '../../../tests/store-stage';
import { topicOf } from './topic';
import { conversationKey } from '../model/conversation';

stageDevices();

test('P1: what is done is shown before anything is stored, then saved, and counts follow', async () => {
	await arrives(says('hola'), 5);
	const { replica, write, open: openIt } = await page();
	await openIt();
	const writing = write(CONTACT, [says('Claro')]);
	expect(words(replica)).toEqual(['hola: sent', 'Claro: saving']);
	const closing = write(CONTACT, [closes]);
	expect(open(replica)).toEqual([]);
	expect(replica.counts().all).toBe(0);
	expect((await writing).ok && (await closing).ok).toBe(true);
	expect(words(replica)?.slice(0, 2)).toEqual(['hola: sent', 'Claro: saved']);
	expect(replica.pending).toBe(2);
	expect((await threadIn(store, KEY)).entries).toHaveLength(3);
});

test('P1: what cannot be stored is taken back from lists, threads and counts, and said', async () => {
	await arrives(says('hola'), 5);
	const { replica, write, open: openIt } = await page();
	await openIt();
	const isFree = diskIsFull();
	const writing = write(CONTACT, [says('Claro'), closes]);
	expect(open(replica)).toEqual([]);
	expect(await writing).toMatchObject({ problem: { kind: 'cannotSave' } });
	expect(words(replica)).toEqual(['hola: sent']);
	expect(open(replica)).toEqual([KEY]);
	expect(replica.pending).toBe(0);
	isFree();
	expect((await write(CONTACT, [closes])).ok).toBe(true);
	expect(open(replica)).toEqual([]);
});

test('W1: of what is stored together, what cannot be stored takes nothing else along', async () => {
	await arrives(says('hola'), 5);
	const { replica, write } = await page();
	await replica.meet([CONTACT]);
	// No disk can copy a function.
	const broken = says((() => {}) as never);
	const first = write(CONTACT, [says('uno')]);
	const second = write(CONTACT, [broken]);
	const third = write(CONTACT, [says('tres')]);
	expect([(await first).ok, (await second).ok, (await third).ok]).toEqual([true, false, true]);
	expect(replica.pending).toBe(2);
	const { entries } = await threadIn(store, KEY);
	expect(entries.map(({ event }) => 'text' in event && event.text)).toEqual([
		'hola',
		'uno',
		'tres',
	]);
});

test('two pages that change one conversation in the same second show the same in the end', async () => {
	await arrives(says('hola'), 5);
	const [one, two] = [await page(), await page()];
	await Promise.all([one.open(), two.open()]);
	const assigned: EventBody = {
		type: 'conversationAssigned',
		conversation: 'cnv_1',
		teammate: ME,
	};
	await Promise.all([
		one.write(CONTACT, [closes]),
		two.write(CONTACT, [says('sigo aquí')]),
		two.write(CONTACT, [assigned]),
	]);
	const stored = await store.read((tables) => refold(tables, CONTACT));
	for (const { replica } of [one, two]) {
		await expect
			.poll(() => replica.conversation(KEY)?.conversation)
			.toEqual(stored.conversations['cnv_1']);
		await expect.poll(() => words(replica)).toHaveLength(4);
		expect(replica.pending).toBe(3);
	}
});

test('P2: what the core commits is shown without reading anything again', async () => {
	const { replica, open: openIt } = await page();
	await openIt();
	expect(replica.opened(KEY)?.row).toBeUndefined();
	const reading = vi.spyOn(store, 'read');
	await arrives(says('hola'), 5);
	reading.mockClear();
	await expect.poll(() => words(replica)).toEqual(['hola: sent']);
	expect(open(replica)).toEqual([KEY]);
	expect(replica.conversation(KEY)?.unread).toBe(true);
	await arrives(says('otra', 'cnv_2'), 9, OTHER);
	await expect.poll(() => open(replica)).toEqual([conversationKey(OTHER, 'cnv_2'), KEY]);
	// Of somebody who has only just appeared, who they are; and nothing of what was there before.
	await expect.poll(() => replica.opened(KEY)?.contact?.id).toBe(CONTACT);
	expect(reading).toHaveBeenCalledTimes(1);
});

test('a row that is gone from the store does not stay on the screen', async () => {
	const by = { kind: 'contact' as const, id: CONTACT };
	const event: DomainEvent = { ...says('hola'), id: 'ev_undone', at: 5, by };
	const room = contactRoom(CONTACT, 1, 'said');
	const core = deviceStorage(store.name);
	const contacts = [foldContact(CONTACT, [event])];
	await core.commit({ pending: [{ room, contact: CONTACT, event }], contacts });
	const { replica, open: openIt } = await page();
	await openIt();
	expect(open(replica)).toEqual([KEY]);
	await core.commit({ withdrawn: [event.id] });
	await expect.poll(() => open(replica)).toEqual([]);
	expect(replica.opened(KEY)).toMatchObject({ row: undefined, thread: { entries: [] } });
});

test('a snapshot is shown first, and what has changed since is put right', async () => {
	await arrives(says('hola'), 5);
	await arrives(says('otra', 'cnv_2'), 6, OTHER);
	const before = await page();
	const snapshot = structuredClone(before.replica.snapshot(10));
	expect(isSnapshot(snapshot)).toBe(true);
	await arrives(closes, 7);
	const { replica } = await page({ isWhole: false });
	replica.show(snapshot);
	expect(open(replica)).toEqual([conversationKey(OTHER, 'cnv_2'), KEY]);
	expect([replica.counts().all, replica.isWhole]).toEqual([2, false]);
	await replica.fill();
	expect(open(replica)).toEqual([conversationKey(OTHER, 'cnv_2')]);
	expect([replica.counts().all, replica.isWhole]).toEqual([1, true]);
	expect(isSnapshot({ ...snapshot, projection: 1 })).toBe(false);
});

test('U21: read and unread at once, and back where it cannot be stored', async () => {
	await arrives(says('hola'), 5);
	const { replica } = await page();
	const { conversation } = replica.conversation(KEY)!;
	const takeBack = replica.remark(conversation, true);
	expect(replica.conversation(KEY)?.unread).toBe(false);
	takeBack();
	expect(replica.conversation(KEY)?.unread).toBe(true);
});

test('P6: a long thread is read in parts, and shows no less when something arrives', async () => {
	for (let n = 1; n <= 120; n++) await arrives(says(`n ${n}`), n);
	const { replica, open: openIt } = await page();
	await openIt();
	expect(words(replica)).toHaveLength(50);
	await replica.showOlder(KEY);
	await replica.showOlder(KEY);
	expect(words(replica)).toHaveLength(120);
	expect(replica.opened(KEY)?.thread.hasOlder).toBe(false);
	await arrives(says('n 121'), 121);
	await expect.poll(() => words(replica)).toHaveLength(121);
	replica.keep(['con_9~cnv_9', KEY]);
	await expect.poll(() => words(replica)).toHaveLength(50);
	expect(words(replica)?.at(-1)).toBe('n 121: sent');
});

test('who follows a topic is told of it, once for one change, and of nothing else', async () => {
	await arrives(says('hola'), 5);
	await arrives(says('otra', 'cnv_2'), 6, OTHER);
	const { replica, write, open: openIt } = await page();
	await openIt();
	const other = conversationKey(OTHER, 'cnv_2');
	const told: string[] = [];
	for (const topic of [topicOf.conversations, topicOf.opened(KEY), topicOf.opened(other)]) {
		replica.follow(topic, () => told.push(topic));
	}
	void write(CONTACT, [closes]);
	expect(told.sort()).toEqual([topicOf.conversations, topicOf.opened(KEY)]);
});

test('lists and counts are those of the store, however they came about', async () => {
	const { replica, write } = await page();
	for (let n = 1; n <= 30; n++) await arrives(says(`n ${n}`, `cnv_${n}`), 10 + (n % 7), `con_${n}`);
	for (const n of [3, 9, 27]) {
		await write(`con_${n}`, [{ type: 'conversationClosed', conversation: `cnv_${n}` }]);
		await write(`con_${n + 1}`, [
			{ type: 'conversationAssigned', conversation: `cnv_${n + 1}`, teammate: ME, team: 'tea_1' },
		]);
	}
	await expect.poll(() => replica.counts()).toEqual(await countsIn(store, ME));
	for (const view of [
		{ kind: 'all' as const },
		{ kind: 'closed' as const },
		{ kind: 'mine' as const, me: ME },
		{ kind: 'team' as const, team: 'tea_1' },
		{ kind: 'unassigned' as const },
	]) {
		expect(replica.list(view)).toEqual(await listIn(store, view));
	}
});

test('U21: read and unread at once is unread, whatever is told of the first', async () => {
	await arrives(says('hola'), 5);
	const { replica } = await page();
	const { conversation } = replica.conversation(KEY)!;
	const shown: boolean[] = [];
	replica.remark(conversation, true);
	replica.remark(conversation, false);
	replica.follow(topicOf.conversations, () => shown.push(replica.conversation(KEY)!.unread));
	await saveRead(store, conversation);
	await saveUnread(store, KEY);
	await expect.poll(() => shown).toEqual([true]);
});

test('"show earlier" in flight while the thread is put away leaves no hole in it', async () => {
	for (let n = 1; n <= 220; n++) await arrives(says(`n ${n}`), n);
	const { replica, open: openIt } = await page();
	await openIt();
	for (let step = 0; step < 2; step++) await replica.showOlder(KEY);
	const older = replica.showOlder(KEY);
	replica.keep(['con_9~cnv_9', KEY]);
	await older;
	await expect.poll(() => words(replica)).toHaveLength(50);
	await replica.showOlder(KEY);
	expect(words(replica)?.[0]).toBe('n 121: sent');
});

test('E-29: a word that is placed late into an open window is fetched', async () => {
	for (let n = 1; n <= 80; n++) await arrives(says(`n ${n}`), n);
	const { replica, open: openIt } = await page();
	await openIt();
	const row = (await store.read(({ conversations }) => conversations.get(KEY)))!;
	const [first] = (await threadIn(store, KEY, 200)).entries;
	const conversation = { ...row.conversation, late: { [first!.id]: 79 } };
	await store.write(({ conversations }) => conversations.put({ ...row, conversation }));
	await expect.poll(() => words(replica)).toContain('n 1: sent');
	expect(words(replica)).toHaveLength(51);
});

test('P20: of closed conversations the newest are held, and older ones when somebody gets there', async () => {
	await arrives(says('hola'), 5);
	const [row] = await store.read(({ conversations }) => conversations.all());
	await store.write(({ conversations }) =>
		conversations.bulkPut(
			Array.from({ length: 6_500 }, (_, n) => {
				const id = conversationKey(`con_c${n}`, 'cnv_1');
				return { ...row!, id, contact: `con_c${n}`, shelf: 'closed' as const, updatedAt: 10 + n };
			}),
		),
	);
	const { replica } = await page();
	const closed = { kind: 'closed' as const };
	const held = () => replica.list(closed);
	expect(open(replica)).toEqual([KEY]);
	expect([held().length, replica.hasMore(closed)]).toEqual([5_000, true]);
	expect(held().at(-1)?.updatedAt).toBe(1_510);
	// One that is older, and looked at: there are others between it and the end of the list.
	replica.keep([conversationKey('con_c7', 'cnv_1')]);
	await expect.poll(() => replica.conversation(conversationKey('con_c7', 'cnv_1'))).toBeDefined();
	expect(held().length).toBe(5_000);
	await Promise.all([replica.more(closed), replica.more(closed)]);
	expect([held().length, replica.hasMore(closed)]).toEqual([6_000, true]);
	await replica.more(closed);
	expect([held().length, replica.hasMore(closed)]).toEqual([6_500, false]);
	expect(held().map(({ updatedAt }) => updatedAt)).toEqual(
		Array.from({ length: 6_500 }, (_, n) => 6_509 - n),
	);
	// Read once more, what was looked at stays.
	replica.again();
	await expect.poll(() => replica.hasMore(closed)).toBe(true);
	expect(replica.conversation(conversationKey('con_c7', 'cnv_1'))).toBeDefined();
}, 30_000);
