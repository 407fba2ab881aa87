import { expect, test } from 'vitest';
import { hashId } from '../base/hash';
import { createWriter } from '../documents/event-log';
import type { Decide } from '../engine/contract';
import { contactRoom } from '../model/room';
import {
	AGENT,
	ANA,
	CONVERSATION,
	engineOf,
	hello,
	logged,
	NOWHERE,
	OTHER,
	setup,
	tagging,
	VISITOR,
} from '../../../tests/core-stage';
import { memoryStorage } from './memory-storage';
import type { PendingEvent, Relay, RelayListener } from './ports';

/** What stood on a decision that another host has made otherwise, after a relay was put back. */

const TEAMMATE = { ...OTHER, id: 'tm_third' };
const tagAll: Decide = (view, input, world) => {
	if (!('event' in input)) return [];
	const { event } = input;
	if (event.type !== 'messageSent') return [];
	const id = hashId('ev', event.id, 'tag');
	const at = Math.max(world.now, view.state.newest.at + 1);
	return [
		{
			id,
			at,
			by: { kind: 'engine', id: world.host },
			type: 'tagAdded',
			conversation: event.conversation,
			tag: `tag_${event.text}`,
		},
	];
};

test('I5: what fell is decided again when its words are there again', async () => {
	const { relay, open, pass } = setup();
	const visitor = await open(VISITOR);
	const agent = await open(AGENT, { engine: engineOf(tagAll) });
	const third = await open(TEAMMATE);
	await pass(12_000);
	await visitor.core.write(ANA, [hello('one')]);
	await pass(2_000);
	await third.core.write(ANA, [hello('two')]);
	await pass(2_000);
	const [one, tagOne, two, tagTwo] = logged(relay);
	expect(logged(relay).length).toBe(4);
	for (const { line } of [agent, visitor, third]) line.cut();
	relay.log.splice(0);
	relay.newEpoch();
	const other = await open(OTHER, { engine: engineOf(tagAll) });
	await pass(30_000);
	visitor.line.mend();
	await pass(10_000);
	expect(logged(relay)).toEqual([one, tagOne]);
	await other.core.stop();
	agent.line.mend();
	await pass(60_000);
	third.line.mend();
	await pass(600_000);
	expect(logged(relay).sort()).toEqual([one, tagOne, two, tagTwo].sort());
});

test('I5: what was on its way when the line broke falls too', async () => {
	const { relay, open, pass } = setup();
	const visitor = await open(VISITOR);
	const agent = await open(AGENT, { engine: engineOf(tagging) });
	await pass(12_000);
	for (const text of ['one', 'two']) {
		await visitor.core.write(ANA, [hello(text)]);
		await pass(2_000);
	}
	const [one, tagOne, two] = logged(relay);
	for (const { line } of [agent, visitor]) line.cut();
	relay.log.splice(0);
	relay.newEpoch();
	const pushed = agent.line.pushes;
	agent.line.mend();
	for (let i = 0; i < 60_000 && agent.line.pushes === pushed; i++) await pass(1);
	expect(agent.line.pushes).toBeGreaterThan(pushed);
	agent.line.cut();
	expect(relay.log.length).toBe(0);
	const first: Decide = (view, input, world) =>
		'event' in input && input.event.id === one ? tagging(view, input, world) : [];
	await open(OTHER, { engine: engineOf(first) });
	await pass(30_000);
	visitor.line.mend();
	await pass(10_000);
	agent.line.mend();
	await pass(60_000);
	expect(logged(relay).sort()).toEqual([one, tagOne, two].sort());
});

test.each([10, 700])(
	'I5: what fell is found after a restart, with %i others that wait',
	async (fillers) => {
		const { open, pass, clock } = setup();
		const storage = memoryStorage();
		const now = clock.now();
		const tag = (id: string, at: number, contact = ANA): PendingEvent => ({
			room: contactRoom(contact, 1, 'desk'),
			contact,
			again: true,
			event: {
				id,
				at,
				by: { kind: 'engine', id: 'tm_agent' },
				type: 'tagAdded',
				conversation: CONVERSATION,
				tag: id,
			},
		});
		const others = Array.from({ length: fillers }, (_, i) =>
			tag(`ev_f${i}`, now - 500, 'ct_other0000000000000000'),
		);
		await storage.commit({
			pending: [tag('ev_one', now - 1_000), ...others, tag('ev_two', now - 500)],
			settings: { epoch: 'e2', cursor: 0, earlierLog: true },
		});
		let listener: RelayListener | undefined;
		const update = createWriter(9).append([
			{ ...tag('ev_one', now - 100).event, by: { kind: 'engine', id: 'tm_other' } } as never,
		]);
		const relay: Relay = {
			...NOWHERE,
			start(given) {
				listener = given;
				given.up({
					epoch: 'e2',
					head: 1,
					now,
					roundTripMs: 0,
					principal: AGENT.id,
					role: 'agent',
					workspace: 'ws',
				});
			},
			follow: () => {
				listener?.entries([{ seq: 1, room: contactRoom(ANA, 1, 'desk'), update, at: now }]);
				listener?.caughtUp(1);
			},
		};
		await open(AGENT, { storage, relay, engine: engineOf(tagging) });
		await pass(5_000);
		const left = (await storage.pending())
			.map(({ event }) => event.id)
			.filter((id) => !id.startsWith('ev_f'));
		expect(left).toEqual([]);
	},
);
