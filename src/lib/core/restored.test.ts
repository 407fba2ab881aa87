import { describe, expect, test } from 'vitest';
import { isUnknown } from '../model/event';
import type { Storage } from './ports';
import {
	AGENT,
	ANA,
	engineOf,
	hello,
	logged,
	note,
	OTHER,
	RUNNER,
	setup,
	tagging,
	texts,
	VISITOR,
} from '../../../tests/core-stage';

describe('the relay’s log was replaced by an older one', () => {
	test('P2: whoever wrote what it lacks sends it again, once, and the rest is left alone', async () => {
		const { relay, open, pass } = setup();
		const visitor = await open(VISITOR);
		const agent = await open(AGENT);
		await pass(1_000);
		await agent.core.write(ANA, [hello('kept')]);
		await pass(1_000);
		const backup = relay.log.length;
		await agent.core.write(ANA, [hello('lost'), note('lost too')]);
		await visitor.core.write(ANA, [hello('lost as well')]);
		await pass(1_000);
		expect(agent.core.status().pending).toBe(0);
		for (const { line } of [visitor, agent]) line.cut();
		relay.log.splice(backup);
		relay.newEpoch();
		for (const { line } of [visitor, agent]) line.mend();
		await pass(2_000);
		expect(logged(relay).length).toBe(4);
		expect(new Set(logged(relay)).size).toBe(4);
		const late = await open(OTHER);
		await pass(1_000);
		const words = ['kept', 'lost', 'lost as well', 'lost too'];
		expect((await texts(late.storage)).sort()).toEqual(words);
		for (const { core } of [visitor, agent]) expect(core.status().pending).toBe(0);
	});

	test.each([0, 3_000])(
		'P2: what is sent again keeps its time, with a clock %i ms behind',
		async (ms) => {
			const { relay, open, pass } = setup();
			const visitor = await open(VISITOR);
			const reader = await open(OTHER);
			const agent = await open(AGENT, { engine: engineOf(tagging) });
			await pass(12_000);
			await visitor.core.write(ANA, [hello('help')]);
			for (const text of ['one', 'two']) {
				await pass(60_000);
				await agent.core.write(ANA, [note(text)]);
			}
			await pass(60_000);
			await visitor.core.write(ANA, [hello('help me again')]);
			await pass(5_000);
			const before = await times(reader.storage);
			expect(before.length).toBeGreaterThan(4);
			for (const { line } of [agent, visitor, reader]) line.cut();
			relay.log.splice(0);
			relay.newEpoch();
			await agent.core.stop();
			await open(AGENT, { engine: engineOf(tagging), storage: agent.storage, skewMs: -ms });
			for (const { line } of [visitor, reader]) line.mend();
			await pass(30_000);
			const late = await open({ ...OTHER, id: 'tm_late' });
			await pass(5_000);
			for (const { storage } of [late, reader, agent]) expect(await times(storage)).toEqual(before);
		},
	);

	test('P2: a device that is killed before it has sent them sends them the next time', async () => {
		const { relay, open, pass } = setup();
		const first = await open(AGENT);
		await pass(1_000);
		await first.core.write(ANA, [hello('lost')]);
		await pass(1_000);
		first.line.cut();
		relay.log.splice(0);
		relay.newEpoch();
		first.line.push = () => {};
		first.line.mend();
		await pass(1_000);
		expect(first.core.status().pending).toBe(1);
		await first.core.stop();
		expect(relay.log).toEqual([]);
		await open(AGENT, { storage: first.storage });
		await pass(1_000);
		expect(logged(relay).length).toBe(1);
	});

	test('what the engine did is sent again by whoever holds the lease, and holds up nobody', async () => {
		const { relay, open, pass } = setup();
		const visitor = await open(VISITOR);
		const runner = await open(RUNNER, { engine: engineOf(tagging), preference: 2 });
		const agent = await open(AGENT, { engine: engineOf(tagging) });
		await pass(12_000);
		await visitor.core.write(ANA, [hello('help')]);
		await pass(2_000);
		const before = logged(relay);
		expect(before.length).toBe(2);
		for (const { line } of [runner, agent, visitor]) line.cut();
		relay.log.splice(0);
		relay.newEpoch();
		agent.line.requestLease = () => {};
		agent.line.mend();
		visitor.line.mend();
		await agent.core.write(ANA, [note('not held up')]);
		await pass(5_000);
		expect(logged(relay).length).toBe(2);
		runner.line.mend();
		await pass(60_000);
		expect(logged(relay).length).toBe(3);
		expect(logged(relay)).toEqual(expect.arrayContaining(before));
		expect(await texts(agent.storage)).toEqual(['help', 'tagAdded', 'not held up']);
		for (const { core } of [runner, agent]) expect(core.status().pending).toBe(0);
	});
});

async function times(storage: Storage): Promise<string[]> {
	const events = await storage.events(ANA);
	return events.map((event) => (isUnknown(event) ? '' : `${event.at} ${event.id}`)).sort();
}
