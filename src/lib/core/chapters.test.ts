import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { createWriter, readEntries } from '../documents/event-log';
import { foldContact } from '../model/contact-state';
import type { DomainEvent } from '../model/event';
import { contactRoom } from '../model/room';
import { CLOSE } from '../sync/wire';
import {
	AGENT,
	ANA,
	engineOf,
	hello,
	note,
	OTHER,
	RUNNER,
	setup,
	tagging,
	texts,
	VISITOR,
} from '../../../tests/core-stage';
import { CHAPTER_SIZE, chapterToWrite } from './chapters';
import { createFolds } from './folds';
import { memoryStorage } from './memory-storage';
import { chapterOf } from '../../../tests/stored';

const SMALL = { events: 5, characters: 100_000 };

describe('where the next event goes', () => {
	test('to the newest chapter, until it holds enough events or enough text', () => {
		const { events, characters } = CHAPTER_SIZE;
		const chapter = { number: 3, events: events - 1, characters: characters - 1 };
		expect(chapterToWrite(chapter, CHAPTER_SIZE)).toBe(3);
		expect(chapterToWrite({ ...chapter, events }, CHAPTER_SIZE)).toBe(4);
		expect(chapterToWrite({ ...chapter, characters }, CHAPTER_SIZE)).toBe(4);
	});

	test('I1: by number of events, each chapter after the other', async () => {
		const { relay, open, pass } = setup();
		const agent = await open(AGENT, { chapterSize: SMALL });
		await pass(1_000);
		for (let i = 0; i < 12; i++) await agent.core.write(ANA, [note(`n${i}`)]);
		await pass(1_000);
		expect(perRoom(relay, 'desk')).toEqual({ 1: 5, 2: 5, 3: 2 });
	});

	test('I1: by size, so that a few long messages fill one too', async () => {
		const { relay, open, pass } = setup();
		const agent = await open(AGENT, { chapterSize: SMALL });
		await pass(1_000);
		for (let i = 0; i < 3; i++) await agent.core.write(ANA, [hello('y'.repeat(60_000))]);
		await pass(1_000);
		expect(perRoom(relay, 'shown')).toEqual({ 1: 2, 2: 1 });
	});

	test('a device that starts anew goes on where it was', async () => {
		const { relay, open, pass } = setup();
		const first = await open(AGENT, { chapterSize: SMALL });
		await pass(1_000);
		for (let i = 0; i < 7; i++) await first.core.write(ANA, [note(`n${i}`)]);
		await pass(1_000);
		await first.core.stop();
		const again = await open(AGENT, { chapterSize: SMALL, storage: first.storage });
		await pass(1_000);
		for (let i = 7; i < 12; i++) await again.core.write(ANA, [note(`n${i}`)]);
		await pass(1_000);
		expect(perRoom(relay, 'desk')).toEqual({ 1: 5, 2: 5, 3: 2 });
	});

	test('what was refused is not counted', async () => {
		const { relay, open, pass } = setup();
		const agent = await open(AGENT, { chapterSize: SMALL });
		await pass(1_000);
		relay.faults.refuse = () => CLOSE.refused;
		for (let i = 0; i < 4; i++) await agent.core.write(ANA, [note('bad')]);
		await pass(1_000);
		delete relay.faults.refuse;
		for (let i = 0; i < 5; i++) await agent.core.write(ANA, [note(`n${i}`)]);
		await pass(1_000);
		expect(perRoom(relay, 'desk')).toEqual({ 1: 5 });
	});
});

describe('who opens a chapter, and who follows', () => {
	test('the host of the engine opens it with an event, and everybody who sees that follows', async () => {
		const { relay, open, pass } = setup();
		const agent = await open(AGENT, { chapterSize: SMALL });
		await open(RUNNER, { chapterSize: SMALL, engine: engineOf(tagging) });
		await pass(1_000);
		for (let i = 0; i < 5; i++) await agent.core.write(ANA, [note(`n${i}`)]);
		await pass(2_000);
		expect(opened(relay)).toEqual([2]);
		await agent.core.write(ANA, [hello('in the second')]);
		await pass(1_000);
		expect(perRoom(relay, 'shown')).toEqual({ 2: 1 });
	});

	test('two hosts that open a chapter at once open the same one', async () => {
		const { relay, open, pass } = setup();
		const agent = await open(AGENT, { chapterSize: SMALL });
		const first = await open(RUNNER, { chapterSize: SMALL, engine: engineOf(tagging) });
		const second = await open(OTHER, { chapterSize: SMALL, engine: engineOf(tagging) });
		await pass(1_000);
		first.line.push = () => {};
		for (let i = 0; i < 5; i++) await agent.core.write(ANA, [note(`n${i}`)]);
		await pass(1_000);
		expect(opened(relay)).toEqual([]);
		first.line.cut();
		await pass(60_000);
		expect(opened(relay)).toEqual([2]);
		expect(await chapterOf(second.storage, ANA)).toBe(2);
	});

	test('two devices that fill a chapter without knowing of each other both go on in the next', async () => {
		const { relay, open, pass } = setup();
		const one = await open(AGENT, { chapterSize: SMALL });
		const two = await open(OTHER, { chapterSize: SMALL });
		await pass(1_000);
		for (const device of [one, two]) device.line.cut();
		for (let i = 0; i < 7; i++) {
			await one.core.write(ANA, [note(`one ${i}`)]);
			await two.core.write(ANA, [note(`two ${i}`)]);
		}
		for (const device of [one, two]) device.line.mend();
		await pass(2_000);
		expect(perRoom(relay, 'desk')).toEqual({ 1: 10, 2: 4 });
		expect((await texts(one.storage)).sort()).toEqual((await texts(two.storage)).sort());
		expect((await texts(one.storage)).length).toBe(14);
	});

	test('a visitor opens its own, and follows what it is shown', async () => {
		const { relay, open, pass } = setup();
		const visitor = await open(VISITOR, { chapterSize: SMALL });
		const agent = await open(AGENT, { chapterSize: SMALL });
		await pass(1_000);
		for (let i = 0; i < 6; i++) await visitor.core.write(ANA, [hello(`v${i}`)]);
		await pass(1_000);
		expect(perRoom(relay, 'said')).toEqual({ 1: 5, 2: 1 });
		for (let i = 0; i < 5; i++) await agent.core.write(ANA, [hello(`a${i}`)]);
		await pass(1_000);
		await visitor.core.write(ANA, [hello('last')]);
		await pass(1_000);
		expect(perRoom(relay, 'said')).toEqual({ 1: 5, 2: 1, 3: 1 });
		expect((await texts(visitor.storage)).length).toBe(12);
	});
});

describe('4413: the relay says that a room is full', () => {
	test('what was refused and all that waits behind it opens the next chapter', async () => {
		const { relay, open, pass } = setup();
		const visitor = await open(VISITOR);
		const agent = await open(AGENT);
		await pass(1_000);
		relay.faults.refuse = fullAfter(1);
		await visitor.core.write(ANA, [hello('one'), hello('two')]);
		await visitor.core.write(ANA, [hello('three')]);
		await pass(1_000);
		await agent.core.write(ANA, [hello('answer'), note('internal')]);
		await pass(2_000);
		expect(perRoom(relay, 'said')).toEqual({ 2: 3 });
		expect(perRoom(relay, 'shown')).toEqual({ 2: 1 });
		expect(perRoom(relay, 'desk')).toEqual({ 2: 1 });
		expect(visitor.core.status().pending).toBe(0);
		await visitor.core.write(ANA, [hello('four')]);
		await pass(1_000);
		expect(perRoom(relay, 'said')).toEqual({ 2: 4 });
		expect(await texts(visitor.storage)).toEqual(['one', 'two', 'three', 'answer', 'four']);
	});

	test('goes on past every chapter that is full', async () => {
		const { relay, open, pass } = setup();
		const agent = await open(AGENT);
		await pass(1_000);
		relay.faults.refuse = fullAfter(3);
		await agent.core.write(ANA, [hello('one')]);
		await pass(2_000);
		expect(perRoom(relay, 'shown')).toEqual({ 4: 1 });
	});

	test('a device killed before the answer finds the next chapter again', async () => {
		const { relay, open, pass } = setup();
		const first = await open(AGENT);
		await pass(1_000);
		relay.faults.refuse = fullAfter(1);
		const push = first.line.push.bind(first.line);
		const isFirst = (parts: readonly { room: string }[]) =>
			parts.some(({ room }) => room.includes('/1/'));
		first.line.push = (frame) => void (isFirst(frame.parts) && push(frame));
		await first.core.write(ANA, [hello('one')]);
		await pass(1_000);
		await first.core.stop();
		expect(perRoom(relay, 'shown')).toEqual({});
		const again = await open(AGENT, { storage: first.storage });
		await pass(1_000);
		expect(perRoom(relay, 'shown')).toEqual({ 2: 1 });
		expect(again.core.status().pending).toBe(0);
		expect(await chapterOf(first.storage, ANA)).toBe(2);
	});

	test('a room without chapters refuses for good, and says so', async () => {
		const { relay, open, pass } = setup();
		const owner = await open({ id: 'tm_owner', role: 'owner' });
		await pass(1_000);
		relay.faults.refuse = () => CLOSE.tooLarge;
		await owner.core.write('', [{ type: 'workflowStopped', workflow: 'wf_1' }]);
		await pass(1_000);
		expect(await owner.storage.pending()).toEqual([]);
		expect(owner.core.status().pending).toBe(0);
	});

	test('frames stay below the relay’s bound, however long the messages are', async () => {
		const { relay, open, pass } = setup();
		const visitor = await open(VISITOR);
		await pass(1_000);
		visitor.line.cut();
		await visitor.core.write(
			ANA,
			Array.from({ length: 60 }, () => hello('語'.repeat(10_000))),
		);
		visitor.line.mend();
		await pass(5_000);
		expect(perRoom(relay, 'said')[1]).toBe(60);
		const largest = Math.max(...relay.log.map(({ update }) => update.length));
		expect(largest).toBeLessThan(1 << 20);
	});
});

test('a chapter is sent when the ones before it are through: the relay lets a contact open the next one only', async () => {
	const { open, pass } = setup();
	const visitor = await open(VISITOR, { chapterSize: SMALL });
	await pass(1_000);
	const order: string[] = [];
	const push = visitor.line.push.bind(visitor.line);
	visitor.line.push = (frame) => {
		order.push(...frame.parts.map(({ room }) => room));
		push(frame);
	};
	visitor.line.cut();
	for (let i = 0; i < 12; i++) await visitor.core.write(ANA, [hello(`v${i}`)]);
	visitor.line.mend();
	await pass(90);
	expect(order).toEqual([contactRoom(ANA, 1, 'said')]);
	await pass(2_000);
	expect(order).toEqual([1, 2, 3].map((chapter) => contactRoom(ANA, chapter, 'said')));
});

describe('a thread over chapters', () => {
	test('I2: an event that arrives late in an old chapter takes its place', async () => {
		const { relay, open, pass } = setup();
		const late = await open(OTHER, { chapterSize: SMALL });
		const agent = await open(AGENT, { chapterSize: SMALL });
		await pass(1_000);
		late.line.cut();
		await late.core.write(ANA, [note('written first')]);
		await pass(10);
		for (let i = 0; i < 7; i++) await agent.core.write(ANA, [note(`n${i}`)]);
		await pass(1_000);
		late.line.mend();
		await pass(1_000);
		expect(perRoom(relay, 'desk')).toEqual({ 1: 6, 2: 2 });
		const expected = ['written first', ...Array.from({ length: 7 }, (_, i) => `n${i}`)];
		expect(await texts(agent.storage)).toEqual(expected);
		await agent.core.write(ANA, [note('next')]);
		await pass(1_000);
		expect(perRoom(relay, 'desk')).toEqual({ 1: 6, 2: 3 });
	});

	test('a new device reads every chapter', async () => {
		const { open, pass } = setup();
		const agent = await open(AGENT, { chapterSize: SMALL });
		await pass(1_000);
		for (let i = 0; i < 13; i++) await agent.core.write(ANA, [hello(`n${i}`)]);
		await pass(1_000);
		const [reader, visitor] = [await open(OTHER), await open(VISITOR)];
		await pass(1_000);
		expect(await texts(reader.storage)).toEqual(await texts(agent.storage));
		expect((await texts(visitor.storage)).length).toBe(13);
	});

	property.prop([
		fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat({ max: 9 })), { maxLength: 30 }),
		fc.infiniteStream(fc.nat()),
	])('I2: the fold is the same, however events are spread and come', async (made, order) => {
		const events = made.map(([chapter, at], i) => ({ chapter, event: noteAt(`ev_${i}`, at) }));
		const shuffled = events
			.map((item) => ({ item, by: order.next().value ?? 0 }))
			.sort((a, b) => a.by - b.by)
			.map(({ item }) => item);
		const storage = memoryStorage();
		for (const { chapter, event } of shuffled) {
			await storage.commit({ events: [{ contact: ANA, chapter, event, writer: 1 }] });
		}
		const fold = await createFolds(storage).get(ANA);
		expect(fold.state).toEqual(
			foldContact(
				ANA,
				events.map(({ event }) => event),
			),
		);
		const newest = Math.max(1, ...events.map(({ chapter }) => chapter));
		expect(fold.chapter).toMatchObject({
			number: newest,
			events: events.filter(({ chapter }) => chapter === newest).length,
		});
	});
});

describe('case 4: a contact cannot take the place of what the team wrote', () => {
	for (const client of [1, 0xffff_fffe]) {
		for (const said of ['before', 'after']) {
			test(`client ${client}, heard ${said} it`, async () => {
				const { relay, open, pass } = setup();
				const agent = await open(AGENT);
				const reader = await open(OTHER);
				await pass(1_000);
				if (said === 'before') reader.line.cut();
				const written = await agent.core.write(ANA, [hello('we pay 10')]);
				await pass(1_000);
				const id = written.ok ? written.value[0]!.id : '';
				const forged = { ...noteAt(id, 5), by: { kind: 'contact', id: ANA }, ...hello('1000') };
				const update = createWriter(client).append([forged]);
				const room = contactRoom(ANA, 1, 'said');
				const entry = { seq: relay.log.length + 1, room, update, by: ANA };
				if (said === 'before') relay.log.unshift({ ...entry, seq: 0.5 });
				else relay.log.push(entry);
				reader.line.cut();
				reader.line.mend();
				await pass(1_000);
				expect(await texts(reader.storage)).toEqual(['we pay 10']);
			});
		}
	}
});

/** Rooms of the chapters up to this one are full. */
function fullAfter(last: number) {
	return (room: string) => (Number(room.split('/')[2]) <= last ? CLOSE.tooLarge : undefined);
}

/** How many events each chapter of one log has at the relay. */
function perRoom(relay: ReturnType<typeof setup>['relay'], log: string): Record<number, number> {
	const counts: Record<number, number> = {};
	for (const { room, update } of relay.log) {
		const [, , chapter, name] = room.split('/');
		if (name !== log) continue;
		counts[Number(chapter)] = (counts[Number(chapter)] ?? 0) + readEntries(update).length;
	}
	return counts;
}

function opened(relay: ReturnType<typeof setup>['relay']): unknown[] {
	const values = relay.log.flatMap(({ update }) => readEntries(update).map(({ value }) => value));
	return values.flatMap((value) =>
		(value as DomainEvent).type === 'chapterOpened' ? (value as { chapter: number }).chapter : [],
	);
}

function noteAt(id: string, at: number): DomainEvent {
	return { id, at, by: { kind: 'teammate', id: AGENT.id }, ...note(id) } as DomainEvent;
}
