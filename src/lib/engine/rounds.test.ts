import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../base/clock';
import type { WorkflowNode } from '../model/workflow';
import { MAX_STARTS_PER_HOUR } from './admission';
import { probing } from './probes.test-kit';
import { CONVERSATION, type Stage, stage, step } from './stage.test-kit';

const ROUNDS = 60;
const host = { kind: 'engine', id: 'hst_1' } as const;
const options = [{ id: 'on', label: 'On' }];
const asks = (on: string) => step('reply-buttons', { text: '?', options }, { on });
const hand = (workflow: string) => step('probe-call', { workflow, mode: 'handOver' });
const call = (workflow: string, next: string) =>
	step('probe-call', { workflow, mode: 'return' }, { next });
const flow = (id: string, nodes: Record<string, WorkflowNode>) =>
	probing(id, id === 'wf_menu' ? 'first-message' : 'manual', nodes, { exits: [] });
const active = (s: Stage) => s.runs().filter(({ ended }) => !ended);

describe('E-08, A9: rounds that a customer goes are no loop', () => {
	test.each([
		['one button', () => [flow('wf_menu', { ask: asks('ask') })]],
		[
			'handing over',
			() => [
				flow('wf_menu', { ask: asks('go'), go: hand('wf_sub') }),
				flow('wf_sub', { ask: asks('go'), go: hand('wf_menu') }),
			],
		],
		[
			'handing over through one that does not rest',
			() => [
				flow('wf_menu', { ask: asks('go'), go: hand('wf_router') }),
				flow('wf_router', { go: hand('wf_sub') }),
				flow('wf_sub', { ask: asks('go'), go: hand('wf_menu') }),
			],
		],
		[
			'calling and coming back',
			() => [
				flow('wf_menu', { go: call('wf_sub', 'go') }),
				flow('wf_sub', { ask: asks('end'), end: step('note', { text: 'n' }) }),
			],
		],
		[
			'handing over after coming back',
			() => [
				flow('wf_menu', { go: call('wf_sub', 'on'), on: hand('wf_other') }),
				flow('wf_other', { go: call('wf_sub', 'on'), on: hand('wf_menu') }),
				flow('wf_sub', { ask: asks('end'), end: step('note', { text: 'n' }) }),
			],
		],
		[
			'coming back from an heir',
			() => [
				flow('wf_menu', { go: call('wf_sub', 'go') }),
				flow('wf_sub', { go: hand('wf_heir') }),
				flow('wf_heir', { ask: asks('end'), end: step('note', { text: 'n' }) }),
			],
		],
	])('sixty presses in an hour: %s', (_, flows) => {
		const s = stage(...flows());
		Object.assign(s.view().workspace, { fallbackTeam: 'team_one' });
		s.says('hi');
		for (let round = 0; round < ROUNDS; round++) {
			s.pass(10_000);
			expect(s.prompt(), `round ${round}`).toBeDefined();
			s.presses('on');
		}
		expect(s.prompt()).toBeDefined();
		expect(s.runs().filter(({ ended }) => ended && ended.reason !== 'completed')).toEqual([]);
		expect(s.ofType('conversationAssigned')).toEqual([]);
	});

	test('sixty messages, and what is caused by what they started', () => {
		const tags = (id: string, remove: string) =>
			step('tag', { add: [id], remove: [remove] }, { next: 'n' });
		const s = stage(
			probing('wf_a', 'any-message', {
				t: step('probe-tag', { tag: 'tag_a' }, { next: 'u' }),
				u: tags('tag_b', 'tag_a'),
			}),
			probing('wf_b', ['probe-tagged', { tag: 'tag_a' }], { n: step('note', { text: 'tagged' }) }),
		);
		for (let round = 0; round < ROUNDS; round++) s.says(`message ${round}`);
		expect(s.ofType('noteAdded')).toHaveLength(ROUNDS);
	});
});

describe('E-08, A9: rounds that nobody goes are a loop, and the team gets the conversation', () => {
	const team = (s: Stage) => s.state().conversations[CONVERSATION]?.team;
	const limits = (s: Stage) => s.runs().filter(({ ended }) => ended?.reason === 'loopLimit');

	test('what time alone brings about, more than twenty times in an hour', () => {
		const waker = probing('wf_a', ['state-changed', { to: ['open'], by: 'anyone' }], {
			n: step('note', { text: 'x' }),
		});
		const s = stage(waker);
		Object.assign(s.view().workspace, { fallbackTeam: 'team_one' });
		s.says('hi');
		const wake = () => {
			s.pass(MINUTE);
			s.write(host, { type: 'conversationSnoozed', conversation: CONVERSATION });
			s.write(host, { type: 'conversationUnsnoozed', conversation: CONVERSATION });
		};
		for (let i = 0; i < MAX_STARTS_PER_HOUR + 5; i++) wake();
		expect(s.ofType('noteAdded')).toHaveLength(MAX_STARTS_PER_HOUR);
		expect(limits(s)).toMatchObject([{ ended: { detail: 'starts' } }]);
		expect(team(s)).toBe('team_one');
		s.pass(2 * HOUR);
		wake();
		expect(s.ofType('noteAdded')).toHaveLength(MAX_STARTS_PER_HOUR + 1);
	});

	test('two that hand over to each other after a wait', () => {
		const ping = (id: string, other: string) =>
			flow(id, {
				rest: step('wait', { forMs: MINUTE, interruptedBy: [] }, { done: 'go' }),
				go: hand(other),
			});
		const s = stage(ping('wf_menu', 'wf_other'), ping('wf_other', 'wf_menu'));
		Object.assign(s.view().workspace, { fallbackTeam: 'team_one' });
		s.says('hi');
		s.pass(HOUR);
		expect(active(s)).toEqual([]);
		expect(s.runs()).toHaveLength(10);
		expect(team(s)).toBe('team_one');
	});

	test('one press, and a deadline that calls another again and again', () => {
		const main = flow('wf_menu', {
			ask: asks('rest'),
			rest: step('wait', { forMs: MINUTE, interruptedBy: [] }, { done: 'go' }),
			go: call('wf_sub', 'rest'),
		});
		const s = stage(main, flow('wf_sub', { n: step('note', { text: 'n' }) }));
		Object.assign(s.view().workspace, { fallbackTeam: 'team_one' });
		s.says('hi');
		s.presses('on');
		s.pass(50 * MINUTE);
		expect(s.ofType('noteAdded')).toHaveLength(MAX_STARTS_PER_HOUR);
		const problems = s.run('wf_menu').steps.flatMap(({ problem }) => problem ?? []);
		expect(new Set(problems)).toEqual(new Set(['call:tooOften']));
		expect(team(s)).toBe('team_one');
	});
});
