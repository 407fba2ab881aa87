import { describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../base/clock';
import { RunEndReason } from '../model/event';
import { hasDied } from '../model/run';
import type { LiveWorkflow, WorkflowNode, WorkflowSettings } from '../model/workflow';
import { probing } from './probes.test-kit';
import { agent, CONVERSATION, customer, type Stage, stage, step } from './stage.test-kit';

const options = [{ id: 'on', label: 'On' }];
const inConversation = { conversation: CONVERSATION };
const note = (next: string) => step('note', { text: 'n' }, { next });
const rest = step('wait', { forMs: HOUR, interruptedBy: [], runLate: false });

/** Asks without a composer, and has put the conversation away when it comes to `end`. */
function putAway(nodes: Record<string, WorkflowNode>, settings: Partial<WorkflowSettings> = {}) {
	const ask = step('reply-buttons', { text: '?', options, typing: false }, { on: 'hide' });
	const hide = step('snooze', { forMs: DAY }, { next: 'end' });
	const all = { onFailure: 'stop' as const, typing: false, ...settings };
	return probing('wf_a', 'first-message', { ask, hide, ...nodes }, all);
}

function played(live: LiveWorkflow, ...others: LiveWorkflow[]): Stage {
	const s = stage(live, ...others);
	Object.assign(s.view().workspace, { fallbackTeam: 'team_one' });
	s.says('hi');
	s.presses('on');
	return s;
}

const conversationOf = (s: Stage) => s.state().conversations[CONVERSATION];
const endOf = (s: Stage) => s.run('wf_a').ended;
const deadline = (s: Stage) => ({
	run: s.run('wf_a').id,
	node: 'end',
	visit: 1,
	due: s.run('wf_a').park?.until ?? 0,
});

/** The deadline of the step at `end` comes, in a world that another release has made. */
function wakeIn(s: Stage, live: LiveWorkflow, change: Partial<LiveWorkflow>): void {
	const timer = deadline(s);
	Object.assign(live, change);
	s.sleep(HOUR);
	s.take({ timer });
}

type Death = { reason: RunEndReason; detail?: string; play: () => Stage };
const DEATHS: Record<string, Death> = {
	'a step of a newer version': {
		reason: 'newerVersionNeeded',
		detail: 'land-on-moon',
		play: () => played(putAway({ end: { kind: 'land-on-moon', params: {}, next: {} } })),
	},
	'a step whose params cannot be read': {
		reason: 'newerVersionNeeded',
		detail: 'note',
		play: () => played(putAway({ end: { kind: 'note', params: { text: 7 }, next: {} } })),
	},
	'a step that is missing': {
		reason: 'failed',
		detail: 'noStep:end',
		play: () => played(putAway({})),
	},
	'a step that fails': {
		reason: 'failed',
		detail: 'noTeam',
		play: () => played(putAway({ end: step('assign', { to: 'team', team: null }) })),
	},
	'a step that throws': {
		reason: 'failed',
		detail: 'broken',
		play: () => played(putAway({ end: step('probe-throw', { at: 'enter' }) })),
	},
	'a step that throws when it is looked at': {
		reason: 'failed',
		detail: 'broken',
		play: () => played(putAway({ end: step('probe-throw', { at: 'references' }) })),
	},
	'a step that throws when it is woken': {
		reason: 'failed',
		detail: 'broken',
		play() {
			const s = played(putAway({ end: step('probe-throw', { at: 'resume' }) }));
			s.pass(HOUR);
			return s;
		},
	},
	'five hundred visits without a rest': {
		reason: 'loopLimit',
		detail: 'visits',
		play: () => played(putAway({ end: note('more'), more: note('end') })),
	},
	'a jump that was taken as often as it may': {
		reason: 'loopLimit',
		play: () => played(putAway({ end: step('jump', { times: 2 }, { jump: 'end' }) })),
	},
	'a deadline that is served too late': {
		reason: 'expired',
		detail: 'tooLate',
		play() {
			const s = played(putAway({ end: rest }));
			const timer = deadline(s);
			s.sleep(2 * DAY);
			s.take({ timer });
			return s;
		},
	},
	'an answer that never came': {
		reason: 'expired',
		play() {
			const s = played(putAway({ end: step('collect-reply', { timeoutMs: HOUR }) }));
			s.pass(HOUR);
			return s;
		},
	},
	'an answer that was not understood': {
		reason: 'failed',
		play() {
			const ask = step('ask-question', { text: '?', answer: 'number' });
			const s = played(putAway({ end: ask }));
			for (const words of ['a', 'b', 'c']) s.says(words);
			return s;
		},
	},
	'a workflow that somebody stopped': {
		reason: 'workflowStopped',
		play() {
			const s = played(putAway({ end: rest }));
			s.take({ stop: { run: s.run('wf_a').id, reason: 'workflowStopped' } });
			return s;
		},
	},
	'a deadline at a step that this release does not know': {
		reason: 'newerVersionNeeded',
		detail: 'land-on-moon',
		play() {
			const live = putAway({ end: rest });
			const s = played(live);
			const end = { kind: 'land-on-moon', params: {}, next: {} };
			wakeIn(s, live, { definition: putAway({ end }).definition });
			return s;
		},
	},
	'a deadline at a step that is not in the version': {
		reason: 'failed',
		detail: 'noStep:end',
		play() {
			const live = putAway({ end: rest });
			const s = played(live);
			wakeIn(s, live, { definition: putAway({}).definition });
			return s;
		},
	},
	'a deadline in a version that cannot be read': {
		reason: 'newerVersionNeeded',
		detail: 'version',
		play() {
			const live = putAway({ end: rest });
			const s = played(live);
			wakeIn(s, live, { version: 'ver_other' });
			return s;
		},
	},
};

describe('E-30, A7: a run that dies', () => {
	test.each(Object.entries(DEATHS))('hands its conversation over: %s', (_, death) => {
		const s = death.play();
		expect(endOf(s)).toMatchObject({ reason: death.reason });
		expect(endOf(s)?.detail).toBe(death.detail);
		expect(hasDied(death.reason)).toBe(true);
		const conversation = conversationOf(s);
		expect(conversation).toMatchObject({ state: 'open', team: 'team_one', prompts: [] });
		expect(conversation?.composerReturnsAt).toBeUndefined();
		expect(s.ofType('conversationAssigned')).toHaveLength(1);
		for (const event of s.events.slice(-10)) expect(s.take({ event }), 'E-10').toEqual([]);
	});

	test('every reason is either shown here as a death, or is none', () => {
		const shown = new Set(Object.values(DEATHS).map(({ reason }) => reason));
		expect(RunEndReason.options.filter(hasDied).sort()).toEqual([...shown].sort());
	});

	test('the automation’s own snooze ends, though nobody waits; a person’s does not', () => {
		const failing = { end: step('assign', { to: 'team', team: null }) };
		const nodes = { ...failing, start: step('snooze', { forMs: DAY }, { next: 'end' }) };
		const byRun = stage(
			probing('wf_a', 'note-added', { start: nodes.start, end: nodes.end }, { onFailure: 'stop' }),
		);
		byRun.replies('a person');
		byRun.write(agent, { type: 'noteAdded', ...inConversation, text: 'go' });
		expect(endOf(byRun)?.reason).toBe('failed');
		expect(conversationOf(byRun)?.state).toBe('open');
		const byPerson = stage(probing('wf_a', 'note-added', failing, { onFailure: 'stop' }));
		byPerson.replies('a person');
		byPerson.write(agent, { type: 'conversationSnoozed', ...inConversation });
		byPerson.write(agent, { type: 'noteAdded', ...inConversation, text: 'go' });
		expect(endOf(byPerson)?.reason).toBe('failed');
		expect(conversationOf(byPerson)?.state).toBe('snoozed');
	});

	test('a customer who only pressed buttons waits too', () => {
		const ask = step('reply-buttons', { text: '?', options }, { on: 'end' });
		const s = stage(probing('wf_a', 'note-added', { ask }));
		Object.assign(s.view().workspace, { fallbackTeam: 'team_one' });
		s.write(agent, { type: 'noteAdded', ...inConversation, text: 'go' });
		s.presses('on');
		expect(endOf(s)).toMatchObject({ reason: 'failed', detail: 'noStep:end' });
		expect(conversationOf(s)?.team).toBe('team_one');
	});

	test('a closed conversation stays closed, and whom somebody has stays with them', () => {
		const closing = { hide: step('close', {}, { next: 'end' }) };
		expect(conversationOf(played(putAway(closing)))).toMatchObject({ state: 'closed', team: null });
		const given = step('assign', { to: 'teammate', teammate: 'tea_ana' }, { next: 'gone' });
		const kept = conversationOf(played(putAway({ end: given })));
		expect(kept).toMatchObject({ state: 'open', teammate: 'tea_ana', team: null });
	});
});

describe('E-30: a run that comes to its own end, or that a person ends, hands nothing over', () => {
	const parked = (exits: WorkflowSettings['exits'] = []) =>
		played(putAway({ end: rest }, { exits }));
	const ENDS: Partial<Record<RunEndReason, () => Stage>> = {
		completed: () => played(putAway({ end: step('note', { text: 'n' }) })),
		teammateReplied() {
			const s = parked(['teammateReplied']);
			s.replies('a person');
			return s;
		},
		customerReplied() {
			const s = parked(['customerReplied']);
			s.says('more');
			return s;
		},
		assignedManually() {
			const s = parked(['assignedManually']);
			s.write(agent, { type: 'conversationAssigned', ...inConversation, teammate: agent.id });
			return s;
		},
		conversationClosed() {
			const s = parked();
			s.write(agent, { type: 'conversationClosed', ...inConversation });
			return s;
		},
		interrupted() {
			const wait = step('wait', { forMs: HOUR, interruptedBy: ['customerReply'] });
			const s = played(putAway({ end: wait }));
			s.says('more');
			return s;
		},
		stoppedByTeammate() {
			const s = parked();
			s.take({ stop: { run: s.run('wf_a').id, reason: 'stoppedByTeammate' } });
			return s;
		},
	};

	test.each(RunEndReason.options.filter((reason) => !hasDied(reason)))('%s', (reason) => {
		const s = ENDS[reason]?.();
		expect(s && endOf(s)?.reason).toBe(reason);
		expect(s && conversationOf(s)?.team).toBeNull();
		expect(s && conversationOf(s)?.composerReturnsAt).toBeUndefined();
	});
});

describe('E-21, E-30: what becomes of the one that had called a run that died', () => {
	const child = (end: WorkflowNode) =>
		probing('wf_child', 'manual', { ask: step('collect-reply', {}, { next: 'end' }), end });
	const broken = child({ kind: 'land-on-moon', params: {}, next: {} });
	const silent = probing('wf_child', 'manual', { ask: step('collect-reply', { timeoutMs: HOUR }) });
	const call = (next: Record<string, string>) =>
		step('trigger-workflow', { workflow: 'wf_child', mode: 'return' }, next);
	const parent = (next: Record<string, string>, settings: Partial<WorkflowSettings> = {}) =>
		putAway({ end: call(next), said: step('message', { text: 'said' }) }, settings);
	const reasons = (s: Stage) => s.runs().map(({ ended }) => ended?.reason);

	test('its failure path has it in hand', () => {
		const s = played(parent({ failure: 'said' }), broken);
		s.says('blue');
		expect(s.said().at(-1)).toBe('said');
		expect(reasons(s)).toEqual(['completed', 'newerVersionNeeded']);
		expect(conversationOf(s)?.team).toBeNull();
	});

	test.each(['stop', 'continue'] as const)(
		'without one the team gets it, once (%s)',
		(onFailure) => {
			const s = played(parent({}, { onFailure }), broken);
			s.says('blue');
			expect(s.ofType('conversationAssigned')).toMatchObject([{ team: 'team_one' }]);
			expect(conversationOf(s)).toMatchObject({ state: 'open', team: 'team_one' });
			expect(s.runs().every(({ ended }) => ended)).toBe(true);
		},
	);

	test('who never answered goes on with the caller, and to the team where that leads nowhere', () => {
		const on = played(parent({ next: 'said' }), silent);
		on.pass(HOUR);
		expect(on.said().at(-1)).toBe('said');
		expect(conversationOf(on)?.team).toBeNull();
		const out = played(parent({}), silent);
		out.pass(HOUR);
		expect(reasons(out)).toEqual(['expired', 'expired']);
		expect(conversationOf(out)?.team).toBe('team_one');
	});

	test('a caller that dies hands over, and what it had called ends with it', () => {
		const live = parent({});
		const s = played(live, silent);
		s.take({ stop: { run: s.run('wf_a').id, reason: 'workflowStopped' } });
		expect(reasons(s)).toEqual(['workflowStopped', 'workflowStopped']);
		expect(s.ofType('conversationAssigned')).toHaveLength(1);
	});

	test('W-CTL-03: a called run that is stopped on a teammate’s device lets its caller go on', () => {
		const s = played(parent({ next: 'said' }), silent);
		const { id } = s.run('wf_child');
		const end = { run: id, reason: 'stoppedByTeammate' } as const;
		const event = s.write(agent, { type: 'runEnded', ...inConversation, ...end });
		expect(s.said().at(-1)).toBe('said');
		expect(reasons(s)).toEqual(['completed', 'stoppedByTeammate']);
		expect(s.take({ event })).toEqual([]);
	});

	test('W-CTL-03: a caller that is stopped on a teammate’s device takes what it called along', () => {
		const s = played(parent({ next: 'said' }), silent);
		const { id } = s.run('wf_a');
		const end = { run: id, reason: 'stoppedByTeammate' } as const;
		s.write(agent, { type: 'runEnded', ...inConversation, ...end });
		expect(reasons(s)).toEqual(['stoppedByTeammate', 'stoppedByTeammate']);
		s.write(customer, { type: 'messageSent', ...inConversation, text: 'more' });
		expect(s.said()).not.toContain('said');
	});
});
