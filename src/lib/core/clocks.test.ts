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
import { AHEAD_MS, CARRIED_MS, DAY, HOUR, MINUTE, SECOND } from '../base/clock';
import { type DomainEvent, roomOf } from '../model/event';
import type { PendingEvent, Storage } from './ports';
import { memoryStorage } from './memory-storage';
import { restamped } from './restamp';

async function events(storage: Storage): Promise<DomainEvent[]> {
	const stored = (await storage.events(ANA)) as DomainEvent[];
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

	property.prop([
		fc.array(fc.integer({ min: -40 * DAY, max: 40 * DAY }), { maxLength: 12 }),
		fc.integer({ min: -HOUR, max: HOUR }),
		fc.nat(12),
	])(
		'the order of what one author wrote stays, and nothing lies ahead',
		(offsets, shiftMs, bad) => {
			const now = 1_750_000_000_000;
			// The hybrid clock: each later than the one before, however wrong.
			let at = 0;
			const items = offsets.map((offset, index): PendingEvent => {
				at = Math.max(at + 1, now + offset);
				const by = { kind: 'contact', id: ANA } as const;
				const event: DomainEvent = { id: `ev_${index}`, at, by, ...hello() } as DomainEvent;
				return { room: 'r', contact: ANA, event };
			});
			const isRefused = (id: string) => id === `ev_${bad}`;
			const corrected = restamped(items, { now, shiftMs, isRefused });
			const byId = new Map(corrected.map((item) => [item.event.id, item]));
			const after = items.map((item) => byId.get(item.event.id) ?? item);
			for (const [index, { event }] of after.entries()) {
				expect(event.at).toBeLessThanOrEqual(now + SECOND + items.length);
				if (index > 0) expect(event.at).toBeGreaterThan(after[index - 1]!.event.at);
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
