import { describe, expect, test } from 'vitest';
import { HOUR } from '../base/clock';
import type { WorkflowSettings } from '../model/workflow';
import { probing } from './probes.test-kit';
import { agent, CONVERSATION, type Stage, stage, step } from './stage.test-kit';

const say = (text: string, next: Record<string, string> = {}) => step('message', { text }, next);
const options = [{ id: 'on', label: 'On' }];
const asks = (text: string, on: string) => step('reply-buttons', { text, options }, { on });
const none: Partial<WorkflowSettings> = { exits: [] };

describe('E-21: handing over', () => {
	const call = (params: Record<string, unknown> = {}) =>
		step('probe-call', { workflow: 'wf_child', mode: 'handOver', ...params }, { failure: 'f' });
	const parent = (params?: Record<string, unknown>) =>
		probing('wf_main', 'first-message', { go: call(params), f: say('failed') });
	const child = probing('wf_child', 'manual', {
		one: say('one {{run.name}}', { next: 'two' }),
		two: say('two', { next: 'ask' }),
		ask: step('collect-reply'),
	});

	test('W-SUB-03: ends the caller and starts the other one where told, with variables by name', () => {
		const s = stage(parent({ node: 'two', gives: { name: 'Ana' } }), child);
		s.says('hi');
		expect(s.run('wf_main').ended?.reason).toBe('completed');
		expect(s.run('wf_main').steps[0]?.called).toBe(s.run('wf_child').id);
		expect(s.said()).toEqual(['two']);
		expect(s.run('wf_child').variables).toEqual({ name: 'Ana' });
	});

	test('repeating the input changes nothing (E-10)', () => {
		const s = stage(parent(), child);
		const event = s.says('hi');
		expect(s.take({ event })).toEqual([]);
	});

	test.each([
		['notLive', { workflow: 'wf_gone' }],
		['noSuchStep', { node: 'nowhere' }],
		['alreadyRunning', { mode: 'return', workflow: 'wf_main' }],
	])('what cannot be called fails, with the reason: %s', (reason, params) => {
		const s = stage(parent(params), child);
		s.says('hi');
		expect(s.said()).toEqual(['failed']);
		expect(s.run('wf_main').steps[0]?.problem).toBe(`call:${reason}`);
	});

	test('E-08: two that hand over to each other without a rest stop by themselves', () => {
		const ping = (id: string, other: string) =>
			probing(id, id === 'wf_a' ? 'first-message' : 'manual', {
				n: step('note', { text: id }, { next: 'go' }),
				go: step('probe-call', { workflow: other, mode: 'handOver' }),
			});
		const s = stage(ping('wf_a', 'wf_b'), ping('wf_b', 'wf_a'));
		s.says('hi');
		expect(s.ofType('noteAdded')).toHaveLength(10);
		expect(s.runs().every(({ ended }) => ended)).toBe(true);
		expect(s.runs().at(-1)?.steps.at(-1)?.problem).toBe('call:chainTooLong');
	});

	test('W-TPL-11: a menu can be gone round as often as somebody presses its buttons', () => {
		const hand = (to: string) => step('probe-call', { workflow: to, mode: 'handOver' });
		const menu = probing(
			'wf_menu',
			'first-message',
			{ ask: asks('menu', 'go'), go: hand('wf_sub') },
			none,
		);
		const sub = probing('wf_sub', 'manual', { ask: asks('sub', 'go'), go: hand('wf_menu') }, none);
		const s = stage(menu, sub);
		s.says('hi');
		for (let round = 0; round < 6; round++) {
			s.presses('on');
			expect(s.prompt()?.text).toBe('sub');
			s.presses('on');
			expect(s.prompt()?.text).toBe('menu');
		}
		expect(s.runs().filter(({ ended }) => !ended)).toHaveLength(1);
	});
});

describe('E-21: calling and coming back', () => {
	const parent = probing(
		'wf_main',
		'any-message',
		{
			go: step(
				'probe-call',
				{ workflow: 'wf_child', mode: 'return', takes: ['reply'] },
				{ next: 'after', failure: 'f' },
			),
			after: say('you said {{run.reply}}'),
			f: say('no answer'),
		},
		{ exits: ['customerReplied', 'teammateReplied'] },
	);
	const child = probing('wf_child', 'manual', { ask: step('collect-reply') }, none);
	const called = (...others: Parameters<typeof stage>): Stage => {
		const s = stage(parent, child, ...others);
		s.says('hi');
		return s;
	};

	test('W-SUB-03: goes on when the other one has ended, with what it learned', () => {
		const s = called();
		expect(s.run('wf_main').park?.listens).toEqual(['engine.runEnded']);
		const answer = s.says('blue');
		expect(s.said()).toEqual(['you said blue']);
		expect(s.runs().filter(({ workflow }) => workflow === 'wf_main')).toHaveLength(1);
		expect(s.take({ event: answer })).toEqual([]);
	});

	test('E-13: what the one called takes does not end the caller', () => {
		const s = called();
		s.says('blue');
		expect(s.run('wf_main').ended?.reason).toBe('completed');
	});

	test('E-05: caller and called are one voice, and no third one starts meanwhile', () => {
		const s = called(probing('wf_other', 'any-message', { hello: say('hello') }));
		expect(s.said()).toEqual([]);
		s.says('blue');
		expect(s.said()).toEqual(['you said blue']);
	});

	test('a called run that somebody stops takes the failure path of its caller', () => {
		const s = called();
		s.take({ stop: { run: s.run('wf_child').id, reason: 'stoppedByTeammate' } });
		expect(s.said()).toEqual(['no answer']);
	});

	test('whoever stops the caller stops what it waits for', () => {
		const s = called();
		s.take({ stop: { run: s.run('wf_main').id, reason: 'workflowStopped' } });
		expect(s.run('wf_child').ended?.reason).toBe('workflowStopped');
		expect(s.said()).toEqual([]);
	});

	test('E-23: a person who replies ends both', () => {
		const s = called();
		s.write(agent, { type: 'messageSent', conversation: CONVERSATION, text: 'I am here' });
		expect(s.runs().map(({ ended }) => ended?.reason)).toEqual([
			'teammateReplied',
			'teammateReplied',
		]);
	});

	test('an heir comes back in the place of the one that handed over to it', () => {
		const middle = probing(
			'wf_child',
			'manual',
			{ go: step('probe-call', { workflow: 'wf_heir', mode: 'handOver' }) },
			none,
		);
		const heir = probing('wf_heir', 'manual', { ask: step('collect-reply') }, none);
		const s = stage(parent, middle, heir);
		s.says('hi');
		expect(s.run('wf_main').ended).toBeUndefined();
		s.says('red');
		expect(s.said()).toEqual(['you said red']);
	});
});

describe('E-15: a return leads back to where the keyword took the run away', () => {
	const nodes = {
		ask: asks('which?', 'wait'),
		wait: step('wait', { forMs: HOUR, interruptedBy: [] }),
		help: say('help', { next: 'back' }),
		back: step('probe-back', {}, { next: 'end' }),
		end: say('nowhere to go'),
	};
	const handlers = [{ words: ['help'], go: 'help' }];
	const listening = () => {
		const s = stage(probing('wf_a', 'first-message', nodes, { handlers }));
		s.says('hi');
		return s;
	};

	test('and asks again', () => {
		const s = listening();
		s.says('help');
		expect(s.said()).toEqual(['which?', 'help', 'which?']);
		expect(s.run()).toMatchObject({ park: { node: 'ask' }, away: [] });
		s.presses('on');
		expect(s.run().park?.node).toBe('wait');
	});

	test('without a keyword it takes its own path', () => {
		const s = stage(probing('wf_a', 'first-message', { back: nodes.back, end: nodes.end }));
		s.says('hi');
		expect(s.said()).toEqual(['nowhere to go']);
	});

	test('the caller’s keyword is heard while it waits, and ends what it had called', () => {
		const main = probing(
			'wf_main',
			'first-message',
			{
				go: step('probe-call', { workflow: 'wf_child', mode: 'return' }),
				help: nodes.help,
				back: nodes.back,
				end: nodes.end,
			},
			{ handlers },
		);
		const child = probing('wf_child', 'manual', { ask: step('collect-reply') }, none);
		const s = stage(main, child);
		s.says('hi');
		s.says('help');
		const [first, second] = s.runs().filter(({ workflow }) => workflow === 'wf_child');
		expect(first?.ended?.reason).toBe('interrupted');
		expect(second?.park?.node).toBe('ask');
		expect(s.said()).toEqual(['help']);
	});
});
