import { expect, test } from 'vitest';
import { HOUR } from '../base/clock';
import type { DomainEvent } from '../model/event';
import { backTest } from './back-test';
import {
	agent,
	CONTACT,
	CONVERSATION,
	customer,
	definition,
	stage,
	START,
	step,
	workflow,
	workspace,
} from './stage.test-kit';

const options = [
	{ id: 'return', label: 'A return' },
	{ id: 'order', label: 'An order' },
];
const menu = (text = 'What is it about?') =>
	definition('first-message', {
		ask: step('reply-buttons', { text, options }, { return: 'tag', order: 'note' }),
		tag: step('tag', { add: ['tag_a'] }),
		note: step('note', { text: 'An order' }),
	});
const against = (draft: ReturnType<typeof menu>) =>
	backTest({
		workflow: 'wf_1',
		definition: draft,
		workspace: workspace(),
		now: START + 100 * HOUR,
	});

/** A customer was asked and pressed a button; then a person came. */
function past(option = 'return'): readonly DomainEvent[] {
	const s = stage(workflow('wf_1', 'first-message', menu().nodes));
	s.says('hi');
	s.presses(option);
	s.replies('Here I am');
	return s.events;
}

test('the version that ran then goes the same ways again', () => {
	const tested = against(menu());
	tested.add(CONTACT, past('return'));
	tested.add('con_2', past('order'));
	expect(tested.report()).toMatchObject({
		contacts: 2,
		conversations: 2,
		steps: {
			ask: { entered: 2, left: { return: 1, order: 1 }, waiting: 0, unknown: 0 },
			tag: { entered: 1 },
			note: { entered: 1 },
		},
		ended: { completed: 2 },
		compared: { same: 2, different: 0, onlyNow: 0, onlyBefore: 0, unknown: 0 },
	});
	expect(tested.report().samples['ask:order']).toEqual([
		{ contact: 'con_2', conversation: CONVERSATION },
	]);
});

test('behind a question that was asked in other words everything is unknown (B1, B2)', () => {
	const tested = against(menu('How can we help?'));
	tested.add(CONTACT, past());
	const { steps, compared, ended } = tested.report();
	expect(steps.ask).toEqual({ entered: 1, left: {}, waiting: 0, unknown: 1 });
	expect(steps.tag).toBeUndefined();
	expect(compared).toMatchObject({ unknown: 1, same: 0, different: 0 });
	expect(ended).toEqual({});
});

test('other steps behind the same question are another way', () => {
	const draft = menu();
	draft.nodes.ask = step(
		'reply-buttons',
		{ text: 'What is it about?', options },
		{ return: 'note', order: 'note' },
	);
	const tested = against(draft);
	tested.add(CONTACT, past('return'));
	expect(tested.report()).toMatchObject({
		steps: { note: { entered: 1 } },
		compared: { different: 1, same: 0 },
	});
});

test('what starts now and did not then, and the other way round, is told', () => {
	const draft = menu();
	draft.settings = {
		...draft.settings,
		audience: {
			match: 'all',
			rules: [{ field: 'message.text', operator: 'contains', value: 'no' }],
		},
	};
	const never = against(draft);
	never.add(CONTACT, past());
	expect(never.report().compared).toMatchObject({ onlyBefore: 1, onlyNow: 0, same: 0 });

	const first = against(definition('first-message', { tag: step('tag', { add: ['tag_a'] }) }));
	first.add(CONTACT, [
		{
			id: 'evt_1',
			at: START,
			by: customer,
			type: 'messageSent',
			conversation: 'cnv_1',
			text: 'hi',
		},
	]);
	expect(first.report()).toMatchObject({
		compared: { onlyNow: 1, onlyBefore: 0 },
		ended: { completed: 1 },
	});
});

test('silences come about in the past as they would have, and time ends where the past does', () => {
	const quiet = definition(['teammate-unresponsive', { afterMs: HOUR }], {
		note: step('note', { text: 'Waiting' }),
	});
	const said = { by: customer, type: 'messageSent' as const, conversation: 'cnv_1', text: 'hi' };
	const tested = against(quiet);
	tested.add(CONTACT, [{ id: 'evt_1', at: START, ...said }]);
	tested.add('con_2', [{ id: 'evt_1', at: START + 100 * HOUR - 1, ...said }]);
	tested.add('con_3', [
		{ id: 'evt_1', at: START, ...said },
		{ id: 'evt_2', at: START + HOUR / 2, ...said, by: agent },
	]);
	expect(tested.report().steps.note?.entered).toBe(1);
});

test('a wait is cut short by what the customer really wrote', () => {
	const waiting = definition('first-message', {
		wait: step('wait', { forMs: 2 * HOUR }, { done: 'note', interrupted: 'tag' }),
		note: step('note', { text: 'Nobody came' }),
		tag: step('tag', { add: ['tag_a'] }),
	});
	const said = { by: customer, type: 'messageSent' as const, conversation: 'cnv_1', text: 'hi' };
	const tested = against(waiting);
	tested.add(CONTACT, [{ id: 'evt_1', at: START, ...said }]);
	tested.add('con_2', [
		{ id: 'evt_1', at: START, ...said },
		{ id: 'evt_2', at: START + HOUR, ...said },
	]);
	expect(tested.report().steps).toMatchObject({
		wait: { entered: 2, left: { done: 1, interrupted: 1 } },
		note: { entered: 1 },
		tag: { entered: 1 },
	});
});

test('what another workflow did then is a fact, and its own story is not told again', () => {
	const other = workflow('wf_other', 'first-message', { tag: step('tag', { add: ['tag_a'] }) });
	const s = stage(other);
	s.says('hi');
	s.pass(HOUR);
	s.says('again');
	const asks = definition('any-message', {
		if: step(
			'branches',
			{
				branches: [
					{
						id: 'tagged',
						label: 'Tagged',
						condition: {
							match: 'all',
							rules: [{ field: 'conversation.tags', operator: 'isAnyOf', value: ['tag_a'] }],
						},
					},
				],
			},
			{},
		),
	});
	const tested = against(asks);
	tested.add(CONTACT, s.events);
	expect(tested.report().steps.if).toMatchObject({ entered: 2, left: { else: 1, tagged: 1 } });
	expect(Object.keys(tested.report().steps)).toEqual(['if']);
});
