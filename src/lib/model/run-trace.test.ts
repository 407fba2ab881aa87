import { expect, test } from 'vitest';
import { CONTACT, CONVERSATION, stage, step, workflow } from '../engine/stage.test-kit';
import { traceOf, waysOf } from './run-trace';

const options = [
	{ id: 'yes', label: 'Yes' },
	{ id: 'no', label: 'No' },
];
const flow = workflow('wf_a', 'first-message', {
	hello: step('message', { text: 'hello' }, { next: 'ask' }),
	ask: step('reply-buttons', { text: 'well?', options }, { yes: 'mark', no: 'mark' }),
	mark: step('tag', { add: ['tag_a'] }),
});

test('U29: every visit with what brought the run there, what it wrote and where it left', () => {
	const s = stage(flow);
	const first = s.says('hi');
	const pressed = s.presses('yes');
	const { trigger, visits } = traceOf(s.run(), s.events.toReversed());
	expect(trigger).toEqual(first);
	expect(
		visits.map(({ visit, wokenBy, wrote }) => ({
			node: visit.node,
			left: visit.left,
			wokenBy: typeof wokenBy === 'object' ? wokenBy.id : wokenBy,
			wrote: wrote.map(({ type }) => type),
		})),
	).toEqual([
		{ node: 'hello', left: 'next', wokenBy: first.id, wrote: ['messageSent'] },
		{ node: 'ask', left: undefined, wokenBy: undefined, wrote: ['promptShown'] },
		{ node: 'ask', left: 'yes', wokenBy: pressed.id, wrote: [] },
		{ node: 'mark', left: 'next', wokenBy: undefined, wrote: ['tagAdded'] },
	]);
	expect(waysOf(s.run().steps)).toEqual([
		{ from: 'hello', port: 'next', to: 'ask' },
		{ from: 'ask', port: 'yes', to: 'mark' },
		{ from: 'mark', port: 'next', to: undefined },
	]);
});

test('U29: a deadline, an event that is not here, and what was learned are told as such', () => {
	const s = stage(
		workflow('wf_a', 'first-message', {
			wait: step('wait', { forMs: 60_000 }, { done: 'ask' }),
			ask: step('ask-question', { text: 'name?', variable: 'called' }, { next: 'note' }),
			note: step('note', { text: 'known' }),
		}),
	);
	const first = s.says('hi');
	s.pass(61_000);
	s.says('Ana');
	const visits = () => traceOf(s.run(), s.events).visits;
	expect(visits().map(({ wokenBy }) => wokenBy)).toContain('timer');
	const learned = { reply: 'Ana', called: 'Ana' };
	expect(s.run().variables).toEqual(learned);
	expect(visits().map(({ visit, learned }) => [visit.node, learned])).toEqual([
		['wait', {}],
		['wait', {}],
		['ask', {}],
		['ask', learned],
		['note', {}],
	]);
	const without = s.events.filter(({ id }) => id !== first.id);
	const trace = traceOf(s.run(), without);
	expect(trace.trigger).toBeUndefined();
	expect(trace.visits[0]?.wokenBy).toBe('unknown');
});

test('U29: what another run of the same workflow wrote is not told as its doing', () => {
	const s = stage(
		workflow('wf_a', 'any-message', { note: step('note', { text: 'seen' }) }),
		workflow('wf_b', 'any-message', { note: step('note', { text: 'too' }) }),
	);
	s.says('one');
	s.says('two');
	const runs = s.runs();
	const wrote = runs.map((run) => traceOf(run, s.events).visits.flatMap((visit) => visit.wrote));
	expect(runs).toHaveLength(4);
	expect(wrote.map((events) => events.length)).toEqual([1, 1, 1, 1]);
	expect(new Set(wrote.flat().map(({ id }) => id)).size).toBe(4);
	expect([runs[0]?.contact, runs[0]?.conversation]).toEqual([CONTACT, CONVERSATION]);
});
