import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createWriter, readEntries } from '../src/lib/documents/event-log';
import { contactRoom } from '../src/lib/model/room';
import { encodeChannel } from '../src/lib/sync/wire';
import { createTestHub } from '../tests/relay-harness';
import { createMemoryDisk, createMemoryLog } from './memory-log';
import { updateMessage } from './messages';

const ADA = 'con_0000000000000000000000ada';
const BOB = 'con_0000000000000000000000bob';
const AGENT = 'tmt_0000000000000000000agent';
const SAID = contactRoom(ADA, 1, 'said');
const SHOWN = contactRoom(ADA, 1, 'shown');
const DESK = contactRoom(ADA, 1, 'desk');

function said(id: string, text = 'hola') {
	return event(id, { kind: 'contact', id: ADA }, { type: 'messageSent', text });
}
function reply(id: string) {
	return event(id, { kind: 'teammate', id: AGENT }, { type: 'messageSent', text: 'buenas' });
}
function note(id: string) {
	return event(id, { kind: 'teammate', id: AGENT }, { type: 'noteAdded', text: 'canary' });
}
function event(id: string, by: { kind: string; id: string }, body: object) {
	return { id, at: 1_000_000, by, conversation: 'cnv_1', ...body };
}

test('H2: of one commit each member gets all but its own, in the order of the log', async () => {
	const { join, turn } = createTestHub();
	const members = await Promise.all(
		['ada', 'bob', 'reader'].map((name) => join(`owner:tmt_000000000000000000000${name}`)),
	);
	for (const each of members) each.say({ t: 'open', channel: 1, room: 'workspace' });
	await turn();
	for (const each of members) each.take();
	const [ada, bob, reader] = members;
	const updates = ['1', '2', '3', '4'].map((name) => {
		const doc = new Y.Doc();
		doc.getMap('settings').set(name, name);
		return updateMessage(Y.encodeStateAsUpdate(doc));
	});
	updates.forEach((update, i) => {
		const { session } = i === 1 ? bob! : ada!;
		session.message(encodeChannel(1, update));
	});
	await turn();
	const heard = (client: typeof ada) =>
		client!.take().map((each) => ('data' in each ? updates.findIndex(isSame(each.data)) : each));
	expect(heard(ada)).toEqual([1]);
	expect(heard(bob)).toEqual([0, 2, 3]);
	expect(heard(reader)).toEqual([0, 1, 2, 3]);
});

function isSame(bytes: Uint8Array) {
	return (other: Uint8Array) => Buffer.compare(bytes, other) === 0;
}

describe('pushing and following', () => {
	test('F1: a chapter that begins while the history is read is in it', async () => {
		const log = createMemoryLog();
		let isRead = false;
		let listed = () => {};
		const { join, turn } = createTestHub({
			log: {
				...log,
				// The list as it is now, handed out later: meanwhile the next chapter begins.
				async rooms(prefix) {
					const names = await log.rooms(prefix);
					if (!isRead) return names;
					await new Promise<void>((resolve) => (listed = resolve));
					return names;
				},
			},
		});
		const agent = await join(`agent:${AGENT}`);
		agent.push(SHOWN, createWriter(1).append([reply('evt_1')]));
		await turn();
		const visitor = await join(`contact:${ADA}`);
		visitor.take();
		isRead = true;
		visitor.say({ t: 'feed', since: 0 });
		await turn();
		isRead = false;
		agent.push(contactRoom(ADA, 2, 'shown'), createWriter(2).append([reply('evt_2')]));
		await turn();
		listed();
		await turn();
		const seqs = visitor.take().flatMap((each) => {
			return 'entries' in each ? each.entries.map(({ seq }) => seq) : [];
		});
		expect(seqs).toEqual([1, 2]);
	});

	test('F1: nothing is left out when more comes than is kept before the first page is read', async () => {
		const log = createMemoryLog();
		let listed: (() => void) | undefined;
		let isHeld = false;
		const { join, turn } = createTestHub({
			limits: { feedPauseBytes: 300 },
			log: {
				...log,
				async rooms(prefix) {
					const names = await log.rooms(prefix);
					if (isHeld) await new Promise<void>((resolve) => (listed = resolve));
					return names;
				},
			},
		});
		const agent = await join(`agent:${AGENT}`);
		const visitor = await join(`contact:${ADA}`);
		visitor.take();
		isHeld = true;
		visitor.say({ t: 'feed', since: 0 });
		await turn();
		isHeld = false;
		for (let i = 1; i < 8; i++) {
			agent.push(SHOWN, createWriter(i).append([reply(`evt_${i}`)]));
		}
		await turn();
		listed?.();
		await turn();
		const seqs = visitor.take().flatMap((each) => {
			return 'entries' in each ? each.entries.map(({ seq }) => seq) : [];
		});
		expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7]);
	});

	test('F1: so is one that began while more came than is kept for a slow reader', async () => {
		const { join, turn } = createTestHub({ limits: { feedPauseBytes: 300 } });
		const agent = await join(`agent:${AGENT}`);
		agent.push(SHOWN, createWriter(1).append([reply('evt_1')]));
		await turn();
		const visitor = await join(`contact:${ADA}`);
		visitor.take();
		visitor.state.buffered = 1_000;
		visitor.say({ t: 'feed', since: 0 });
		await turn();
		for (let i = 2; i < 12; i++) {
			const room = contactRoom(ADA, i, 'shown');
			agent.push(room, createWriter(i).append([reply(`evt_${i}`)]));
		}
		await turn();
		visitor.state.buffered = 0;
		await turn(1_000);
		const seqs = visitor.take().flatMap((each) => {
			return 'entries' in each ? each.entries.map(({ seq }) => seq) : [];
		});
		expect(seqs).toEqual(Array.from({ length: 11 }, (_, i) => i + 1));
	});

	test('H1: an ack and the feed come only when the entry is durable, and the pusher hears no echo', async () => {
		const reached: (() => void)[] = [];
		const log = createMemoryLog(createMemoryDisk(), (done) => reached.push(done));
		const { join, turn } = createTestHub({ log });
		const visitor = await join(`contact:${ADA}`);
		const agent = await join(`agent:${AGENT}`);
		for (const each of [visitor, agent]) each.say({ t: 'feed', since: 0 });
		await turn();
		visitor.take();
		agent.take();
		visitor.push(SAID, createWriter(7).append([said('evt_1')]));
		await turn();
		expect(visitor.take()).toEqual([]);
		expect(agent.take()).toEqual([]);
		reached.shift()!();
		await turn();
		expect(visitor.take()).toEqual([{ t: 'ack', push: 1, seq: 1, at: expect.any(Number) }]);
		const [frame] = agent.take();
		expect(frame).toMatchObject({ type: 'feed', entries: [{ seq: 1, room: SAID }] });
	});

	test('F1, F3: a contact gets its own said and shown, an agent everything, in order of seq', async () => {
		const { join, turn, log } = createTestHub();
		const agent = await join(`agent:${AGENT}`);
		const ada = await join(`contact:${ADA}`);
		ada.push(SAID, createWriter(1).append([said('evt_1')]));
		await turn();
		agent.push(SHOWN, createWriter(2).append([reply('evt_2')]));
		agent.push(DESK, createWriter(3).append([note('evt_3')]));
		await turn();
		const readers = { [ADA]: [1, 2], [BOB]: [] };
		for (const [contact, seqs] of Object.entries(readers)) {
			const reader = await join(`contact:${contact}`);
			reader.say({ t: 'feed', since: 0 });
			await turn();
			expect(seqsOf(reader.take())).toEqual(seqs);
			const seq = (await log.room(DESK)).entries.length;
			agent.push(DESK, createWriter(4 + seq).append([note(`evt_${4 + seq}`)]));
			await turn();
			expect(reader.take()).toEqual([]);
		}
		agent.say({ t: 'feed', since: 1 });
		await turn();
		expect(seqsOf(agent.take())).toEqual([2, 3, 4, 5]);
	});

	test('the same update again is acked, stored once, and shown to nobody twice', async () => {
		const { join, turn, log } = createTestHub();
		const ada = await join(`contact:${ADA}`);
		const update = createWriter(1).append([said('evt_1')]);
		ada.push(SAID, update);
		ada.push(SAID, update);
		await turn();
		ada.push(SAID, update);
		await turn();
		expect(acks(ada.take())).toEqual([
			[1, 1],
			[2, 1],
			[3, 1],
		]);
		expect(log.head()).toBe(1);
	});

	test('the same event under a new client id is acked, another text under its id is refused', async () => {
		const { join, turn, log } = createTestHub();
		const ada = await join(`contact:${ADA}`);
		ada.push(SAID, createWriter(1).append([said('evt_1')]));
		ada.push(SAID, createWriter(2).append([said('evt_1')]));
		ada.push(SAID, createWriter(3).append([said('evt_1', 'otra')]));
		await turn();
		const messages = ada.take();
		expect(acks(messages)).toEqual([
			[1, 1],
			[2, 1],
		]);
		expect(messages).toContainEqual({
			t: 'refused',
			push: 3,
			code: 4412,
			reason: 'another content stands under this id',
		});
		expect(log.head()).toBe(1);
	});

	test('a contact opens its chapters one after the other', async () => {
		const { join, turn } = createTestHub();
		const ada = await join(`contact:${ADA}`);
		ada.push(contactRoom(ADA, 3, 'said'), createWriter(1).append([said('evt_1')]));
		ada.push(contactRoom(ADA, 1, 'said'), createWriter(2).append([said('evt_2')]));
		await turn();
		ada.push(contactRoom(ADA, 2, 'said'), createWriter(3).append([said('evt_3')]));
		await turn();
		expect(ada.take().map((each) => ('t' in each ? each.t : 'frame'))).toEqual([
			'welcome',
			'refused',
			'ack',
			'ack',
		]);
	});

	test('a log that cannot be read now refuses no chapter for good', async () => {
		const log = createMemoryLog();
		const rooms = () => Promise.reject(new Error('busy'));
		const { join, turn } = createTestHub({ log: { ...log, rooms } });
		const ada = await join(`contact:${ADA}`);
		ada.take();
		ada.push(contactRoom(ADA, 2, 'said'), createWriter(1).append([said('evt_1')]));
		await turn();
		expect(ada.take()).toMatchObject([{ t: 'refused', push: 1, code: 4503 }]);
	});

	test('a disk that refuses: nothing is acked, everybody is told 4503, and what is stored stays right', async () => {
		const log = createMemoryLog();
		const append = log.append;
		let isFull = true;
		const full = {
			...log,
			append: (...args: Parameters<typeof append>) =>
				isFull ? Promise.reject(new Error('full')) : append(...args),
		};
		const { join, turn } = createTestHub({ log: full });
		const ada = await join(`contact:${ADA}`);
		const update = createWriter(1).append([said('evt_1')]);
		ada.take();
		ada.push(SAID, update);
		await turn();
		expect(ada.take()).toEqual([]);
		expect(ada.state.closed?.code).toBe(4503);
		isFull = false;
		const again = await join(`contact:${ADA}`);
		again.push(SAID, update);
		await turn();
		expect(acks(again.take())).toEqual([[1, 1]]);
	});
});

test('what waits behind a batch that the disk refused is refused too: it was built upon it', async () => {
	const log = createMemoryLog();
	const asked: { resolve(): void; reject(): void }[] = [];
	const slow = {
		...log,
		append: (...args: Parameters<typeof log.append>) =>
			new Promise<number>((resolve, reject) => {
				asked.push({
					resolve: () => resolve(log.append(...args)),
					reject: () => reject(new Error('full')),
				});
			}),
	};
	const { join, turn } = createTestHub({ log: slow });
	const ada = await join(`contact:${ADA}`);
	const writer = createWriter(1);
	ada.push(SAID, writer.append([said('evt_1')]));
	await turn();
	ada.push(SAID, writer.append([said('evt_2')]));
	await turn();
	asked[0]?.reject();
	await turn();
	asked[1]?.resolve();
	await turn();
	expect(ada.state.closed?.code).toBe(4503);
	expect(log.head()).toBe(0);

	const again = await join(`contact:${ADA}`);
	again.push(SAID, createWriter(2).append([said('evt_1'), said('evt_2')]));
	await turn();
	asked.at(-1)?.resolve();
	await turn();
	expect(acks(again.take())).toEqual([[1, 1]]);
});

test('readEntries reads what the hub stored', async () => {
	const { join, turn, log } = createTestHub();
	const ada = await join(`contact:${ADA}`);
	ada.push(SAID, createWriter(1).append([said('evt_1'), said('evt_2')]));
	await turn();
	const { entries } = await log.room(SAID);
	expect(readEntries(entries[0]!.update).map(({ key }) => key)).toEqual(['evt_1', 'evt_2']);
});

test('the relay writes into a canvas what managers could have written', async () => {
	const { hub, log, turn } = createTestHub();
	const writing = hub.write('workspace', (doc) => doc.getMap('settings').set('name', 'Casa'));
	await turn();
	await writing;
	const changing = hub.write('workspace', (doc) => doc.getMap('settings').set('name', 'Casa 2'));
	await turn();
	await changing;
	const doc = new Y.Doc();
	for (const { update } of (await log.room('workspace')).entries) Y.applyUpdate(doc, update);
	expect(doc.getMap('settings').toJSON()).toEqual({ name: 'Casa 2' });
});

type Messages = Awaited<
	ReturnType<ReturnType<typeof createTestHub>['join']>
>['take'] extends () => infer T
	? T
	: never;

function seqsOf(messages: Messages): number[] {
	return messages.flatMap((each) =>
		'type' in each && each.type === 'feed' ? each.entries.map(({ seq }) => seq) : [],
	);
}
function acks(messages: Messages): [number, number][] {
	return messages.flatMap((each) =>
		't' in each && each.t === 'ack' ? [[each.push, each.seq] as [number, number]] : [],
	);
}
