import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { foldContact } from '../model/contact-state';
import { conversationKey } from '../model/conversation';
import type { DomainEvent } from '../model/event';
import type { Changes } from '../read/changes';
import { deleteDatabase } from '../read/indexed-db';
import { deviceStorage } from '../read/storage';
import {
	arrives,
	closes,
	CONTACT,
	db,
	KEY,
	ME,
	open,
	OTHER,
	page,
	problems,
	says,
	stageDevices,
	store,
	words,
} from '../../../tests/page-stage';
import { eventsOf } from '../../../tests/stored';

/** What a page does when a change, its disk or itself is lost. */
stageDevices();

test('a change that nobody told is noticed by the next one, and everything is read again', async () => {
	await arrives(says('hola'), 5);
	const { replica, open: openIt, channel } = await page();
	await openIt();
	const deaf = channel.onmessage;
	channel.onmessage = null;
	await arrives(says('perdida'), 6);
	await new Promise((resolve) => setTimeout(resolve, 20));
	channel.onmessage = deaf;
	expect(words(replica)).toEqual(['hola: sent']);
	await arrives(says('siguiente', 'cnv_2'), 9, OTHER);
	await expect.poll(() => words(replica)).toEqual(['hola: sent', 'perdida: sent']);
	await expect.poll(() => open(replica)).toEqual([conversationKey(OTHER, 'cnv_2'), KEY]);
	expect(replica.isWhole).toBe(true);
});

test('one that nobody told at all is noticed by looking', async () => {
	const { replica } = await page({ hears: false });
	await arrives(says('hola'), 5);
	expect(open(replica)).toEqual([]);
	await replica.check();
	await expect.poll(() => open(replica)).toEqual([KEY]);
});

test('messages that come in another order than they were written end in the same rows', async () => {
	const told: Changes[] = [];
	const { replica, open: openIt, channel } = await page();
	await openIt();
	channel.onmessage = ({ data }: MessageEvent<Changes>) => told.push(data);
	await arrives(says('hola'), 5);
	await arrives(closes, 6);
	await expect.poll(() => told.length).toBe(2);
	for (const changes of told.toReversed()) replica.receive(changes);
	expect(replica.list({ kind: 'closed' }).map(({ id }) => id)).toEqual([KEY]);
	expect(words(replica)).toHaveLength(2);
});

test('a tab that is killed between the screen and the disk leaves nothing half done', async () => {
	await arrives(says('hola'), 5);
	const { replica, open: openIt } = await page();
	await openIt();
	const { after } = replica.positionOf(CONTACT)!;
	const by = { kind: 'teammate' as const, id: ME };
	replica.begin(CONTACT, [{ ...closes, id: 'ev_lost', at: after + 1, by }]);
	expect(open(replica)).toEqual([]);
	replica.stop();
	const next = await page();
	expect(open(next.replica)).toEqual([KEY]);
	expect(next.replica.pending).toBe(0);
});

test('a database that is erased under an open page is not made again, and what is done is taken back', async () => {
	await arrives(says('hola'), 5);
	const { replica, write, open: openIt } = await page();
	await openIt();
	db.close();
	await deleteDatabase(store.name);
	const writing = write(CONTACT, [says('Claro')]);
	expect(words(replica)).toEqual(['hola: sent', 'Claro: saving']);
	expect(await writing).toMatchObject({ problem: { kind: 'cannotSave' } });
	expect(words(replica)).toEqual(['hola: sent']);
	expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(store.name);
});

test('what a worker of another release writes is found by reading everything once more', async () => {
	const { replica } = await page({ hears: false });
	await arrives(says('hola'), 5);
	replica.again();
	replica.again();
	await expect.poll(() => open(replica)).toEqual([KEY]);
});

test('while a device catches up, pages are told the rows of lists, and read what is open', async () => {
	await arrives(says('hola'), 5);
	const { replica, open: openIt } = await page();
	await openIt();
	const events = Array.from({ length: 400 }, (_, n): DomainEvent => {
		const by = { kind: 'contact' as const, id: CONTACT };
		return { ...says(`n ${n}`), id: `ev_many_${n}`, at: 10 + n, by };
	});
	const first = (await eventsOf(deviceStorage(store.name), CONTACT)) as DomainEvent[];
	await deviceStorage(store.name).commit({
		events: events.map((event) => ({ contact: CONTACT, chapter: 1, event, writer: 1 })),
		contacts: [foldContact(CONTACT, [...first, ...events])],
	});
	await expect.poll(() => words(replica)?.at(-1)).toBe('n 399: sent');
	expect(replica.conversation(KEY)?.conversation.customerMessages).toBe(401);
	expect(words(replica)).toHaveLength(50);
});

test('a second change that is lost while the first is read again does not stop the page', async () => {
	await arrives(says('hola'), 5);
	const { replica, write, open: openIt, channel } = await page();
	await openIt();
	const deaf = channel.onmessage;
	channel.onmessage = null;
	const reading = vi.spyOn(store, 'read');
	let isLate = false;
	reading.mockImplementation(async (look) => {
		reading.mockRestore();
		const found = await store.read(look);
		if (!isLate) await arrives(says('segunda'), 7);
		isLate = true;
		return found;
	});
	replica.again();
	await new Promise((resolve) => setTimeout(resolve, 50));
	channel.onmessage = deaf;
	await replica.check();
	await expect
		.poll(() => words(replica), { timeout: 4_000 })
		.toEqual(['hola: sent', 'segunda: sent']);
	await write(CONTACT, [says('Claro')]);
	await expect.poll(() => words(replica)?.at(-1), { timeout: 4_000 }).toBe('Claro: saved');
});

test('what could not be read is read again by itself', async () => {
	await arrives(says('hola'), 5);
	const { replica } = await page({ isWhole: false });
	vi.spyOn(store, 'read').mockRejectedValueOnce(new Error('once'));
	await replica.fill();
	expect([replica.isWhole, problems.splice(0).length]).toEqual([false, 1]);
	await expect.poll(() => replica.isWhole, { timeout: 4_000 }).toBe(true);
	expect(open(replica)).toEqual([KEY]);
});
