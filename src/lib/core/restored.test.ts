import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { isUnknown } from '../model/event';
import type { Core } from './core';
import type { Storage } from './ports';
import {
	AGENT,
	ANA,
	CONVERSATION,
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
import { eventsOf } from '../../../tests/stored';

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

	test('I1: what is written on builds on nothing that the log which was put back lacks', async () => {
		const { relay, open, pass } = setup();
		const visitor = await open(VISITOR);
		const agent = await open(AGENT);
		await pass(1_000);
		for (const text of ['kept', 'lost', 'lost too']) {
			for (const { core } of [visitor, agent]) await core.write(ANA, [hello(text)]);
			await pass(1_000);
		}
		// One is on its way while the copy is put back.
		await agent.core.write(ANA, [hello('on its way')]);
		await pass(5);
		for (const { line } of [visitor, agent]) line.cut();
		relay.log.splice(2);
		relay.newEpoch();
		for (const { line } of [visitor, agent]) line.mend();
		for (const { core } of [visitor, agent]) await core.write(ANA, [hello('after')]);
		await pass(5_000);
		for (const room of new Set(relay.log.map((entry) => entry.room))) {
			const doc = new Y.Doc();
			for (const entry of relay.log) {
				if (entry.room === room) Y.applyUpdate(doc, entry.update);
			}
			expect(doc.store.pendingStructs, room).toBe(null);
		}
		expect(new Set(logged(relay)).size).toBe(9);
	});

	test('I1: every device has a customer’s words with one time of arrival, and in one place', async () => {
		const { relay, open, pass } = setup();
		const visitor = await open(VISITOR);
		const agent = await open(AGENT);
		const reader = await open(OTHER);
		await pass(1_000);
		await visitor.core.write(ANA, [hello('help')]);
		await pass(1_000);
		const backup = relay.log.length;
		visitor.line.cut();
		await visitor.core.write(ANA, [hello('me')]);
		await pass(60_000);
		await agent.core.write(ANA, [hello('later than it was written')]);
		visitor.line.mend();
		await pass(60_000);
		await agent.core.write(ANA, [{ type: 'conversationClosed', conversation: CONVERSATION }]);
		await pass(60_000);
		for (const { line } of [visitor, agent, reader]) line.cut();
		relay.log.splice(backup);
		relay.newEpoch();
		for (const { line } of [visitor, agent]) line.mend();
		await pass(30_000);
		const late = await open({ ...OTHER, id: 'tm_late' });
		reader.line.mend();
		await pass(5_000);
		const truth = await arrivals(late.storage);
		expect(truth).toHaveLength(2);
		for (const { storage } of [visitor, agent, reader]) {
			expect(await arrivals(storage)).toEqual(truth);
		}
		const views = await Promise.all([agent, reader, late].map(({ core }) => shown(core)));
		for (const view of views) expect(view).toEqual(views[2]);
	});

	test.each([0, 1, 2])(
		'P2: a log that lost its end and kept its name gets it again, with %i entries left',
		async (left) => {
			const { relay, open, pass } = setup();
			const visitor = await open(VISITOR);
			const agent = await open(AGENT);
			await pass(1_000);
			for (const text of ['first', 'second']) {
				for (const { core } of [visitor, agent]) await core.write(ANA, [hello(text)]);
				await pass(1_000);
			}
			for (const { line } of [visitor, agent]) line.cut();
			relay.log.splice(left);
			for (const { line } of [visitor, agent]) line.mend();
			await pass(5_000);
			const late = await open(OTHER);
			await pass(1_000);
			const words = ['first', 'first', 'second', 'second'];
			expect((await texts(late.storage)).sort()).toEqual(words);
			expect(new Set(logged(relay)).size).toBe(4);
			for (const { core } of [visitor, agent]) expect(core.status().pending).toBe(0);
			const { pushes } = visitor.line;
			for (const { line } of [visitor, agent]) line.cut();
			for (const { line } of [visitor, agent]) line.mend();
			await pass(5_000);
			expect(visitor.line.pushes).toBe(pushes);
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

async function arrivals(storage: Storage): Promise<string[]> {
	const events = await eventsOf(storage, ANA);
	return events
		.flatMap((event) => (isUnknown(event) || event.by.kind !== 'contact' ? [] : event))
		.map(({ id, arrivedAt }) => `${id} ${arrivedAt}`)
		.sort();
}

function shown(core: Core): Promise<string[]> {
	return new Promise((resolve) => {
		core.watch(ANA, ({ events }) => resolve(events.map(({ id, at }) => `${id} ${at}`)));
	});
}

async function times(storage: Storage): Promise<string[]> {
	const events = await eventsOf(storage, ANA);
	return events.map((event) => (isUnknown(event) ? '' : `${event.at} ${event.id}`)).sort();
}
