import { expect, test } from 'vitest';
import {
	AGENT,
	ANA,
	CONVERSATION,
	engineOf,
	hello,
	logged,
	setup,
	tagging,
	texts,
	VISITOR,
} from '../../../tests/core-stage';
import { MINUTE, SECOND } from '../base/clock';
import type { Decide } from '../engine/contract';
import { type DomainEvent, SHOWN_ENGINE } from '../model/event';
import type { Part } from './ports';
import { eventsOf } from '../../../tests/stored';

/** E-30, R12: what the engine decides at once travels as one, and falls as one. */

/** Answers each message of the contact and tags the conversation. */
const answering: Decide = (view, input, world) =>
	tagging(view, input, world).flatMap((tagged): DomainEvent[] => [
		tagged,
		{
			...{ id: `${tagged.id}.0`, at: tagged.at + 1, by: SHOWN_ENGINE },
			...{ type: 'messageSent', conversation: CONVERSATION, text: 'answer' },
		},
	]);

function watchPushes(line: { push(push: { parts: readonly Part[] }): void }) {
	const pushes: string[][] = [];
	const push = line.push.bind(line);
	line.push = (frame) => {
		pushes.push(frame.parts.map(({ room }) => room.split('/').at(-1) ?? ''));
		push(frame);
	};
	return pushes;
}

test('a journal and the words that it names are one push', async () => {
	const { open, pass } = setup();
	const visitor = await open(VISITOR);
	const agent = await open(AGENT, { engine: engineOf(answering) });
	await pass(SECOND);
	const pushes = watchPushes(agent.line);
	await visitor.core.write(ANA, [hello('x')]);
	await pass(SECOND);
	expect(pushes).toEqual([['desk', 'shown']]);
	expect(await texts(visitor.storage)).toEqual(['x', 'answer']);
});

test('what one turn wrote is marked in storage, so that a crash does not cut it either', async () => {
	const { open, pass } = setup();
	const visitor = await open(VISITOR);
	const agent = await open(AGENT, { engine: engineOf(answering) });
	await pass(SECOND);
	agent.line.push = () => {};
	await visitor.core.write(ANA, [hello('x')]);
	await pass(SECOND);
	const turns = (await agent.storage.pending()).map(({ turn }) => turn);
	expect(turns).toHaveLength(2);
	expect(turns[0]).toBeDefined();
	expect(turns[1]).toBe(turns[0]);
});

test('one that the relay will never take is given up whole: no journal without its words', async () => {
	const { open, relay, pass } = setup();
	const visitor = await open(VISITOR);
	const agent = await open(AGENT, { engine: engineOf(answering) });
	await pass(SECOND);
	await visitor.core.write(ANA, [hello('x')]);
	relay.faults.refuse = (room) => (room.endsWith('/shown') ? 4422 : undefined);
	await pass(5 * SECOND);
	expect(logged(relay)).toHaveLength(1);
	expect(await texts(agent.storage)).toEqual(['x']);
	expect(await agent.storage.pending()).toEqual([]);
});

test('a deadline whose turn was withdrawn is armed and served again', async () => {
	const { open, pass, clock } = setup();
	const visitor = await open(VISITOR);
	const agent = await open(AGENT, { engine: engineOf(tagging) });
	await pass(SECOND);
	await visitor.core.write(ANA, [hello('x')]);
	await pass(SECOND);
	const until = clock.now() + MINUTE;
	const conversation = CONVERSATION;
	await agent.core.write(ANA, [{ type: 'conversationSnoozed', conversation, until }]);
	await pass(SECOND);
	const push = agent.line.push.bind(agent.line);
	let withdrawn = 0;
	agent.line.push = (frame) => {
		if (frame.fence) withdrawn++;
		push({ ...frame, fence: frame.fence && withdrawn < 3 ? 99 : frame.fence });
	};
	await pass(2 * MINUTE);
	expect(withdrawn).toBe(3);
	const stored = (await eventsOf(agent.storage, ANA)) as DomainEvent[];
	const woken = stored.filter(({ type }) => type === 'conversationUnsnoozed');
	expect(woken).toHaveLength(1);
	expect(woken[0]?.at).toBeGreaterThanOrEqual(until);
	expect(await agent.storage.timers(Infinity, 9)).toEqual([]);
});
