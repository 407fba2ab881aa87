import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { hashId } from '../base/hash';
import type { Decide } from '../engine/contract';
import { isUnknown, SHOWN_ENGINE } from '../model/event';
import { contactRoom } from '../model/room';
import { CLOSE } from '../sync/wire';
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

	test('I20: an effect that was decided again has its new time on every device', async () => {
		const { relay, open, pass } = setup();
		const visitor = await open(VISITOR);
		const agent = await open(AGENT, { engine: engineOf(answering) });
		const reader = await open(OTHER);
		await pass(12_000);
		await visitor.core.write(ANA, [hello('help')]);
		await pass(2_000);
		const before = await times(visitor.storage);
		expect(before.length).toBe(2);
		for (const { line } of [agent, visitor, reader]) line.cut();
		relay.log.splice(0);
		relay.newEpoch();
		// The only one who could write it again has lost what it held.
		await agent.core.stop();
		await pass(60_000);
		await open(AGENT, { engine: engineOf(answering) });
		for (const { line } of [visitor, reader]) line.mend();
		await pass(60_000);
		const after = await times(visitor.storage);
		expect(after.length).toBe(2);
		expect(after).not.toEqual(before);
		const late = await open({ ...OTHER, id: 'tm_late' });
		await pass(5_000);
		for (const { storage } of [late, reader]) expect(await times(storage)).toEqual(after);
	});

	test('P2: what one host alone knows comes back, whoever has the lease and keeps it', async () => {
		const { relay, open, pass } = setup();
		const visitor = await open(VISITOR);
		const agent = await open(AGENT, { engine: engineOf(tagging) });
		await pass(12_000);
		await visitor.core.write(ANA, [hello('help')]);
		await pass(2_000);
		const before = logged(relay);
		expect(before.length).toBe(2);
		for (const { line } of [agent, visitor]) line.cut();
		relay.log.splice(0);
		relay.newEpoch();
		// It decides nothing of this, for it has never heard the words.
		const other = await open(OTHER, { engine: engineOf(() => []) });
		await pass(30_000);
		expect(other.core.status().hosting).toBe(true);
		for (const { line } of [agent, visitor]) line.mend();
		await pass(60_000);
		expect(logged(relay).sort()).toEqual([...before].sort());
		expect(agent.core.status().pending).toBe(0);
	});

	test('I1: a decision whose answer was lost with the log stands as the customer has seen it', async () => {
		const { relay, open, pass } = setup();
		const visitor = await open(VISITOR);
		const agent = await open(AGENT, { engine: engineOf(answering) });
		await pass(12_000);
		relay.faults.loseAcks = true;
		await visitor.core.write(ANA, [hello('help')]);
		await pass(2_000);
		const before = await times(visitor.storage);
		expect(before.length).toBe(2);
		for (const { line } of [agent, visitor]) line.cut();
		relay.log.splice(0);
		relay.newEpoch();
		relay.faults.loseAcks = false;
		await open(OTHER, { engine: engineOf(() => []) });
		await pass(30_000);
		for (const { line } of [agent, visitor]) line.mend();
		await pass(60_000);
		for (const { storage } of [agent, visitor]) expect(await times(storage)).toEqual(before);
		expect(agent.core.status().pending).toBe(0);
	});

	test('I5: what stood on a decision that another host has made otherwise falls with it', async () => {
		const { relay, open, pass } = setup();
		const visitor = await open(VISITOR);
		const agent = await open(AGENT, { engine: engineOf(tagging) });
		await pass(12_000);
		for (const text of ['one', 'two']) {
			await visitor.core.write(ANA, [hello(text)]);
			await pass(2_000);
		}
		const [one, tagOne, two, tagTwo] = logged(relay);
		for (const { line } of [agent, visitor]) line.cut();
		relay.log.splice(0);
		relay.newEpoch();
		const first: Decide = (view, input, world) =>
			'event' in input && input.event.id === one ? tagging(view, input, world) : [];
		await open(OTHER, { engine: engineOf(first) });
		await pass(30_000);
		visitor.line.mend();
		await pass(10_000);
		agent.line.mend();
		await pass(60_000);
		expect(logged(relay).sort()).toEqual([one, tagOne, two].sort());
		expect((await times(agent.storage)).join()).not.toContain(tagTwo);
		expect(agent.core.status().pending).toBe(0);
	});

	test('P2: words of a chapter that is not there yet go to the one that is', async () => {
		const { relay, open, pass } = setup();
		const chapterSize = { events: 1, characters: 10_000 };
		const agent = await open(AGENT, { chapterSize });
		const visitor = await open(VISITOR, { chapterSize });
		await pass(1_000);
		await agent.core.write(ANA, [hello('of somebody who does not come back')]);
		await pass(1_000);
		await visitor.core.write(ANA, [hello('two')]);
		await pass(1_000);
		expect(relay.log.at(-1)?.room).toBe(contactRoom(ANA, 2, 'said'));
		for (const { line } of [agent, visitor]) line.cut();
		relay.log.splice(0);
		relay.newEpoch();
		// As the relay judges it: a contact opens the next chapter only.
		relay.faults.refuse = (room) =>
			Number(room.split('/')[2]) > 1 + relay.log.length ? CLOSE.notNext : undefined;
		visitor.line.mend();
		await pass(30_000);
		expect(relay.log.map(({ room }) => room)).toEqual([contactRoom(ANA, 1, 'said')]);
		expect(visitor.core.status().pending).toBe(0);
	});
});

/** An engine of one rule: it answers what a contact says, where the contact reads it. */
const answering: Decide = (view, input, world) => {
	if (!('event' in input)) return [];
	const { event } = input;
	if (event.type !== 'messageSent' || event.by.kind !== 'contact') return [];
	const { conversation } = event;
	const at = Math.max(world.now, view.state.newest.at + 1);
	const id = hashId('ev', event.id, 'answer');
	return [{ id, at, by: SHOWN_ENGINE, type: 'messageSent', conversation, text: 'answer' }];
};

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
