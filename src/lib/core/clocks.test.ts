import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
	AGENT,
	ANA,
	CONVERSATION,
	engineOf,
	hello,
	note,
	OTHER,
	setup,
	tagging,
	texts,
	VISITOR,
} from '../../../tests/core-stage';
import { AHEAD_MS, CARRIED_MS, DAY, HOUR, instantAfter, MINUTE, SECOND } from '../base/clock';
import { createWriter } from '../documents/event-log';
import { CLOSE } from '../sync/wire';
import { type DomainEvent, roomOf } from '../model/event';
import type { PendingEvent, Storage } from './ports';
import { memoryStorage } from './memory-storage';
import { restamped } from './restamp';
import { eventsOf } from '../../../tests/stored';

async function events(storage: Storage): Promise<DomainEvent[]> {
	const stored = (await eventsOf(storage, ANA)) as DomainEvent[];
	return stored.sort((a, b) => a.at - b.at);
}

describe('A2, case 55: a wrong clock loses no word', () => {
	const ahead = [6 * SECOND, 4 * MINUTE, 20 * MINUTE, HOUR, 40 * DAY];
	test.each(ahead)(
		'a new visitor %i ms ahead writes before it was ever connected',
		async (skewMs) => {
			const { open, pass, clock, problems } = setup();
			const agent = await open(AGENT);
			const visitor = await open(VISITOR, { skewMs });
			visitor.line.cut();
			for (const text of ['one', 'two', 'three']) {
				await visitor.core.write(ANA, [hello(text)]);
				await pass(10 * SECOND);
			}
			visitor.line.mend();
			await pass(SECOND);
			expect(await texts(agent.storage)).toEqual(['one', 'two', 'three']);
			expect(await events(visitor.storage)).toEqual(await events(agent.storage));
			expect(await visitor.storage.pending()).toEqual([]);
			const [first, second] = await events(agent.storage);
			expect(first!.at).toBeLessThan(clock.now());
			// When they were really written, not when the connection came.
			expect(second!.at - first!.at).toBe(10 * SECOND);
			expect(problems).toEqual([]);
		},
	);

	test.each([VISITOR, AGENT])(
		'a clock that jumps while connected: refused, and sent again',
		async (me) => {
			const { open, pass, clock } = setup();
			const reader = await open(OTHER);
			const writer = await open(me);
			await pass(SECOND);
			writer.world.skewMs = HOUR;
			await writer.core.write(ANA, [hello('one'), hello('two')]);
			await writer.core.write(ANA, [hello('three')]);
			await pass(SECOND);
			expect(await texts(reader.storage)).toEqual(['one', 'two', 'three']);
			expect(await events(writer.storage)).toEqual(await events(reader.storage));
			for (const { at } of await events(reader.storage))
				expect(at).toBeLessThanOrEqual(clock.now());
			expect(Math.abs(writer.core.now() - clock.now())).toBeLessThan(SECOND);
			writer.world.skewMs = -2 * HOUR;
			await writer.core.write(ANA, [hello('four')]);
			await pass(SECOND);
			expect((await texts(reader.storage)).sort()).toEqual(['four', 'one', 'three', 'two']);
		},
	);

	test('what a page wrote beside the core under a wrong clock is corrected too', async () => {
		const { open, pass, clock } = setup();
		const agent = await open(AGENT);
		await pass(SECOND);
		const conversation = CONVERSATION;
		const by = { kind: 'teammate', id: AGENT.id } as const;
		const pending = ['one', 'two'].map((text, index): PendingEvent => {
			const event: DomainEvent = {
				...{ id: `ev_${text}`, at: clock.now() + HOUR + index, by },
				...{ type: 'noteAdded', conversation, text },
			};
			return { room: roomOf(ANA, 1, event), contact: ANA, event };
		});
		await agent.storage.commit({ pending });
		agent.core.wake();
		await pass(SECOND);
		expect(await texts(agent.storage)).toEqual(['one', 'two']);
		expect(await agent.storage.pending()).toEqual([]);
		for (const { at } of await events(agent.storage)) expect(at).toBeLessThanOrEqual(clock.now());
	});

	test('a host whose clock jumps: what it decided is withdrawn and decided again', async () => {
		const { open, pass, clock } = setup();
		const visitor = await open(VISITOR);
		const agent = await open(AGENT, { engine: engineOf(tagging) });
		await pass(SECOND);
		agent.world.skewMs = HOUR;
		await visitor.core.write(ANA, [hello('x')]);
		await pass(20 * SECOND);
		expect(await texts(agent.storage)).toEqual(['x', 'tagAdded']);
		expect((await events(agent.storage))[1]!.at).toBeLessThanOrEqual(clock.now());
		expect(await agent.storage.pending()).toEqual([]);
	});

	test.each([-11 * SECOND, -4 * MINUTE, -HOUR, -40 * DAY])(
		'a clock set back by %i ms while connected: what is written stands behind what it answers',
		async (byMs) => {
			const { open, pass, clock } = setup();
			const visitor = await open(VISITOR);
			const host = await open(AGENT, { engine: engineOf(tagging) });
			const person = await open(OTHER);
			await pass(SECOND);
			host.world.skewMs = person.world.skewMs = byMs;
			await visitor.core.write(ANA, [hello('x')]);
			await pass(100);
			await person.core.write(ANA, [hello('answer')]);
			await pass(20 * SECOND);
			expect(await texts(visitor.storage)).toEqual(['x', 'answer']);
			expect((await texts(host.storage)).sort()).toEqual(['answer', 'tagAdded', 'x']);
			expect((await texts(host.storage))[0]).toBe('x');
			for (const { core } of [host, person])
				expect(Math.abs(core.now() - clock.now())).toBeLessThan(SECOND);
		},
	);

	describe('a clock that is behind and was never corrected', () => {
		const behind = [4 * SECOND, 4 * MINUTE, 20 * MINUTE, HOUR, 40 * DAY, 20_000 * DAY];

		test.each([VISITOR, AGENT].flatMap((me) => behind.map((byMs) => ({ me, byMs }))))(
			'$byMs ms: an answer of $me.role stands behind the question that it answers',
			async ({ me, byMs }) => {
				const { open, pass, clock, problems } = setup();
				const asking = await open(me === VISITOR ? AGENT : VISITOR);
				const storage = memoryStorage();
				const before = await open(me, { storage });
				await pass(SECOND);
				await asking.core.write(ANA, [hello('question')]);
				await pass(HOUR / 2);
				await before.core.stop();
				// Since then its battery was empty, and it begins without a connection.
				const answering = await open(me, { storage, skewMs: -byMs });
				answering.line.cut();
				await pass(SECOND);
				const writtenAt = clock.now();
				await answering.core.write(ANA, [hello('one'), hello('two')]);
				await pass(10 * SECOND);
				await answering.core.write(ANA, [hello('three')]);
				await pass(5 * MINUTE);
				answering.line.mend();
				await pass(SECOND);
				for (const { storage: read } of [asking, answering]) {
					expect(await texts(read)).toEqual(['question', 'one', 'two', 'three']);
				}
				const [question, one, , three] = await events(asking.storage);
				expect(question?.at).toBeLessThan(writtenAt);
				// When they were really written, as far as the device was on its way after the question.
				expect(Math.abs(one!.at - writtenAt)).toBeLessThanOrEqual(CARRIED_MS.team + 2);
				expect(three!.at).toBeLessThan(writtenAt + MINUTE);
				expect(await storage.pending()).toEqual([]);
				expect(problems).toEqual([]);
			},
		);

		test('what the relay already has keeps its time', async () => {
			const { open, pass, relay } = setup();
			const agent = await open(AGENT);
			const storage = memoryStorage();
			const visitor = await open(VISITOR, { storage, skewMs: -HOUR });
			visitor.line.cut();
			await visitor.core.write(ANA, [hello('one')]);
			await visitor.core.stop();
			const [kept] = await storage.pending();
			// It was sent once, and the answer to it was lost.
			const other = await open(VISITOR, { storage: memoryStorage() });
			await pass(SECOND);
			const again = createWriter(7).append([kept!.event]);
			other.line.push({ id: 1, fence: 0, parts: [{ room: kept!.room, update: again }] } as never);
			await pass(SECOND);
			expect(relay.log).toHaveLength(1);
			await open(VISITOR, { storage, skewMs: -HOUR });
			await pass(SECOND);
			expect(await events(storage)).toMatchObject([{ id: kept!.event.id, at: kept!.event.at }]);
			expect(await events(agent.storage)).toMatchObject([{ at: kept!.event.at }]);
			expect(await storage.pending()).toEqual([]);
		});

		test('what was written before the clock went wrong keeps its time', async () => {
			const { open, pass, clock } = setup();
			const storage = memoryStorage();
			const before = await open(VISITOR, { storage });
			await pass(SECOND);
			before.line.cut();
			const writtenAt = clock.now();
			await before.core.write(ANA, [hello('one')]);
			await pass(MINUTE);
			await before.core.stop();
			const after = await open(VISITOR, { storage, skewMs: -2 * HOUR });
			after.line.cut();
			await after.core.write(ANA, [hello('two')]);
			await pass(SECOND);
			after.line.mend();
			await pass(SECOND);
			expect(await texts(storage)).toEqual(['one', 'two']);
			expect((await events(storage))[0]?.at).toBe(writtenAt);
		});
	});

	test.each(
		[VISITOR, AGENT].flatMap((me) => [1.5 * SECOND, 4 * SECOND].map((wayMs) => ({ me, wayMs }))),
	)(
		'A2: a line that takes $wayMs ms each way moves no word that waits there of $me.role',
		async ({ me, wayMs }) => {
			const { open, pass, clock, relay, problems } = setup();
			const reader = await open(OTHER);
			const writer = await open(me);
			await pass(SECOND);
			writer.line.cut();
			await writer.core.write(ANA, [hello('one'), hello('two')]);
			await pass(20 * SECOND);
			const before = await events(writer.storage);
			writer.line.wayMs = wayMs;
			writer.line.mend();
			// The relay asks for patience, and what waits is there when the time is known exactly.
			relay.faults.refuse = () => CLOSE.rate;
			await pass(2 * wayMs);
			const writtenAt = clock.now();
			await writer.core.write(ANA, [hello('three')]);
			await pass(20 * SECOND);
			writer.line.tellTime(0);
			delete relay.faults.refuse;
			await pass(MINUTE);
			const after = await events(reader.storage);
			expect(after.slice(0, 2)).toMatchObject(before);
			expect(after[2]).toMatchObject({ text: 'three', at: writtenAt });
			expect(after).toEqual(await events(writer.storage));
			expect(problems).toEqual([]);
		},
	);

	test('A2: a refusal that comes late moves a clock by no more than it is wrong', async () => {
		const { open, pass, clock } = setup();
		const writer = await open(VISITOR);
		await pass(SECOND);
		writer.world.skewMs = HOUR;
		writer.line.wayMs = 2 * SECOND;
		await writer.core.write(ANA, [hello('one')]);
		await pass(20 * SECOND);
		expect(Math.abs(writer.core.now() - clock.now())).toBeLessThan(SECOND / 4);
		expect(await writer.storage.pending()).toEqual([]);
		// One event is wrong, not the clock.
		writer.world.skewMs = 0;
		writer.line.tellTime(0);
		const event: DomainEvent = {
			...{ id: 'ev_ahead', at: clock.now() + HOUR, by: { kind: 'contact', id: ANA } },
			...{ type: 'messageSent', conversation: CONVERSATION, text: 'two' },
		};
		await writer.storage.commit({
			pending: [{ room: roomOf(ANA, 1, event), contact: ANA, event }],
		});
		writer.core.wake();
		await pass(20 * SECOND);
		expect(await texts(writer.storage)).toEqual(['one', 'two']);
		expect(Math.abs(writer.core.now() - clock.now())).toBeLessThanOrEqual(1);
	});

	test('the corrected time is durable before it is sent: a crash in between repeats the same words', async () => {
		const { open, pass, relay } = setup();
		const storage = memoryStorage();
		const first = await open(VISITOR, { skewMs: HOUR, storage });
		first.line.cut();
		await first.core.write(ANA, [hello('one')]);
		const sent: number[] = [];
		first.line.push = () => void sent.push(1);
		first.line.mend();
		await pass(SECOND);
		expect(sent).toHaveLength(1);
		const [corrected] = await storage.pending();
		await first.core.stop();
		await open(VISITOR, { skewMs: HOUR, storage });
		await pass(SECOND);
		expect(await storage.pending()).toEqual([]);
		expect(relay.log).toHaveLength(1);
		expect(await events(storage)).toMatchObject([corrected!.event]);
	});

	const anyItems = fc.record({
		/** What the author's own clock said at each word, apart from the relay's. */
		words: fc.array(
			fc.record({
				passed: fc.nat(HOUR),
				seenAgo: fc.integer({ min: -10 * SECOND, max: 40 * DAY }),
			}),
			{ maxLength: 12 },
		),
		/** Behind or ahead, by less than what the clock tells or by more. */
		skewMs: fc.oneof(fc.integer({ min: -HOUR, max: HOUR }), fc.integer({ min: -DAY, max: DAY })),
		kind: fc.constantFrom<'contact' | 'teammate'>('contact', 'teammate'),
		bad: fc.nat(12),
	});

	property.prop([anyItems])(
		'the order of what one author wrote stays, nothing lies ahead, and nothing before what was seen',
		({ words, skewMs, kind, bad }) => {
			const carriedMs = kind === 'contact' ? CARRIED_MS.contact : CARRIED_MS.team;
			let trueTime = 1_750_000_000_000;
			let at = 0;
			const seen: number[] = [];
			const items = words.map(({ passed, seenAgo }, index): PendingEvent => {
				trueTime += passed;
				// Its author has seen something that the relay took at this time.
				seen.push(Math.max(trueTime - Math.max(seenAgo, -carriedMs), seen.at(-1) ?? 0));
				at = instantAfter(Math.max(at, seen.at(-1) ?? 0), trueTime + skewMs, carriedMs);
				const by = { kind, id: ANA };
				const event = { id: `ev_${index}`, at, by, ...hello() } as DomainEvent;
				return { room: 'r', contact: ANA, event };
			});
			const now = trueTime + SECOND;
			const isRefused = (id: string) => id === `ev_${bad}`;
			const corrected = restamped(items, { now, shiftMs: -skewMs, isRefused });
			const byId = new Map(corrected.map((item) => [item.event.id, item]));
			const after = items.map((item) => byId.get(item.event.id) ?? item);
			for (const [index, { event }] of after.entries()) {
				expect(event.at).toBeLessThanOrEqual(now + carriedMs + SECOND + items.length);
				if (index > 0) expect(event.at).toBeGreaterThan(after[index - 1]!.event.at);
				if (skewMs < -SECOND && index !== bad) {
					expect(event.at, 'behind').toBeGreaterThan(seen[index]!);
				}
			}
		},
	);
});

describe('A3, case 54: the future of one contact is nobody else’s', () => {
	const BOB = 'ct_bob0000000000000000';

	test('a message as far ahead as the relay lets it be moves no other conversation', async () => {
		const { open, pass, clock } = setup();
		const agent = await open(AGENT);
		const visitor = await open(VISITOR);
		await pass(SECOND);
		visitor.world.skewMs = AHEAD_MS.contact - 100;
		await visitor.core.write(ANA, [hello('one')]);
		await pass(100);
		const [question] = await events(agent.storage);
		expect(question!.at).toBeGreaterThan(clock.now() + 4 * SECOND);
		const own = await agent.core.write(ANA, [hello('answer')]);
		const other = await agent.core.write(BOB, [note('elsewhere')]);
		// It comes after what it answers; elsewhere it is now.
		expect(own.ok && own.value[0]!.at).toBe(question!.at + 1);
		expect(other.ok && other.value[0]!.at).toBe(clock.now());
	});

	test('what lies far in the future, as an older relay took it, is not followed there', async () => {
		const { open, pass, clock } = setup();
		const storage = memoryStorage();
		const by = { kind: 'contact', id: ANA } as const;
		const event = { id: 'ev_far', at: clock.now() + 299 * SECOND, by, ...hello('far') };
		const stored = { contact: ANA, chapter: 1, event: event as DomainEvent, writer: 1 };
		await storage.commit({ events: [stored], inbox: { put: [{ ...event, contact: ANA }] } });
		const agent = await open(AGENT, { storage, engine: engineOf(() => []) });
		await pass(SECOND);
		const written = await agent.core.write(ANA, [hello('answer'), note('more')]);
		if (!written.ok) throw new Error('not written');
		for (const { at } of written.value) {
			expect(at).toBeLessThanOrEqual(clock.now() + CARRIED_MS.team + 2);
		}
		expect(written.value[1]!.at).toBeGreaterThan(written.value[0]!.at);
		await pass(SECOND);
		expect(await storage.pending()).toEqual([]);
	});
});
