import { describe, expect, test } from 'vitest';
import { createWriter } from '../src/lib/documents/event-log';
import { contactRoom } from '../src/lib/model/room';
import { encodeChannel } from '../src/lib/sync/wire';
import { createTestHub } from '../tests/relay-harness';
import { LEASE_TTL_MS, readLease } from './lease';
import { createMemoryDisk, createMemoryLog } from './memory-log';
import { updateMessage } from './messages';

const ADA = 'con_0000000000000000000000ada';
const AGENT = 'tmt_0000000000000000000agent';
const DESK = contactRoom(ADA, 1, 'desk');

test('L4: who gets it has been told everything that the one before it wrote', async () => {
	const log = createMemoryLog(createMemoryDisk(), (reached) => arrive.push(reached));
	const arrive: (() => void)[] = [];
	const { join, turn } = createTestHub({ log });
	const page = await join(`agent:${AGENT}:dev_page`);
	page.say({ t: 'lease', preference: 1 });
	await turn();
	const runner = await join('runner:run_0000000000000000000000one');
	runner.say({ t: 'feed', since: 0 });
	runner.say({ t: 'lease', preference: 2 });
	await turn();
	runner.take();
	const note = event({ kind: 'teammate', id: AGENT }, { type: 'noteAdded', text: 'canary' });
	page.push(DESK, createWriter(1).append([note]), 1);
	await turn();
	page.say({ t: 'lease', preference: 1 });
	await turn();
	expect(runner.take()).toEqual([]);
	// However often it asks meanwhile.
	runner.say({ t: 'lease', preference: 2 });
	await turn();
	expect(runner.take()).toEqual([]);
	arrive[0]?.();
	await turn();
	expect(runner.take().map((each) => ('t' in each ? each.t : each.type))).toEqual([
		'feed',
		'lease',
	]);
});

test('L6: who holds what the log has lost comes first, for a minute, and not again within the hour', async () => {
	const { join, turn } = createTestHub();
	const runner = await join('runner:runner:dev_1');
	const page = await join(`agent:${AGENT}:dev_2`);
	const has = async (asker: typeof page) => {
		runner.say({ t: 'lease', preference: 2 });
		await turn();
		page.say({ t: 'lease', preference: 0, restores: true });
		await turn();
		runner.say({ t: 'lease', preference: 2 });
		await turn();
		page.say({ t: 'lease', preference: 0, restores: true });
		await turn();
		runner.take();
		page.take();
		asker.say({ t: 'lease', preference: asker === runner ? 2 : 0, restores: asker === page });
		await turn();
		return leases(asker.take()).at(-1)?.[0];
	};
	expect(await has(page)).toBe(true);
	for (let passed = 0; passed < 60_000; passed += 5_000) {
		await turn(5_000);
		page.say({ t: 'lease', preference: 0, restores: true });
		runner.say({ t: 'lease', preference: 2 });
		await turn();
	}
	expect(await has(runner)).toBe(true);
	await turn(60_000);
	expect(await has(page)).toBe(false);
	await turn(3_600_000);
	expect(await has(page)).toBe(true);
});

test('every answer names who runs automations now, or nobody (U9)', async () => {
	const { join, turn } = createTestHub();
	const runner = await join(`runner:runner:dev_1`);
	const page = await join(`agent:${AGENT}:dev_2`);
	runner.say({ t: 'lease', preference: 2 });
	await turn();
	page.say({ t: 'lease', preference: 1 });
	await turn();
	expect(holders(runner.take())).toEqual([undefined, 'runner']);
	expect(holders(page.take())).toEqual(['runner']);
	await turn(10_000);
	page.say({ t: 'lease', preference: 1 });
	await turn(5_001);
	expect(holders(page.take())).toEqual(['runner', AGENT]);
});

test('L1, P2: after an older copy was put back no fence of the time since is given again', async () => {
	const disk = createMemoryDisk();
	const fences: number[] = [];
	const grant = async ({ join, turn }: ReturnType<typeof createTestHub>, device: string) => {
		const host = await join(`agent:${AGENT}:${device}`);
		host.say({ t: 'lease', preference: 1 });
		await turn(LEASE_TTL_MS + 1);
		fences.push(...host.take().flatMap((each) => ('held' in each && each.held ? each.fence : [])));
		host.say({ t: 'release' });
		await turn();
	};
	const hub = createTestHub({ log: createMemoryLog(disk) });
	await grant(hub, 'dev_1');
	const copy = structuredClone(disk);
	for (const device of ['dev_2', 'dev_3', 'dev_4']) await grant(hub, device);
	const log = createMemoryLog({ ...copy, epoch: 'epoch_2' });
	const restored = createTestHub({ log, lease: await readLease(log) });
	for (const device of ['dev_5', 'dev_6']) await grant(restored, device);
	expect(fences).toHaveLength(6);
	expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
	// It is the log that was put back, and not each start of the relay.
	const again = await readLease(log);
	expect(again.fence).toBe(fences.at(-1));
	expect(again.holder).toBe('dev_6');
});

test('one host at a time; the fence grows; a stale fence is refused with 4409', async () => {
	const { join, turn } = createTestHub();
	const one = await join(`agent:${AGENT}:dev_1`);
	const two = await join(`agent:${AGENT}:dev_2`);
	one.take();
	two.take();
	one.say({ t: 'lease', preference: 1 });
	await turn();
	two.say({ t: 'lease', preference: 1 });
	await turn();
	expect(leases(one.take())).toEqual([
		[false, 0],
		[true, 1],
	]);
	expect(leases(two.take())).toEqual([[false, 1]]);
	await turn(10_000);
	two.say({ t: 'lease', preference: 1 });
	await turn(5_001);
	expect(leases(two.take())).toEqual([
		[false, 1],
		[true, 2],
	]);
	const engine = event({ kind: 'engine', id: 'hst_1' }, { type: 'tagAdded', tag: 'tag_1' });
	one.push(DESK, createWriter(1).append([engine]), 1);
	one.push(DESK, createWriter(2).append([engine]), 2);
	one.push(DESK, createWriter(3).append([engine]));
	two.push(DESK, createWriter(4).append([engine]), 2);
	await turn();
	expect(one.take().map((each) => 'code' in each && each.code)).toEqual([4409, 4409, 4409]);
	expect(two.take()).toMatchObject([{ t: 'ack', push: 1, seq: 1 }]);
});

test('L5: how far the feed is handled is said by the holder, to the team alone', async () => {
	const { join, turn } = createTestHub();
	const handled = (messages: Messages) =>
		messages.flatMap((each) => ('handled' in each && each.handled ? each.handled : []));
	const leader = await join(`agent:${AGENT}:dev_1`);
	const standby = await join(`agent:${AGENT}:dev_2`);
	leader.say({ t: 'lease', preference: 1 });
	await turn();
	const note = event({ kind: 'teammate', id: AGENT }, { type: 'noteAdded', text: 'canary' });
	leader.push(DESK, createWriter(1).append([note]), 1);
	await turn();
	standby.say({ t: 'lease', preference: 1, handled: 1 });
	await turn();
	expect(handled(standby.take())).toEqual([]);
	// Nobody can have handled what was never written.
	leader.say({ t: 'lease', preference: 1, handled: 99 });
	leader.say({ t: 'lease', preference: 1, handled: 0 });
	standby.say({ t: 'lease', preference: 1 });
	await turn();
	expect(handled(leader.take())).toEqual([1, 1]);
	expect(handled(standby.take())).toEqual([1]);
	const late = await join(`agent:${AGENT}:dev_3`);
	expect(handled(late.take())).toEqual([1]);
	const visitor = await join(`contact:${ADA}:dev_4`);
	expect(JSON.stringify(visitor.take())).not.toContain('handled');
});

test('P19: the metrics say whether a host runs the engine, and until when', async () => {
	const { hub, join, turn } = createTestHub();
	const host = await join(`agent:${AGENT}:dev_1`);
	expect(hub.stats().isLeased).toBe(false);
	host.say({ t: 'lease', preference: 1 });
	await turn();
	expect(hub.stats().isLeased).toBe(true);
	await turn(LEASE_TTL_MS + 1);
	expect(hub.stats().isLeased).toBe(false);
	host.say({ t: 'lease', preference: 1 });
	await turn();
	expect(hub.stats().isLeased).toBe(true);
	host.say({ t: 'release' });
	await turn();
	expect(hub.stats().isLeased).toBe(false);
});

test('L3: a higher preference takes over at the next renewal', async () => {
	const { join, turn } = createTestHub();
	const page = await join(`agent:${AGENT}:dev_1`);
	const runner = await join('runner:runner:dev_r');
	page.say({ t: 'lease', preference: 1 });
	await turn();
	runner.say({ t: 'lease', preference: 2 });
	await turn();
	page.take();
	runner.take();
	page.say({ t: 'lease', preference: 1 });
	await turn();
	expect(leases(page.take())).toEqual([[false, 1]]);
	expect(leases(runner.take())).toEqual([[true, 2]]);
});

test('L2: the holder comes back after a restart of the relay with the fence it had', async () => {
	const disk = createMemoryDisk();
	const first = createTestHub({ log: createMemoryLog(disk) });
	const host = await first.join(`agent:${AGENT}:dev_1`);
	host.say({ t: 'lease', preference: 1 });
	await first.turn();
	const log = createMemoryLog(disk);
	const second = createTestHub({ log, lease: await readLease(log) });
	const again = await second.join(`agent:${AGENT}:dev_1`);
	again.take();
	again.say({ t: 'lease', preference: 1 });
	await second.turn();
	expect(leases(again.take())).toEqual([[true, 1]]);
});

test('A-15: hosts hear who is online: teammates, not visitors, not those away', async () => {
	const { join, turn } = createTestHub();
	const host = await join(`agent:${AGENT}`);
	host.say({ t: 'lease', preference: 1 });
	await turn();
	const other = await join('agent:tmt_other');
	await join(`contact:${ADA}`);
	other.say({ t: 'status', status: 'away' });
	await turn();
	const online = host.take().flatMap((each) => ('teammates' in each ? [each.teammates] : []));
	expect(online).toEqual([[AGENT], [AGENT, 'tmt_other'], [AGENT]]);
});

function event(by: { kind: string; id: string }, body: object) {
	return { id: 'evt_1', at: 1_000_000, by, conversation: 'cnv_1', ...body };
}

type Messages = ReturnType<Awaited<ReturnType<ReturnType<typeof createTestHub>['join']>>['take']>;

function holders(messages: Messages): (string | undefined)[] {
	return messages.flatMap((each) => ('t' in each && each.t === 'lease' ? [each.holder] : []));
}
function leases(messages: Messages): [boolean, number][] {
	return messages.flatMap((each) =>
		't' in each && each.t === 'lease' ? [[each.held, each.fence] as [boolean, number]] : [],
	);
}

describe('A6: the time of day is set while somebody holds the lease', () => {
	test.each([
		['back by an hour', -3_600_000],
		['ahead by an hour', 3_600_000],
		['to 1970', -1_000_000],
	])('%s: it is free 15 s after its holder has left, and not before', async (_, byMs) => {
		const { join, turn, setClock } = createTestHub();
		const one = await join(`agent:${AGENT}:dev_1`);
		one.say({ t: 'lease', preference: 1 });
		await turn();
		one.session.gone();
		setClock(byMs);
		const two = await join(`agent:${AGENT}:dev_2`);
		two.say({ t: 'lease', preference: 1 });
		await turn(LEASE_TTL_MS - 1_000);
		expect(held(two.take())).toEqual([false]);
		two.say({ t: 'lease', preference: 1 });
		await turn(1_001);
		expect(held(two.take())).toEqual([false, true]);
	});

	test('who goes on asking keeps it, whatever the time of day does', async () => {
		const { join, turn, setClock } = createTestHub();
		const one = await join(`agent:${AGENT}:dev_1`);
		const two = await join(`agent:${AGENT}:dev_2`);
		one.say({ t: 'lease', preference: 1 });
		for (const byMs of [-3_600_000, 7_200_000, -60_000, 20_000]) {
			await turn(5_000);
			setClock(byMs);
			two.say({ t: 'lease', preference: 1 });
			one.say({ t: 'lease', preference: 1 });
		}
		await turn();
		expect(held(one.take())).toEqual([false, true, true, true, true, true]);
		expect(held(two.take())).toEqual([false, false, false, false]);
	});
});

function held(messages: unknown[]): boolean[] {
	return messages.flatMap((each) => {
		const { t, held } = each as { t?: string; held?: boolean };
		return t === 'lease' && held !== undefined ? [held] : [];
	});
}

test('50: the runner’s preference is the runner’s: another who claims it gets no lease by it', async () => {
	const { join, turn } = createTestHub();
	const page = await join(`agent:${AGENT}:dev_page`);
	page.say({ t: 'lease', preference: 1 });
	await turn();
	page.take();
	const roles = ['owner', 'manager', 'agent'] as const;
	for (const role of roles) {
		const greedy = await join(`${role}:tmt_00000000000000000000${role}:dev_${role}`);
		greedy.say({ t: 'lease', preference: 2 });
		await turn();
		page.say({ t: 'lease', preference: 1 });
		await turn();
		expect(leases(greedy.take()), role).toEqual([[false, 1]]);
		expect(leases(page.take()), role).toEqual([[true, 1]]);
	}
	const runner = await join('runner:run_0000000000000000000000one');
	runner.say({ t: 'lease', preference: 2 });
	await turn();
	page.say({ t: 'lease', preference: 1 });
	await turn();
	expect(leases(runner.take()).at(-1)).toEqual([true, 2]);
});

test.each([
	['it has let go', (page: Page) => page.say({ t: 'release' }), 0],
	['its time is over, though nobody else has asked', () => {}, 15_001],
] as const)('50: nobody writes as the engine after %s', async (_, ends, passes) => {
	const { join, turn, log } = createTestHub();
	const page = await join(`agent:${AGENT}:dev_page`);
	page.say({ t: 'lease', preference: 1 });
	await turn();
	page.take();
	const effect = (id: string) =>
		createWriter(1).append([
			{ ...event({ kind: 'engine', id: 'hst_1' }, { type: 'tagAdded', tag: 'tag_1' }), id },
		]);
	page.push(DESK, effect('evt_in_time'), 1);
	await turn();
	expect(page.take()).toMatchObject([{ t: 'ack' }]);
	ends(page);
	await turn(passes);
	page.take();
	page.push(DESK, effect('evt_late'), 1);
	await turn();
	expect(page.take()).toMatchObject([{ t: 'refused', code: 4409 }]);
	expect(log.head()).toBe(1);
});

test('50: nobody writes as the engine through a channel, which carries no fence', async () => {
	const { join, turn, log } = createTestHub();
	const page = await join(`agent:${AGENT}:dev_page`);
	page.say({ t: 'lease', preference: 1 });
	page.say({ t: 'open', channel: 1, room: DESK });
	await turn();
	page.take();
	const effect = event({ kind: 'engine', id: 'hst_1' }, { type: 'tagAdded', tag: 'tag_1' });
	page.session.message(encodeChannel(1, updateMessage(createWriter(1).append([effect]))));
	await turn();
	expect(page.take()).toMatchObject([{ t: 'closed', channel: 1, code: 4409 }]);
	expect(log.head()).toBe(0);
});

type Page = Awaited<ReturnType<ReturnType<typeof createTestHub>['join']>>;
