import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../base/clock';
import { hashId } from '../base/hash';
import { bytesOf } from '../model/writable';
import { MAX_TURN_BYTES, MAX_VISITS } from './advance';
import { explain } from './explain';
import { CONVERSATION, customer, stage, step, workflow } from './stage.test-kit';

const inConversation = { conversation: CONVERSATION };
const options = [
	{ id: 'refund', label: 'Devolución' },
	{ id: 'other', label: 'Otra cosa' },
];

test('E-10: ids come from run, node, visit and index, and from nothing else', () => {
	const s = stage(
		workflow('wf_a', 'first-message', { n: step('tag', { add: ['tag_a', 'tag_b'] }) }),
	);
	const trigger = s.says('hi');
	const { id, workflow: from, version } = s.run();
	expect(id).toBe(hashId('run', from, version, trigger.id));
	const base = hashId('ev', id, 'n', 1);
	expect(s.ofType('tagAdded').map((event) => event.id)).toEqual([`${base}.0`, `${base}.1`]);
	expect(s.ofType('runStarted')[0]?.id).toBe(`${id}.started`);
	expect(s.ofType('runAdvanced')[0]?.id).toBe(`${id}.0`);
	expect(s.ofType('runEnded')[0]?.id).toBe(`${id}.ended`);
});

test('E-10: a step that is woken has a new visit, so that its effects are new', () => {
	const s = stage(
		workflow('wf_a', 'first-message', { ask: step('collect-data', { text: 'Mail?' }) }),
	);
	s.says('hi');
	s.answers({ email: 'not a mail' });
	s.answers({ email: 'ana@example.org' });
	expect(s.run().steps.map(({ visit, left }) => [visit, left])).toEqual([
		[1, undefined],
		[2, undefined],
		[3, 'next'],
	]);
	expect(new Set(s.events.map(({ id }) => id)).size).toBe(s.events.length);
});

test('E-12: a parked run says where, until when, on what and for which prompt', () => {
	const ask = step('reply-buttons', { text: '?', options, timeoutMs: HOUR });
	const s = stage(workflow('wf_a', 'first-message', { ask }));
	s.says('hi');
	expect(s.run().park).toEqual({
		node: 'ask',
		visit: 1,
		until: s.now() + HOUR,
		listens: ['contact.buttonPressed', 'contact.messageSent'],
		prompt: s.prompt()?.id,
	});
});

test('E-14: leaving a prompt closes it, so that the composer comes back', () => {
	const ask = step('reply-buttons', { text: '?', options, typing: false, timeoutMs: HOUR });
	const s = stage(workflow('wf_a', 'first-message', { ask }));
	s.says('hi');
	expect(s.prompt()).toMatchObject({ typing: false, typingReturnsAt: s.now() + 10 * MINUTE });
	s.pass(HOUR);
	expect(s.run().ended?.reason).toBe('expired');
	expect(s.prompt()).toBeUndefined();
});

test('E-14: stopping a run, or a reply by a person, gives the composer back', () => {
	const ask = step('reply-buttons', { text: '?', options, typing: false });
	const stopped = stage(workflow('wf_a', 'first-message', { ask }));
	stopped.says('hi');
	stopped.take({ stop: { run: stopped.run().id, reason: 'stoppedByTeammate' } });
	expect(stopped.prompt()).toBeUndefined();
	const replied = stage(workflow('wf_a', 'first-message', { ask }));
	replied.says('hi');
	replied.replies('a person');
	expect(replied.prompt()).toBeUndefined();
});

test('case 43: answers to nothing, twice, by another prompt or after the end change nothing', () => {
	const ask = step('reply-buttons', { text: '?', options }, { refund: 'again', other: 'again' });
	const again = step('reply-buttons', { text: '??', options });
	const s = stage(workflow('wf_a', 'first-message', { ask, again }));
	s.says('hi');
	const first = s.prompt()?.id ?? '';
	const press = (prompt: string, option: string) =>
		s.write(customer, { type: 'buttonPressed', ...inConversation, prompt, option });
	press('ev_none', 'refund');
	press(first, 'no-such-option');
	expect(s.run().park?.node).toBe('ask');
	press(first, 'refund');
	press(first, 'refund');
	expect(s.run().park?.node).toBe('again');
	const second = s.run().park?.prompt ?? '';
	press(second, 'other');
	const { length } = s.events;
	press(second, 'refund');
	expect(s.events).toHaveLength(length + 1);
	expect(s.run().ended?.reason).toBe('completed');
});

test('E-20: five hundred visits without rest end the run visibly', () => {
	const s = stage(
		workflow('wf_a', 'first-message', {
			a: step('note', { text: 'round' }, { next: 'b' }),
			b: step('note', { text: 'and round' }, { next: 'a' }),
		}),
	);
	s.says('hi');
	expect(s.run().ended).toMatchObject({ reason: 'loopLimit' });
	expect(s.ofType('noteAdded')).toHaveLength(MAX_VISITS);
});

describe('E-20: one visit writes no more than a turn may hold', () => {
	const filled = '{{message.text}} '.repeat(580);
	const rule = { field: 'message.text', operator: 'isKnown', value: null };
	const rules = [
		{
			id: 'r',
			condition: { match: 'all', rules: [rule] },
			actions: [{ do: 'note', text: filled }],
		},
	];
	test.each([
		['message', { text: filled }],
		['note', { text: filled }],
		['apply-rules', { rules }],
		['ask-question', { text: filled, variable: 'answer' }],
		['reply-buttons', { text: filled, options: [{ id: 'ok', label: 'Ok' }] }],
		['collect-data', { text: filled }],
	])('%s', (kind, params) => {
		const s = stage(
			workflow('wf_a', 'first-message', {
				before: step('note', { text: 'before' }, { next: 'a' }),
				a: step(kind, params, { next: 'b', failure: 'b' }),
				b: step('note', { text: 'after' }),
			}),
		);
		s.says('😀'.repeat(5_000));
		expect(bytesOf(s.events)).toBeLessThan(MAX_TURN_BYTES);
		expect(s.ofType('noteAdded').map(({ text }) => text)).toEqual(['before']);
		expect(s.run()).toMatchObject({ ended: { reason: 'loopLimit', detail: 'bytes' } });
		expect(s.run().steps.map(({ node }) => node)).toEqual(['before', 'a']);
		expect(s.run().steps.at(-1)).not.toHaveProperty('left');
	});

	test('several visits together, too; what fits is written whole', () => {
		const round = step('note', { text: 'x'.repeat(9_000) });
		const s = stage(
			workflow('wf_a', 'first-message', {
				a: { ...round, next: { next: 'b' } },
				b: { ...round, next: { next: 'a' } },
			}),
		);
		s.says('hi');
		expect(s.run().ended).toMatchObject({ reason: 'loopLimit', detail: 'bytes' });
		expect(s.ofType('noteAdded')).toHaveLength(Math.floor(MAX_TURN_BYTES / 9_030));
		const long = stage(
			workflow('wf_b', 'first-message', {
				a: step('message', { text: '{{message.text}}'.repeat(20) }),
			}),
		);
		long.says('x'.repeat(10_000));
		expect(long.run().ended).toMatchObject({ reason: 'completed' });
		expect(long.said().join('')).toHaveLength(200_000);
	});
});

test('E-22: a failed step takes its failure path where one is wired', () => {
	const ask = step('collect-data', { text: 'Mail?' }, { failure: 'sorry', next: 'fine' });
	const sorry = step('message', { text: 'Sorry' });
	const s = stage(workflow('wf_a', 'first-message', { ask, sorry, fine: sorry }));
	s.says('hi');
	for (let i = 0; i < 3; i++) s.answers({ email: 'nonsense' });
	const again = 'Mail?\n\nThe answer was not understood. For example: ana@example.com';
	expect(s.said()).toEqual(['Mail?', again, again, 'Sorry']);
	expect(s.run().steps.find(({ problem }) => problem)).toMatchObject({
		node: 'ask',
		left: 'failure',
		problem: 'answersNotUnderstood',
	});
});

test.each([
	['continue', 'completed', ['Go on']],
	['stop', 'failed', []],
] as const)('E-22: without a failure path the setting says %s', (onFailure, reason, said) => {
	const nodes = {
		give: step('assign', { to: 'team', team: null }, { next: 'say' }),
		say: step('message', { text: 'Go on' }),
	};
	const s = stage(workflow('wf_a', 'first-message', nodes, { onFailure }));
	s.says('hi');
	expect(s.said()).toEqual(said);
	expect(s.run()).toMatchObject({
		ended: { reason },
		steps: [{ problem: 'noTeam' }, {}].slice(0, said.length + 1),
	});
});

test('E-22: a run that fails while the customer waits leaves the conversation to the team', () => {
	const nodes = {
		ask: step('reply-buttons', { text: '?', options, typing: false }, { refund: 'hide' }),
		hide: step('snooze', { forMs: DAY }, { next: 'give' }),
		give: step('assign', { to: 'team', team: null }),
	};
	const s = stage(workflow('wf_a', 'first-message', nodes, { onFailure: 'stop' }));
	s.says('hi');
	expect(s.prompt()).toMatchObject({ typing: false });
	s.presses('refund');
	expect(s.run().ended).toMatchObject({ reason: 'failed', detail: 'noTeam' });
	expect(s.prompt(), 'the composer is back').toBeUndefined();
	const conversation = s.state().conversations[CONVERSATION];
	expect(conversation).toMatchObject({ state: 'open', teammate: null, team: null });
	expect(s.ofType('conversationUnsnoozed')).toHaveLength(1);
});

test.each(['continue', 'stop'] as const)(
	'E-22: a customer whom a failed step leaves with nobody goes to the fallback team (%s)',
	(onFailure) => {
		const nodes = { give: step('assign', { to: 'teammate', teammate: 'tea_gone' }) };
		const failing = workflow('wf_a', 'first-message', nodes, { onFailure });
		const s = stage(failing);
		Object.assign(s.view().workspace, {
			fallbackTeam: 'team_one',
			teammates: { tea_gone: { id: 'tea_gone', name: 'Gone', role: 'agent', disabled: true } },
		});
		s.says('hi');
		expect(s.state().conversations[CONVERSATION]).toMatchObject({ team: 'team_one' });
		const [handed] = s.ofType('conversationAssigned');
		expect(handed).toMatchObject({ node: 'give', visit: 1, team: 'team_one' });
		expect(s.run().steps).toMatchObject([{ node: 'give', problem: 'deleted:teammate:tea_gone' }]);
		expect(handed && s.take({ event: handed }), 'E-10').toEqual([]);
	},
);

test.each([
	['no team is chosen', { fallbackTeam: null }],
	['the team is gone', { fallbackTeam: 'team_gone' }],
])('E-22: nothing is assigned when %s', (_, settings) => {
	const s = stage(workflow('wf_a', 'first-message', { give: step('assign', { to: 'team' }) }));
	Object.assign(s.view().workspace, settings);
	s.says('hi');
	expect(s.ofType('conversationAssigned')).toEqual([]);
});

test('E-22: whom somebody has already, the fallback team does not get', () => {
	const nodes = {
		first: step('assign', { to: 'teammate', teammate: 'tea_ana' }, { next: 'then' }),
		then: step('assign', { to: 'team' }),
	};
	const s = stage(workflow('wf_a', 'first-message', nodes));
	Object.assign(s.view().workspace, { fallbackTeam: 'team_one' });
	s.says('hi');
	const conversation = s.state().conversations[CONVERSATION];
	expect(conversation).toMatchObject({ teammate: 'tea_ana', team: null });
});

test('a step of a newer version ends the run and says which', () => {
	const ask = step('reply-buttons', { text: '?', options, typing: false }, { refund: 'moon' });
	const moon = { kind: 'land-on-moon', params: {}, next: {} };
	const s = stage(workflow('wf_a', 'first-message', { ask, moon }));
	s.says('hi');
	s.presses('refund');
	expect(s.run().ended).toMatchObject({ reason: 'newerVersionNeeded', detail: 'land-on-moon' });
});

test('E-18: a deadline is on time, late, refused or past', () => {
	const waits = (runLate: boolean) =>
		workflow('wf_a', 'first-message', {
			w: step('wait', { forMs: HOUR, runLate }, { done: 'n' }),
			n: step('note', { text: 'done' }),
		});
	for (const [runLate, lateMs, reason, recorded] of [
		[true, 14 * MINUTE, 'completed', undefined],
		[true, 2 * DAY, 'completed', 2 * DAY],
		[false, 2 * DAY, 'expired', undefined],
		[true, 4 * DAY, 'expired', undefined],
	] as const) {
		const s = stage(waits(runLate));
		s.says('hi');
		const timer = { run: s.run().id, node: 'w', visit: 1, due: s.run().park?.until ?? 0 };
		expect(s.take({ timer }), 'too early').toEqual([]);
		s.sleep(HOUR + lateMs);
		s.take({ timer });
		expect(s.run().ended?.reason).toBe(reason);
		expect(s.run().steps[1]?.lateMs).toBe(recorded);
	}
});

test('E-18: the deadline of an earlier stay does nothing', () => {
	const ask = step('reply-buttons', { text: '?', options, timeoutMs: HOUR });
	const s = stage(workflow('wf_a', 'first-message', { ask }));
	s.says('hi');
	const { visit, until = 0 } = s.run().park ?? { visit: 0 };
	s.says('something else');
	s.sleep(DAY);
	expect(s.take({ timer: { run: s.run().id, node: 'ask', visit, due: until } })).toEqual([]);
	expect(s.run().park?.visit).toBe(2);
});

test('E-28: an effect can be explained by version, step, way and values', () => {
	const refund = { field: 'message.text', operator: 'contains', value: 'devolución' };
	const s = stage(
		workflow('wf_a', 'first-message', {
			route: step(
				'branches',
				{ branches: [{ id: 'refund', label: 'R', condition: { match: 'all', rules: [refund] } }] },
				{ refund: 'say' },
			),
			say: { ...step('message', { text: 'ok' }), name: 'Confirm' },
		}),
	);
	s.says('Quiero una DEVOLUCION');
	const said = s.ofType('messageSent').at(-1);
	expect(said && explain(said, s.state(), s.view().version)).toMatchObject({
		workflow: 'wf_a',
		title: 'Test',
		number: 1,
		step: { node: 'say', kind: 'message', name: 'Confirm' },
		because: [{ field: 'message.text', actual: 'Quiero una DEVOLUCION', holds: true }],
		path: [{ node: 'route', left: 'refund' }, { node: 'say' }],
	});
	const reply = s.replies('a person');
	expect(explain(reply, s.state(), s.view().version)).toBeUndefined();
});
