import { describe, expect, test } from 'vitest';
import { TEAM_CHANGED } from '../model/run';
import { memoryStorage } from './memory-storage';
import {
	AGENT,
	ANA,
	CONVERSATION,
	OTHER,
	RUNNER,
	VISITOR,
	engineOf,
	hello,
	logged,
	setup,
	tagging,
	texts,
} from '../../../tests/core-stage';
import { eventsOf } from '../../../tests/stored';

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

	test('E-11: nothing is decided on what an older lease decided and may be withdrawn', async () => {
		const { open, pass } = setup();
		const seen: string[][] = [];
		const engine = engineOf((view, input, world) => {
			seen.push([...(view.state.conversations[CONVERSATION]?.tags ?? [])]);
			return tagging(view, input, world);
		});
		const visitor = await open(VISITOR);
		await visitor.core.write(ANA, [hello('x')]);
		await pass(1_000);
		const storage = memoryStorage();
		await storage.commit({
			pending: [
				{
					room: `contact/${ANA}/1/desk`,
					contact: ANA,
					fence: 77,
					event: {
						id: 'ev_old_lease',
						at: visitor.world.now(),
						by: { kind: 'engine', id: AGENT.id },
						type: 'tagAdded',
						conversation: CONVERSATION,
						tag: 'tag_old',
					},
				},
			],
		});
		const agent = await open(AGENT, { engine, storage });
		await pass(20_000);
		expect(await texts(agent.storage)).toEqual(['x', 'tagAdded']);
		expect(seen.length).toBeGreaterThan(0);
		expect(seen.flat()).not.toContain('tag_old');
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
		const [mine] = await eventsOf(agent.storage, ANA);
		expect(await eventsOf(other.storage, ANA)).toEqual([mine]);
		expect(logged(relay)).toEqual(['ev_same', 'ev_same']);
		const late = await open({ id: 'tm_late', role: 'agent' });
		await pass(1_000);
		expect(await eventsOf(late.storage, ANA)).toEqual([mine]);
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

	test('P6: what was due by a clock that has been corrected since is not due any more', async () => {
		const { clock, open, pass } = setup();
		const { core, storage, world } = await open(AGENT, { engine: engineOf(tagging) });
		await pass(1_000);
		await core.write(ANA, [
			hello('later'),
			{ type: 'conversationSnoozed', conversation: CONVERSATION, until: clock.now() + 60_000 },
		]);
		await pass(1_000);
		let aheadMs = 0;
		world.now = () => clock.now() + aheadMs;
		const timers = storage.timers.bind(storage);
		storage.timers = async (...asked) => {
			const found = await timers(...asked);
			if (found.length) aheadMs = 0;
			return found;
		};
		aheadMs = 70_000;
		core.wake();
		await pass(30_000);
		expect(await texts(storage)).toEqual(['later', 'conversationSnoozed']);
		await pass(40_000);
		expect((await texts(storage)).at(-1)).toBe('conversationUnsnoozed');
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
		expect((await eventsOf(agent.storage, ANA)).length).toBe(3);
	});

	test('I5: news and deadlines are decided in the order of their times', async () => {
		const { clock, open, pass } = setup();
		const first = await open(AGENT);
		await pass(1_000);
		const start = clock.now();
		const run = { conversation: CONVERSATION, run: 'run_1' };
		await first.core.write(ANA, [
			hello('start'),
			{ type: 'runStarted', ...run, workflow: 'wf_1', version: 'v_1', trigger: 'ev_1', chain: [] },
			{
				type: 'runAdvanced',
				...run,
				wokenBy: 'ev_1',
				steps: [],
				park: { node: 'wait', visit: 1, listens: [], until: start + 60_000 },
			},
		]);
		await pass(30_000);
		await first.core.write(ANA, [hello('before')]);
		await pass(60_000);
		await first.core.write(ANA, [hello('after')]);
		await pass(1_000);
		const order: string[] = [];
		const engine = engineOf((_, input) => {
			if ('timer' in input) order.push('deadline');
			if ('event' in input && 'text' in input.event) order.push(input.event.text);
			return [];
		});
		await open(OTHER, { engine });
		await pass(30_000);
		expect(order).toEqual(['start', 'before', 'deadline', 'after']);
	});

	test('a standby forgets in time what the leader has dealt with, of an old relay too', async () => {
		const { relay, open, pass } = setup();
		relay.faults.isOld = true;
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

	test('a message that was written long ago is not forgotten before the leader could decide it', async () => {
		const { relay, open, pass } = setup();
		relay.faults.isOld = true;
		const visitor = await open(VISITOR);
		const leader = await open(AGENT, { engine: engineOf(() => []) });
		await pass(1_000);
		await open(OTHER, { engine: engineOf(tagging) });
		visitor.line.cut();
		await visitor.core.write(ANA, [hello('x')]);
		await pass(3_600_000);
		visitor.line.mend();
		await pass(25_000);
		leader.line.cut();
		await pass(30_000);
		expect(logged(relay).length).toBe(2);
	});

	test('a leader whose disk is full gives the lease up, and asks again when it can save', async () => {
		const { relay, open, pass } = setup();
		const engine = engineOf(tagging);
		const storage = memoryStorage();
		const commit = storage.commit.bind(storage);
		let full = false;
		storage.commit = (change) => (full ? Promise.reject(new Error('full')) : commit(change));
		const visitor = await open(VISITOR);
		const leader = await open(AGENT, { engine, storage });
		await pass(1_000);
		const standby = await open(OTHER, { engine });
		await pass(1_000);
		full = true;
		await visitor.core.write(ANA, [hello('x')]);
		await pass(12_000);
		const hosting = () => [leader, standby].map(({ core }) => core.status().hosting);
		expect(hosting()).toEqual([false, true]);
		expect(logged(relay).length).toBe(2);
		full = false;
		await pass(20_000);
		expect(hosting()).toEqual([false, true]);
		standby.line.cut();
		await pass(30_000);
		expect(hosting()).toEqual([true, false]);
	});

	test('E-26: a run that waits for the team is asked again when somebody comes online', async () => {
		const { open, pass } = setup();
		const asked: string[] = [];
		const by = { kind: 'engine' as const, id: AGENT.id };
		const engine = engineOf((view, input, world) => {
			const at = Math.max(world.now, view.state.newest.at + 1);
			const run = { conversation: CONVERSATION, run: 'run_w', by };
			if ('teamChanged' in input) {
				asked.push(view.team.online.join());
				if (!view.team.online.includes(OTHER.id)) return [];
				return [{ ...run, id: 'ev_end', at, type: 'runEnded', reason: 'completed' }];
			}
			if (!('event' in input) || input.event.by.kind !== 'contact') return [];
			const bound = { workflow: 'wf_1', version: 'ver_1', trigger: input.event.id, chain: [] };
			const park = { node: 'n_1', visit: 1, listens: [TEAM_CHANGED] };
			return [
				{ ...run, ...bound, id: 'ev_start', at, type: 'runStarted' },
				{ ...run, id: 'ev_on', at: at + 1, type: 'runAdvanced', wokenBy: 'x', steps: [], park },
			];
		});
		const visitor = await open(VISITOR);
		const agent = await open(AGENT, { engine });
		await pass(1_000);
		await visitor.core.write(ANA, [hello('anybody?')]);
		await pass(1_000);
		expect(asked).toEqual([]);
		await open(OTHER);
		await pass(10_000);
		const ends = (await eventsOf(agent.storage, ANA)).filter((event) => event.id === 'ev_end');
		expect(ends.length).toBe(1);
		expect(asked).toEqual([`${AGENT.id},${OTHER.id}`]);
	});
});
