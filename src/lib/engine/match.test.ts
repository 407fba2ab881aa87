import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../base/clock';
import type { WorkflowSettings } from '../model/workflow';
import { agent, CONVERSATION, customer, stage, START, step, workflow } from './stage.test-kit';

const say = (text: string, next = {}) => step('message', { text }, next);
const tag = (id: string) => step('tag', { add: [id] });
const rest = () => step('collect-reply');
const inConversation = { conversation: CONVERSATION };
const note = { n: step('note', { text: 'a' }) };
const rule = (field: string, operator: string, value: unknown) => ({
	match: 'all' as const,
	rules: [{ field, operator, value }],
});

test('E-04, W-LIFE-14: every live workflow with the trigger runs, in list order', () => {
	const first = workflow('wf_a', 'any-message', { n: step('note', { text: 'a' }) });
	const second = workflow('wf_b', 'any-message', { n: step('note', { text: 'b' }) });
	const s = stage(first, second);
	s.says('hi');
	expect(s.ofType('noteAdded').map(({ text }) => text)).toEqual(['a', 'b']);
});

test('E-04, W-SET-02: the audience looks at the state as of the event, not as of now', () => {
	const priority = { field: 'conversation.priority', operator: 'isAnyOf', value: ['urgent'] };
	const urgent = workflow(
		'wf_urgent',
		'any-message',
		{ n: step('note', { text: 'urgent' }) },
		{ audience: { match: 'all', rules: [priority] } },
	);
	const s = stage(urgent);
	const early = { id: 'evt_early', at: START + 1, by: customer } as const;
	const late = { id: 'evt_late', at: START + 3, by: customer } as const;
	const between = { id: 'evt_urgent', at: START + 2, by: agent } as const;
	s.append({ ...early, type: 'messageSent', ...inConversation, text: 'one' });
	s.append({ ...between, type: 'priorityChanged', ...inConversation, priority: 'urgent' });
	s.append({ ...late, type: 'messageSent', ...inConversation, text: 'two' });
	for (const event of [...s.events]) s.take({ event });
	expect(s.ofType('runStarted').map(({ trigger }) => trigger)).toEqual(['evt_late']);
	expect(s.ofType('runStarted')[0]?.because).toEqual([
		{
			field: 'conversation.priority',
			operator: 'isAnyOf',
			expected: ['urgent'],
			actual: 'urgent',
			holds: true,
		},
	]);
});

test('E-04: an event from before the workflow went live never starts it', () => {
	const live = workflow('wf_a', 'any-message', { n: tag('tag_a') });
	const s = stage({ ...live, liveSince: START + HOUR });
	s.says('too early');
	expect(s.runs()).toEqual([]);
	s.pass(HOUR);
	s.says('now');
	expect(s.runs()).toHaveLength(1);
});

test('E-04: the first message starts it once, later ones do not', () => {
	const s = stage(workflow('wf_a', 'first-message', { n: tag('tag_a') }));
	s.says('one');
	s.says('two');
	expect(s.runs()).toHaveLength(1);
});

test.each<[string, Partial<WorkflowSettings>, boolean]>([
	['everything holds', {}, true],
	['another channel', { channels: ['email'] }, false],
	['another audience', { audience: rule('contact.name', 'is', 'Ben') }, false],
	['not yet', { schedule: { from: START + DAY } }, false],
])(
	'W-TRG-21: a workflow has one trigger, and starts when all its conditions hold: %s',
	(...how) => {
		const [, changed, starts] = how;
		const s = stage(
			workflow('wf_a', 'any-message', note, {
				channels: ['web'],
				audience: rule('contact.name', 'is', 'Ana'),
				schedule: { from: START - DAY },
				...changed,
			}),
		);
		s.write(customer, { type: 'detailsGiven', details: { name: 'Ana' } });
		s.says('hi');
		expect(s.runs()).toHaveLength(starts ? 1 : 0);
	},
);

test('E-05: only the first customer-facing workflow that matches starts', () => {
	const s = stage(
		workflow('wf_a', 'any-message', { say: say('a', { next: 'rest' }), rest: rest() }),
		workflow('wf_b', 'any-message', { say: say('b') }),
	);
	s.says('hi');
	expect(s.said()).toEqual(['a']);
	expect(s.runs().map((run) => run.workflow)).toEqual(['wf_a']);
});

test('E-05: a reply by a person ends the exclusive run, and the next one may start', () => {
	const s = stage(
		workflow('wf_a', 'first-message', { say: say('a', { next: 'rest' }), rest: rest() }),
		workflow('wf_b', 'any-message', { say: say('b') }),
	);
	s.says('hi');
	s.replies('a person here');
	expect(s.run('wf_a').ended?.reason).toBe('teammateReplied');
	s.says('thanks');
	expect(s.said()).toEqual(['a', 'b']);
});

test('E-05: a run whose settings leave the exit out goes on after a person replied', () => {
	const nodes = { say: say('a', { next: 'rest' }), rest: rest() };
	const s = stage(workflow('wf_a', 'first-message', nodes, { exits: [] }));
	s.says('hi');
	s.replies('a person here');
	expect(s.run().ended).toBeUndefined();
});

test('E-06: workflows behind the scenes all run, and the last one to write wins', () => {
	const set = (priority: string) => ({ n: step('priority', { priority }) });
	const s = stage(
		workflow('wf_a', 'any-message', set('low')),
		workflow('wf_b', 'any-message', set('urgent')),
		workflow('wf_c', 'any-message', set('medium')),
	);
	s.says('hi');
	expect(s.runs()).toHaveLength(3);
	expect(s.state().conversations[CONVERSATION]?.priority).toBe('medium');
});

test('E-07: once per contact counts enrolments from before the setting', () => {
	const nodes = { n: tag('tag_a') };
	const lax = stage(workflow('wf_a', 'any-message', nodes));
	lax.says('one');
	const strict = stage(workflow('wf_a', 'any-message', nodes, { oncePerContact: true }));
	for (const event of lax.events) strict.append(event);
	strict.pass(MINUTE);
	strict.write(customer, { type: 'messageSent', conversation: 'cnv_2', text: 'two' });
	expect(strict.runs()).toHaveLength(1);
});

test('E-07: a workflow runs once at a time in a conversation', () => {
	const s = stage(workflow('wf_a', 'any-message', { w: step('wait', { interruptedBy: [] }) }));
	s.says('one');
	s.says('two');
	expect(s.runs()).toHaveLength(1);
});

const closer = (id: string) =>
	workflow(id, ['state-changed', { to: ['snoozed'], by: 'anyone' }], { n: step('close') });
const snoozer = (id: string) =>
	workflow(id, ['state-changed', { to: ['closed'], by: 'anyone' }], {
		n: step('snooze', { forMs: null }),
	});

test('E-08: two workflows that call each other stop after one turn each', () => {
	const s = stage(closer('wf_close'), snoozer('wf_snooze'));
	s.says('hi');
	s.write(agent, { type: 'conversationSnoozed', ...inConversation });
	expect(s.runs().map((run) => [run.workflow, run.chain.length])).toEqual([
		['wf_close', 0],
		['wf_snooze', 1],
	]);
});

test('E-08: a chain ends after ten runs, however many workflows it meets', () => {
	const many = Array.from({ length: 8 }, (_, i) => [
		closer(`wf_c${i}`),
		snoozer(`wf_s${i}`),
	]).flat();
	const s = stage(...many);
	s.says('hi');
	s.write(agent, { type: 'conversationSnoozed', ...inConversation });
	expect(Math.max(...s.runs().map((run) => run.chain.length))).toBeLessThan(10);
	expect(s.runs().length).toBeGreaterThan(4);
});

test('a workflow whose trigger is of a newer version is kept and never started', () => {
	const s = stage(workflow('wf_a', 'moon-phase', { n: tag('tag_a') }));
	s.says('hi');
	expect(s.runs()).toEqual([]);
});
