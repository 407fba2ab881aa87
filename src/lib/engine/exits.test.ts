import { expect, test } from 'vitest';
import { HOUR } from '../base/clock';
import type { EventBody } from '../model/event';
import { asLive, rehearse } from './rehearsal';
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

const inConversation = { conversation: CONVERSATION };
const rest = { rest: step('wait', { forMs: HOUR, interruptedBy: [] }) };
const all = { exits: ['teammateReplied', 'customerReplied', 'assignedManually'] as const };

test.each<[string, EventBody, typeof agent, string]>([
	[
		'W-CTL-06: a person replies',
		{ type: 'messageSent', ...inConversation, text: 'hi' },
		agent,
		'teammateReplied',
	],
	[
		'W-CTL-07: the customer writes',
		{ type: 'messageSent', ...inConversation, text: 'hi' },
		customer,
		'customerReplied',
	],
	[
		'W-CTL-08: a person assigns',
		{ type: 'conversationAssigned', ...inConversation, teammate: 'tea_ben' },
		agent,
		'assignedManually',
	],
])('E-23, %s: the run ends with the reason', (_name, body, author, reason) => {
	const s = stage(workflow('wf_a', 'first-message', rest, { exits: [...all.exits] }));
	s.says('hi');
	expect(s.run().ended).toBeUndefined();
	s.write(author, body);
	expect(s.run().ended?.reason).toBe(reason);
});

test('E-23, W-CTL-09: an automation never meets an exit condition, so that no run ends itself', () => {
	const nodes = {
		say: step('message', { text: 'hello' }, { next: 'give' }),
		give: step('assign', { to: 'teammate', teammate: 'tea_ben' }, { next: 'rest' }),
		...rest,
	};
	const s = stage(workflow('wf_a', 'first-message', nodes, { exits: [...all.exits] }));
	s.says('hi');
	expect(s.run().ended).toBeUndefined();
});

test('E-23: a person who replied before any host looked has ended the run before it began', () => {
	const s = stage(workflow('wf_a', 'first-message', { say: step('message', { text: 'hello' }) }));
	s.append({
		id: 'evt_a',
		at: START + 1,
		by: customer,
		type: 'messageSent',
		...inConversation,
		text: 'hi',
	});
	s.append({
		id: 'evt_b',
		at: START + 2,
		by: agent,
		type: 'messageSent',
		...inConversation,
		text: 'yes?',
	});
	s.pass(HOUR);
	for (const event of [...s.events]) s.take({ event });
	expect(s.said()).toEqual([]);
});

test('E-23: what happened before the trigger ends nothing, even when it is looked at again', () => {
	const s = stage(workflow('wf_a', 'any-message', rest));
	s.says('one');
	const reply = s.replies('a person');
	s.says('two');
	expect(s.runs().filter(({ ended }) => !ended)).toHaveLength(1);
	expect(s.take({ event: reply })).toEqual([]);
});

test('E-13: what the run takes as its own input does not end it', () => {
	const nodes = {
		ask: step('collect-reply', {}, { next: 'rest' }),
		...rest,
	};
	const s = stage(workflow('wf_a', 'first-message', nodes, { exits: ['customerReplied'] }));
	s.says('hi');
	const answer = s.says('my answer');
	expect(s.run().ended).toBeUndefined();
	expect(s.run().variables).toEqual({ reply: 'my answer' });
	expect(s.take({ event: answer })).toEqual([]);
	s.says('one more');
	expect(s.run().ended?.reason).toBe('customerReplied');
});

test('E-13: other runs see what one run has taken', () => {
	const s = stage(
		workflow('wf_a', 'first-message', {
			ask: step('collect-reply', {}, { next: 'rest' }),
			...rest,
		}),
		workflow('wf_b', 'first-message', rest, { exits: ['customerReplied'] }),
	);
	s.says('hi');
	s.says('an answer');
	expect(s.run('wf_a').ended).toBeUndefined();
	expect(s.run('wf_b').ended?.reason).toBe('customerReplied');
});

test('E-13: lines written in one breath are heard the same when a host wakes late', () => {
	const nodes = { ask: step('collect-reply', {}, { next: 'rest' }), ...rest };
	const s = stage(workflow('wf_a', 'first-message', nodes));
	for (const [id, at] of [
		['evt_a', 1],
		['evt_b', 2],
	] as const) {
		s.append({
			id,
			at: START + at,
			by: customer,
			type: 'messageSent',
			...inConversation,
			text: id,
		});
	}
	s.pass(HOUR);
	for (const event of [...s.events]) s.take({ event });
	expect(s.run().variables).toEqual({ reply: 'evt_b' });
});

test('E-24: closing by hand ends what speaks to the customer and leaves the rest alone', () => {
	const s = stage(
		workflow('wf_cf', 'first-message', { ask: step('collect-reply') }, { exits: [] }),
		workflow('wf_bg', 'first-message', rest, { exits: [] }),
	);
	s.says('hi');
	s.write(agent, { type: 'conversationClosed', ...inConversation });
	expect(s.run('wf_cf').ended?.reason).toBe('conversationClosed');
	expect(s.run('wf_bg').ended).toBeUndefined();
});

test('E-23, W-CTL-01, W-CTL-02: a person stops one run, and a stopped workflow ejects its runs', () => {
	const s = stage(workflow('wf_a', 'first-message', rest), workflow('wf_b', 'first-message', rest));
	s.says('hi');
	s.take({ stop: { run: s.run('wf_a').id, reason: 'stoppedByTeammate' } });
	s.take({ stop: { run: s.run('wf_b').id, reason: 'workflowStopped' } });
	expect(s.run('wf_a').ended?.reason).toBe('stoppedByTeammate');
	expect(s.run('wf_b').ended?.reason).toBe('workflowStopped');
	expect(s.take({ stop: { run: s.run('wf_a').id, reason: 'stoppedByTeammate' } })).toEqual([]);
});

test('W-LIFE-10, W-CTL-01: setting a stopped workflow live again revives nobody', () => {
	const reminder = definition('first-message', {
		say: step('message', { text: 'hello' }, { next: 'rest' }),
		rest: step('wait', { forMs: HOUR, interruptedBy: [] }, { done: 'late' }),
		late: step('message', { text: 'still there?' }),
	});
	const live = [asLive('wf_a', reminder)];
	const r = rehearse({ contact: CONTACT, workspace: workspace(), live, startAt: START });
	const write = (conversation: string) =>
		r.write(customer, { type: 'messageSent', conversation, text: 'hi' });
	const runs = () => Object.values(r.state().runs);
	const said = () =>
		r.events.flatMap((event) =>
			event.by.kind === 'engine' && event.type === 'messageSent' ? [event.text] : [],
		);

	const first = write(CONVERSATION);
	r.take({ stop: { run: runs()[0]?.id ?? '', reason: 'workflowStopped' } });
	live.splice(0);
	r.pass(HOUR / 2);
	live.push(asLive('wf_a', reminder, r.now()));
	// A host that wakes late looks at what started it once more.
	r.take({ event: first });
	r.pass(2 * HOUR);
	expect(runs().map(({ ended }) => ended?.reason)).toEqual(['workflowStopped']);
	expect(said()).toEqual(['hello']);

	write('cnv_2');
	expect(runs()).toHaveLength(2);
});

test.each<[string, EventBody]>([
	['stateChange', { type: 'conversationSnoozed', ...inConversation }],
	['stateChange', { type: 'conversationReopened', ...inConversation }],
	['assignment', { type: 'conversationAssigned', ...inConversation, teammate: 'tea_ben' }],
])('E-16: a wait that %s interrupts takes its own path at %j', (name, body) => {
	const waits = (interruptedBy: string[], wired: Record<string, string>) =>
		stage(
			workflow(
				'wf_a',
				'first-message',
				{
					w: step('wait', { forMs: HOUR, interruptedBy }, { done: 'late', ...wired }),
					cut: step('note', { text: 'interrupted' }),
					late: step('note', { text: 'time is up' }),
				},
				{ exits: [] },
			),
		);
	const notes = (s: ReturnType<typeof stage>) => s.ofType('noteAdded').map(({ text }) => text);

	const wired = waits([name], { interrupted: 'cut' });
	wired.says('hi');
	wired.write(agent, body);
	expect(notes(wired)).toEqual(['interrupted']);
	wired.pass(2 * HOUR);
	expect(notes(wired), 'the deadline is void').toEqual(['interrupted']);

	const unwired = waits([name], {});
	unwired.says('hi');
	unwired.write(agent, body);
	expect(unwired.run().ended?.reason).toBe('interrupted');

	const deaf = waits(['customerReply'], { interrupted: 'cut' });
	deaf.says('hi');
	deaf.write(agent, body);
	deaf.pass(2 * HOUR);
	expect(notes(deaf)).toEqual(['time is up']);
});
