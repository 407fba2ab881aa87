import { describe, expect, test } from 'vitest';
import { fakeRelay } from '../../../tests/simulation/fake-relay';
import { virtualClock, virtualWorld } from '../../../tests/simulation/virtual-clock';
import { hashId } from '../base/hash';
import { readEntries } from '../documents/event-log';
import type { Decide } from '../engine/contract';
import type { DomainEvent, EventBody } from '../model/event';
import type { Principal } from '../model/role';
import { emptyWorkspace } from '../model/workspace';
import { type Core, openCore } from './core';
import type { EngineParts } from './engine-host';
import { memoryStorage } from './memory-storage';
import type { Relay, Storage } from './ports';

const ANA = 'ct_ana0000000000000000';
const CONVERSATION = 'cnv_one0000000000000000';
const VISITOR: Principal = { id: ANA, role: 'contact' };
const AGENT: Principal = { id: 'tm_agent', role: 'agent' };
const OTHER: Principal = { id: 'tm_other', role: 'agent' };
const RUNNER: Principal = { id: 'runner', role: 'runner' };

const hello = (text = 'hola'): EventBody => ({
	type: 'messageSent',
	conversation: CONVERSATION,
	text,
});
const note = (text: string): EventBody => ({ type: 'noteAdded', conversation: CONVERSATION, text });

/** An engine of one rule: it tags every conversation in which a contact says something. */
const tagging: Decide = (view, input, world) => {
	if (!('event' in input)) return [];
	const { event } = input;
	if (event.type !== 'messageSent' || event.by.kind !== 'contact') return [];
	const id = hashId('ev', event.id, 'tag');
	if (view.state.conversations[event.conversation]?.tags.includes(`tag_${event.text}`)) return [];
	return [
		{
			id,
			at: Math.max(world.now, view.state.newest.at + 1),
			by: { kind: 'engine', id: world.host },
			type: 'tagAdded',
			conversation: event.conversation,
			tag: `tag_${event.text}`,
		},
	];
};

function engineOf(decide: Decide): EngineParts {
	return { decide, workspace: { apply() {}, read: emptyWorkspace } };
}

function setup() {
	const clock = virtualClock();
	const relay = fakeRelay(clock);
	const problems: string[] = [];
	let devices = 0;

	async function open(
		me: Principal,
		more: {
			storage?: Storage;
			relay?: Relay | null;
			engine?: EngineParts;
			preference?: number;
		} = {},
	) {
		const line = relay.connect(me);
		const storage = more.storage ?? memoryStorage();
		const world = virtualWorld(clock, `device ${++devices}`);
		const core = await openCore({
			me,
			storage,
			relay: more.relay === undefined ? line : more.relay,
			lock: { acquire: () => Promise.resolve({ release() {} }) },
			world,
			...(more.engine ? { engine: more.engine } : {}),
			preference: () => more.preference ?? 0,
			report: (error, where) => problems.push(`${where}: ${String(error)}`),
		});
		return { core, line, storage, world };
	}
	const pass = (ms: number) => clock.runUntil(clock.now() + ms);
	return { clock, relay, open, pass, problems };
}

async function texts(storage: Storage): Promise<string[]> {
	const events = (await storage.events(ANA)) as DomainEvent[];
	return events
		.sort((a, b) => a.at - b.at)
		.map((event) => ('text' in event ? event.text : event.type));
}

function logged(relay: ReturnType<typeof fakeRelay>): string[] {
	return relay.log.flatMap(({ update }) => readEntries(update).map((entry) => entry.key));
}

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
		expect(JSON.stringify(await visitor.storage.events(ANA))).not.toContain('CANARY');
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
		const [question] = (await agent.storage.events(ANA)) as DomainEvent[];
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
			const ids = readEntries(frame.update).map((entry) => entry.key);
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

describe('the engine host', () => {
	test('one host decides; what it decided is delivered once', async () => {
		const { relay, open, pass, problems } = setup();
		const engine = engineOf(tagging);
		const visitor = await open(VISITOR);
		const agents = [await open(AGENT, { engine }), await open(OTHER, { engine })];
		await pass(1_000);
		await visitor.core.write(ANA, [hello('x')]);
		await pass(1_000);
		expect(agents.filter(({ core }) => core.status().hosting).length).toBe(1);
		expect(logged(relay).length).toBe(2);
		for (const { storage } of agents) expect(await texts(storage)).toEqual(['x', 'tagAdded']);
		expect(problems).toEqual([]);
	});

	test('a runner takes the lease over; a host that is cut off pauses', async () => {
		const { relay, open, pass } = setup();
		const engine = engineOf(tagging);
		const agent = await open(AGENT, { engine });
		await pass(1_000);
		expect(agent.core.status().hosting).toBe(true);
		const runner = await open(RUNNER, { engine, preference: 2 });
		await pass(6_000);
		expect([agent.core.status().hosting, runner.core.status().hosting]).toEqual([false, true]);
		runner.line.cut();
		expect(runner.core.status().hosting).toBe(false);
		const visitor = await open(VISITOR);
		await visitor.core.write(ANA, [hello('x')]);
		await pass(30_000);
		expect(agent.core.status().hosting).toBe(true);
		expect(logged(relay).length).toBe(2);
	});

	test('4409: what was decided under a lost lease is withdrawn, and decided by the next holder', async () => {
		const { relay, open, pass } = setup();
		const engine = engineOf(tagging);
		const visitor = await open(VISITOR);
		const agent = await open(AGENT, { engine });
		await pass(1_000);
		const push = agent.line.push.bind(agent.line);
		agent.line.push = (frame) => push({ ...frame, fence: frame.fence ? 99 : 0 });
		await visitor.core.write(ANA, [hello('x')]);
		await pass(200);
		expect((await agent.storage.pending()).every((item) => item.fence !== 99)).toBe(true);
		agent.line.push = push;
		await pass(20_000);
		expect(logged(relay).length).toBe(2);
		expect(await texts(agent.storage)).toEqual(['x', 'tagAdded']);
	});

	test('two hosts that wrote the same effect agree on which entry stays (event-log I3)', async () => {
		const { relay, open, pass } = setup();
		const engine = engineOf(tagging);
		const visitor = await open(VISITOR);
		const agent = await open(AGENT, { engine });
		const other = await open(OTHER, { engine });
		await pass(1_000);
		// The agent's own push is slow; meanwhile the other believes that it holds the lease.
		const tag = (by: string, at: number) => ({
			id: 'ev_same',
			at,
			by: { kind: 'engine' as const, id: by },
			type: 'tagAdded' as const,
			conversation: CONVERSATION,
			tag: 'tag_a',
		});
		const room = `contact/${ANA}/1/desk`;
		const base = visitor.world.now();
		await agent.storage.commit({
			pending: [{ room, contact: ANA, event: tag(AGENT.id, base + 1) }],
		});
		await other.storage.commit({
			pending: [{ room, contact: ANA, event: tag(OTHER.id, base + 2) }],
		});
		agent.core.wake();
		other.core.wake();
		await pass(2_000);
		const [mine] = await agent.storage.events(ANA);
		expect(await other.storage.events(ANA)).toEqual([mine]);
		expect(logged(relay)).toEqual(['ev_same', 'ev_same']);
		const late = await open({ id: 'tm_late', role: 'agent' });
		await pass(1_000);
		expect(await late.storage.events(ANA)).toEqual([mine]);
	});

	test('I3: an exception in the engine is reported and stops nobody else', async () => {
		const { open, pass, problems } = setup();
		const engine = engineOf((view, input, world) => {
			if ('event' in input && 'text' in input.event && input.event.text === 'boom') {
				throw new Error('boom');
			}
			return tagging(view, input, world);
		});
		const visitor = await open(VISITOR);
		const agent = await open(AGENT, { engine });
		await pass(1_000);
		await visitor.core.write(ANA, [hello('boom'), hello('x')]);
		await pass(1_000);
		expect(problems).toEqual([`decide for ${ANA}: Error: boom`]);
		expect(await texts(agent.storage)).toEqual(['boom', 'x', 'tagAdded']);
	});

	test('P6, I5: a snooze ends by itself, once, also when the host was away when it was due', async () => {
		const { clock, open, pass } = setup();
		const engine = engineOf(tagging);
		const first = await open(AGENT, { engine });
		await pass(1_000);
		await first.core.write(ANA, [
			hello('later'),
			{ type: 'conversationSnoozed', conversation: CONVERSATION, until: clock.now() + 60_000 },
		]);
		await pass(30_000);
		await first.core.stop();
		await pass(60_000);
		const again = await open(AGENT, { engine, storage: first.storage });
		await pass(16_000);
		expect(await texts(again.storage)).toEqual([
			'later',
			'conversationSnoozed',
			'conversationUnsnoozed',
		]);
		expect(await first.storage.nextTimer()).toBeUndefined();
	});

	test('I5: waking a conversation by hand cancels its snooze', async () => {
		const { clock, open, pass } = setup();
		const agent = await open(AGENT, { engine: engineOf(tagging) });
		await pass(1_000);
		await agent.core.write(ANA, [
			hello(),
			{ type: 'conversationSnoozed', conversation: CONVERSATION, until: clock.now() + 60_000 },
		]);
		await agent.core.write(ANA, [{ type: 'conversationUnsnoozed', conversation: CONVERSATION }]);
		await pass(120_000);
		expect((await agent.storage.events(ANA)).length).toBe(3);
	});

	test('a standby forgets what the leader has dealt with', async () => {
		const { open, pass } = setup();
		const engine = engineOf(tagging);
		const visitor = await open(VISITOR);
		await open(AGENT, { engine });
		await pass(1_000);
		const standby = await open(OTHER, { engine });
		await pass(1_000);
		await visitor.core.write(ANA, [hello('x')]);
		await pass(60_000);
		expect((await standby.storage.inbox(9)).length).toBeGreaterThan(0);
		await pass(660_000);
		expect(await standby.storage.inbox(9)).toEqual([]);
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
			hosting: true,
		});
		expect((await visitorless.storage.updates(`contact/${ANA}/1/desk`)).length).toBe(1);
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
