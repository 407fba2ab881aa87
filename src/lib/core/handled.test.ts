import { describe, expect, test } from 'vitest';
import {
	AGENT,
	ANA,
	engineOf,
	hello,
	OTHER,
	setup,
	tagging,
	texts,
	VISITOR,
} from '../../../tests/core-stage';
import { memoryStorage } from './memory-storage';

const engine = engineOf(tagging);

/** A visitor, the host that has the lease, and one that waits for it. */
async function twoHosts() {
	const stage = setup();
	const visitor = await stage.open(VISITOR);
	const leader = await stage.open(AGENT, { engine });
	await stage.pass(1_000);
	const standby = await stage.open(OTHER, { engine });
	await stage.pass(1_000);
	return { ...stage, visitor, leader, standby };
}

describe('how far the engine has come with the feed', () => {
	test('a standby keeps nothing that the leader has handled', async () => {
		const { pass, visitor, standby } = await twoHosts();
		await visitor.core.write(ANA, [hello('x'), hello('y')]);
		await pass(2_000);
		expect((await standby.storage.inbox(9)).length).toBeGreaterThan(0);
		// The leader's next renewal, and the standby's.
		await pass(16_000);
		expect(await standby.storage.inbox(9)).toEqual([]);
	});

	test('a device that joins keeps nothing of what is behind the leader, and decides what follows', async () => {
		const { open, pass } = setup();
		const visitor = await open(VISITOR);
		const leader = await open(AGENT, { engine });
		await pass(1_000);
		await visitor.core.write(ANA, [hello('x'), hello('y')]);
		await pass(20_000);
		const storage = memoryStorage();
		const put: unknown[] = [];
		const commit = storage.commit.bind(storage);
		storage.commit = (change) => {
			put.push(...(change.inbox?.put ?? []));
			return commit(change);
		};
		const joined = await open(OTHER, { engine, storage });
		await pass(2_000);
		expect(await texts(joined.storage)).toEqual(['x', 'y', 'tagAdded', 'tagAdded']);
		expect(put).toEqual([]);
		await leader.core.stop();
		await visitor.core.write(ANA, [hello('z')]);
		await pass(30_000);
		expect((await texts(joined.storage)).slice(-2)).toEqual(['z', 'tagAdded']);
	});

	test('what a leader has decided and not sent is news to the next one', async () => {
		const { pass, visitor, leader, standby } = await twoHosts();
		// The relay hears of its renewals, and of nothing that it writes.
		leader.line.push = () => {};
		await visitor.core.write(ANA, [hello('x')]);
		await pass(40_000);
		expect(await texts(leader.storage)).toEqual(['x', 'tagAdded']);
		expect((await standby.storage.inbox(9)).length).toBeGreaterThan(0);
		leader.line.cut();
		leader.line.mend = () => {};
		await pass(60_000);
		expect(await texts(standby.storage)).toEqual(['x', 'tagAdded']);
	});

	test('a relay with another log says nothing: then everything is kept', async () => {
		const { relay, open, pass } = setup();
		const visitor = await open(VISITOR);
		const leader = await open(AGENT, { engine });
		const standby = await open(OTHER, { engine });
		await pass(1_000);
		await visitor.core.write(ANA, [hello('x')]);
		await pass(20_000);
		expect(await standby.storage.inbox(9)).toEqual([]);
		await leader.core.stop();
		relay.newEpoch();
		standby.line.reconnect();
		await pass(1_000);
		await visitor.core.write(ANA, [hello('y')]);
		await pass(40_000);
		expect((await texts(standby.storage)).slice(-2)).toEqual(['y', 'tagAdded']);
	});
});

test('news of another log is not dropped by what the new one’s engine has handled', async () => {
	const { relay, open, pass, visitor, leader, standby } = await twoHosts();
	// The leader decides nothing from here on: its pushes go nowhere.
	leader.line.push = () => {};
	await visitor.core.write(ANA, [hello('x')]);
	await pass(2_000);
	expect((await standby.storage.inbox(9)).map(({ seq }) => seq)).toEqual([1]);
	// All are cut off; the leader's laptop is lost; the relay is restored to before the word.
	for (const each of [visitor, leader, standby]) each.line.cut();
	leader.line.mend = () => {};
	await leader.core.stop();
	relay.log.length = 0;
	relay.newEpoch();
	// A third host runs the new log. The visitor is away; another contact writes.
	const third = await open({ id: 'tm_third', role: 'agent' }, { engine });
	await pass(20_000);
	const BEA = 'ct_bea0000000000000000';
	const bea = await open({ id: BEA, role: 'contact' });
	await pass(1_000);
	await bea.core.write(BEA, [
		{ ...hello('bea'), conversation: 'cnv_two0000000000000000' } as never,
	]);
	await pass(20_000);
	standby.line.mend();
	await pass(30_000);
	// The standby still holds the visitor's word as undecided news
	const left = await standby.storage.inbox(9);
	// The third dies before the visitor comes back; the standby takes over.
	third.line.cut();
	third.line.mend = () => {};
	await third.core.stop();
	await pass(30_000);
	visitor.line.mend();
	await pass(60_000);
	expect({ texts: await texts(standby.storage), left: left.map(({ id }) => id).length }).toEqual({
		texts: ['x', 'tagAdded'],
		left: 1,
	});
});
