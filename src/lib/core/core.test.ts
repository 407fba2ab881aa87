import { describe, expect, test } from 'vitest';
import { readEntries } from '../documents/event-log';
import type { DomainEvent } from '../model/event';
import { type Core, openCore } from './core';
import { memoryStorage } from './memory-storage';
import {
	AGENT,
	ANA,
	OTHER,
	VISITOR,
	engineOf,
	hello,
	logged,
	note,
	setup,
	tagging,
	texts,
} from '../../../tests/core-stage';
import { eventsOf, writersOf } from '../../../tests/stored';

describe('what one writes, the others see', () => {
	test('a visitor writes, an agent reads and answers', async () => {
		const { open, pass, problems } = setup();
		const visitor = await open(VISITOR);
		const agent = await open(AGENT);
		await pass(1_000);
		await visitor.core.write(ANA, [hello('quiero una devolución')]);
		await pass(1_000);
		expect(await texts(agent.storage)).toEqual(['quiero una devolución']);
		await agent.core.write(ANA, [hello('claro'), note('interna')]);
		await pass(1_000);
		expect(await texts(visitor.storage)).toEqual(['quiero una devolución', 'claro']);
		expect(visitor.core.status()).toMatchObject({ connection: 'synced', pending: 0 });
		expect(problems).toEqual([]);
	});

	test('P8: an internal fact never reaches the visitor', async () => {
		const { open, pass } = setup();
		const visitor = await open(VISITOR);
		const agent = await open(AGENT);
		await pass(1_000);
		await agent.core.write(ANA, [note('CANARY')]);
		await pass(1_000);
		expect(JSON.stringify(await eventsOf(visitor.storage, ANA))).not.toContain('CANARY');
	});

	test('watchers hear the state now, each change, and when saved becomes sent', async () => {
		const { open, pass } = setup();
		const visitor = await open(VISITOR);
		const heard: string[] = [];
		const stop = visitor.core.watch(ANA, ({ events, isPending }) => {
			heard.push(events.map((event) => (isPending(event.id) ? 'saved' : 'sent')).join() || 'empty');
		});
		await pass(100);
		await visitor.core.write(ANA, [hello()]);
		await pass(1_000);
		stop();
		await visitor.core.write(ANA, [hello()]);
		await pass(1_000);
		expect(heard).toEqual(['empty', 'saved', 'sent']);
	});

	test('an answer never sorts before what it answers, though the clock here is behind', async () => {
		const { clock, open, pass } = setup();
		const visitor = await open(VISITOR);
		const agent = await open(AGENT, {});
		await pass(1_000);
		await visitor.core.write(ANA, [hello('first')]);
		await pass(1_000);
		const [question] = (await eventsOf(agent.storage, ANA)) as DomainEvent[];
		expect(question!.at).toBeLessThanOrEqual(clock.now());
		const answer = await agent.core.write(ANA, [hello('second')]);
		expect(answer.ok && answer.value[0]!.at > question!.at).toBe(true);
	});
});

describe('offline, twice, out of order', () => {
	test('what was written offline waits as saved, and is delivered once on reconnect', async () => {
		const { relay, open, pass } = setup();
		const agent = await open(AGENT);
		await pass(1_000);
		agent.line.cut();
		await agent.core.write(ANA, [hello('one')]);
		await agent.core.write(ANA, [hello('two')]);
		await pass(5_000);
		expect(agent.core.status()).toMatchObject({ connection: 'offline', pending: 2 });
		expect(relay.log).toEqual([]);
		agent.line.mend();
		await pass(1_000);
		expect(logged(relay).length).toBe(2);
		expect(agent.core.status().pending).toBe(0);
		expect(await agent.storage.pending()).toEqual([]);
	});

	test('a lost ack: the feed brings the event back and it is not sent again', async () => {
		const { relay, open, pass } = setup();
		const agent = await open(AGENT);
		await pass(1_000);
		relay.faults.loseAcks = true;
		await agent.core.write(ANA, [hello('once')]);
		await pass(1_000);
		agent.line.cut();
		relay.faults.loseAcks = false;
		agent.line.mend();
		await pass(1_000);
		expect(logged(relay).length).toBe(1);
		expect(agent.core.status().pending).toBe(0);
	});

	test('a device killed with a lost ack finds its own words in the feed', async () => {
		const { relay, open, pass } = setup();
		const first = await open(AGENT);
		await pass(1_000);
		relay.faults.loseAcks = true;
		await first.core.write(ANA, [hello('once')]);
		await pass(1_000);
		await first.core.stop();
		relay.faults.loseAcks = false;
		const again = await open(AGENT, { storage: first.storage });
		await pass(1_000);
		expect(logged(relay).length).toBe(1);
		expect(again.core.status().pending).toBe(0);
		expect(await texts(first.storage)).toEqual(['once']);
	});

	test('a page that stored pending events itself only has to wake the core', async () => {
		const { relay, open, pass } = setup();
		const agent = await open(AGENT);
		await pass(1_000);
		const event: DomainEvent = {
			id: 'ev_page',
			at: 5,
			by: { kind: 'teammate', id: AGENT.id },
			...note('from a page'),
		} as DomainEvent;
		await agent.storage.commit({
			pending: [{ room: `contact/${ANA}/1/desk`, contact: ANA, event }],
		});
		agent.core.wake();
		agent.core.wake();
		await pass(1_000);
		expect(logged(relay)).toEqual(['ev_page']);
	});

	test('a restored relay has another epoch: everything is read again and nothing doubles', async () => {
		const { relay, open, pass } = setup();
		const agent = await open(AGENT);
		const other = await open(OTHER);
		await pass(1_000);
		await agent.core.write(ANA, [hello('one')]);
		await pass(1_000);
		relay.newEpoch();
		other.line.cut();
		other.line.mend();
		await pass(1_000);
		expect(await texts(other.storage)).toEqual(['one']);
		expect(await other.storage.setting('epoch')).toBe('e2');
	});
});

describe('refusals', () => {
	test('4422: the refused event fails alone, its neighbours are delivered', async () => {
		const { relay, open, pass } = setup();
		const agent = await open(AGENT);
		await pass(1_000);
		agent.line.cut();
		await agent.core.write(ANA, [note('good'), note('bad'), note('fine')]);
		const bad = (await agent.storage.pending())[1]!.event.id;
		const seen: string[][] = [];
		relay.faults.refuse = () => undefined;
		const push = agent.line.push.bind(agent.line);
		agent.line.push = (frame) => {
			const ids = frame.parts.flatMap(({ update }) => readEntries(update).map(({ key }) => key));
			seen.push(ids);
			relay.faults.refuse = () => (ids.includes(bad) ? 4422 : undefined);
			push(frame);
		};
		agent.line.mend();
		await pass(2_000);
		expect(seen[0]!.length).toBe(3);
		expect(seen.length).toBe(4);
		expect(logged(relay).length).toBe(2);
		expect(await texts(agent.storage)).toEqual(['good', 'fine']);
		expect(await agent.storage.pending()).toEqual([]);
	});

	test('4529: the relay asks for patience, and gets it', async () => {
		const { relay, open, pass } = setup();
		const agent = await open(AGENT);
		await pass(1_000);
		relay.faults.refuse = () => 4529;
		await agent.core.write(ANA, [hello()]);
		await pass(1_500);
		expect(agent.line.pushes).toBe(1);
		delete relay.faults.refuse;
		await pass(2_000);
		expect(logged(relay).length).toBe(1);
	});
});

describe('B8: a share that is used up', () => {
	/** A relay that takes so many events and no more until it is given more. */
	async function rationed(share: number) {
		const stage = setup();
		const agent = await stage.open(AGENT);
		await stage.pass(1_000);
		const push = agent.line.push.bind(agent.line);
		const ration = { left: share, pushes: 0 };
		agent.line.push = (frame) => {
			const size = frame.parts.flatMap(({ update }) => readEntries(update)).length;
			ration.pushes++;
			const fits = size <= ration.left;
			if (fits) ration.left -= size;
			stage.relay.faults.refuse = () => (fits ? undefined : 4529);
			push(frame);
		};
		agent.line.cut();
		for (let i = 0; i < 10; i++) await agent.core.write(ANA, [note(`n${i}`)]);
		agent.line.mend();
		return { ...stage, agent, ration };
	}

	for (const share of [1, 4, 9]) {
		test(`of ten events the ${share} that fit are delivered in order, the others wait`, async () => {
			const { agent, ration, pass, relay } = await rationed(share);
			await pass(5_000);
			expect(logged(relay)).toHaveLength(share);
			const waiting = (await agent.storage.pending()).map(({ event }) => event);
			expect(waiting.map((event) => 'text' in event && event.text)).toEqual(
				Array.from({ length: 10 - share }, (_, i) => `n${share + i}`),
			);
			ration.left = 10;
			await pass(5_000);
			expect(await agent.storage.pending()).toEqual([]);
			expect((await texts(agent.storage)).sort()).toEqual(
				Array.from({ length: 10 }, (_, i) => `n${i}`),
			);
		});
	}

	test('while nothing fits, one event is tried in a while, not all of them', async () => {
		const { agent, ration, pass } = await rationed(0);
		await pass(1_000);
		const before = ration.pushes;
		await pass(20_000);
		expect(ration.pushes - before).toBeLessThanOrEqual(11);
		expect(await agent.storage.pending()).toHaveLength(10);
	});
});

describe('alone', () => {
	test('without a relay everything is confirmed at once and the engine runs', async () => {
		const { open, pass } = setup();
		const visitorless = await open(
			{ id: 'tm_me', role: 'owner' },
			{
				relay: null,
				engine: engineOf(tagging),
			},
		);
		await pass(100);
		await visitorless.core.write(ANA, [note('alone')]);
		await pass(100);
		expect(visitorless.core.status()).toMatchObject({
			connection: 'alone',
			pending: 0,
			behind: 0,
			hosting: true,
		});
		expect((await writersOf(visitorless.storage, ANA)).size).toBe(1);
	});
});

describe('a disk that fails', () => {
	test('says so, believes nothing in memory, and goes on when it can save again', async () => {
		const { relay, open, pass } = setup();
		const storage = memoryStorage();
		let full = false;
		const commit = storage.commit.bind(storage);
		storage.commit = (change) =>
			full ? Promise.reject(new Error('QuotaExceededError')) : commit(change);
		const agent = await open(AGENT, { storage });
		const other = await open(OTHER);
		await pass(1_000);
		full = true;
		expect(await agent.core.write(ANA, [hello('lost?')])).toEqual({
			ok: false,
			problem: { kind: 'cannotSave' },
		});
		await other.core.write(ANA, [hello('while full')]);
		await pass(1_000);
		expect(agent.core.status().cannotSave).toBe(true);
		full = false;
		await pass(20_000);
		expect(agent.core.status()).toMatchObject({ cannotSave: false, connection: 'synced' });
		expect(await texts(storage)).toEqual(['while full']);
		await agent.core.write(ANA, [hello('again')]);
		await pass(1_000);
		expect(logged(relay).length).toBe(2);
	});

	test('shows nothing as sent that only it has, though the relay comes back first', async () => {
		const { relay, open, pass } = setup();
		const storage = memoryStorage();
		let full = false;
		const commit = storage.commit.bind(storage);
		storage.commit = (change) =>
			full ? Promise.reject(new Error('QuotaExceededError')) : commit(change);
		const agent = await open(AGENT, { storage });
		const other = await open(OTHER);
		await pass(1_000);
		agent.line.cut();
		const sent = await agent.core.write(ANA, [hello('saved')]);
		const id = sent.ok ? sent.value[0]!.id : '';
		full = true;
		await agent.core.write(ANA, [hello('not saved')]);
		full = false;
		const early: string[] = [];
		agent.core.watch(ANA, (view) => {
			const isThere = view.events.some((event) => event.id === id);
			if (isThere && !view.isPending(id) && !logged(relay).includes(id)) early.push(id);
		});
		agent.line.mend();
		await pass(500);
		await other.core.write(ANA, [note('elsewhere')]);
		await pass(500);
		expect(early).toEqual([]);
		await pass(10_000);
		expect(logged(relay)).toContain(id);
	});
});

test('what came while the disk was full is asked for again, though newer entries follow', async () => {
	const { open, pass } = setup();
	const storage = memoryStorage();
	const commit = storage.commit.bind(storage);
	let full = false;
	storage.commit = (change) => (full ? Promise.reject(new Error('full')) : commit(change));
	await open(AGENT, { storage });
	const other = await open(OTHER);
	await pass(1_000);
	full = true;
	await other.core.write(ANA, [note('while full')]);
	await pass(1_000);
	full = false;
	await other.core.write(ANA, [note('after')]);
	await pass(10_000);
	expect(await texts(storage)).toEqual(['while full', 'after']);
});

test('a core that cannot start lets go of the lock', async () => {
	let released = 0;
	for (const broken of ['setting', 'updates'] as const) {
		const storage = memoryStorage();
		Object.assign(storage, { [broken]: () => Promise.reject(new Error('cannot read')) });
		const opening = openCore({
			me: AGENT,
			storage,
			relay: null,
			lock: { acquire: () => Promise.resolve({ release: () => released++ }) },
			world: { now: () => 0, elapsed: () => 0, random: Math.random, after: () => () => {} },
			engine: engineOf(tagging),
			report() {},
		});
		await expect(opening).rejects.toThrow('cannot read');
	}
	expect(released).toBe(2);
});

test('a stopped core does nothing more', async () => {
	const { relay, open, pass } = setup();
	const agent: { core: Core } = await open(AGENT);
	await pass(1_000);
	await agent.core.stop();
	agent.core.wake();
	await pass(1_000);
	expect(relay.log).toEqual([]);
});

test('U6: while the disk is full, what only this device has saved is not shown as sent', async () => {
	const { open, pass } = setup();
	const storage = memoryStorage();
	const commit = storage.commit.bind(storage);
	let full = false;
	storage.commit = (change) => (full ? Promise.reject(new Error('full')) : commit(change));
	const agent = await open(AGENT, { storage });
	await pass(1_000);
	agent.line.cut();
	await agent.core.write(ANA, [note('saved')]);
	full = true;
	await agent.core.write(ANA, [note('not even saved')]);
	const shown: boolean[] = [];
	agent.core.watch(ANA, ({ events, isPending }) => {
		shown.push(...events.map((event) => isPending(event.id)));
	});
	await pass(1_000);
	expect(shown).toEqual([true]);
});
