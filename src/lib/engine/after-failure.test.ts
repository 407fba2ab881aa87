import { describe, expect, test } from 'vitest';
import { DAY } from '../base/clock';
import { stepKind, steps } from '../steps/index';
import { triggerKind } from '../triggers/index';
import { planOf } from './plan';
import { CONVERSATION, stage, step, workflow } from './stage.test-kit';

describe('E-22: after a failure a run goes on by a way that says nothing untrue', () => {
	/** A step whose every port but the failure path leads on is entered and throws. */
	function goesOn(kind: string, wired?: Record<string, string>) {
		const own = stepKind(kind);
		if (!own) throw new Error(`no kind ${kind}`);
		const params = { ...own.initial(), ...RICH[kind] } as never;
		const ports = own.ports(params).filter(({ id }) => id !== 'failure');
		const next = wired ?? Object.fromEntries(ports.map(({ id }) => [id, 'end']));
		const end = step(kind === 'message' ? 'note' : 'message', { text: 'on' });
		const live = workflow('wf_a', 'first-message', { start: { kind, params, next }, end });
		planOf(live.definition, {
			step: (name) => (name === kind ? { ...own, enter: broken } : stepKind(name)),
			trigger: triggerKind,
		});
		const s = stage(live);
		s.view().workspace.fallbackTeam = 'team_one';
		s.says('hi');
		const by = s.run().steps[0]?.left;
		return { ports, by, run: s.run(), conversation: s.state().conversations[CONVERSATION] };
	}

	const broken = () => {
		throw new Error('broken');
	};
	const RICH: Record<string, object> = {
		branches: {
			branches: ['a', 'b'].map((id) => ({
				id,
				label: id,
				condition: { match: 'all', rules: [] },
			})),
		},
		assign: { to: 'team-member', team: 'team_one' },
		'collect-data': { timeoutMs: DAY },
		'collect-reply': { timeoutMs: DAY },
	};

	test.each([
		['branches', 'else'],
		['ask-question', 'invalid'],
		['ask-rating', 'unrated'],
		['assign', 'next'],
		['wait', 'done'],
		['collect-data', 'next'],
		['tag', 'next'],
	])('%s by %s', (kind, port) => {
		const { by, run } = goesOn(kind);
		expect(by).toBe(port);
		expect(run).toMatchObject({ ended: { reason: 'completed' }, steps: [{}, { node: 'end' }] });
	});

	test.each(['reply-buttons', 'date-time', 'random-split', 'jump', 'send-ticket'])(
		'%s by none: it ends, and the team has the conversation',
		(kind) => {
			const { by, run, conversation } = goesOn(kind);
			expect(by).toBeUndefined();
			expect(run.ended).toMatchObject({ reason: 'failed', detail: 'broken' });
			expect(run.steps).toHaveLength(1);
			expect(conversation).toMatchObject({ state: 'open', team: 'team_one' });
		},
	);

	test.each([
		['ask-question', 'invalid', { answer: 'end' }, 'failed'],
		['branches', 'else', { a: 'end' }, 'failed'],
		['ask-question', 'invalid', {}, 'completed'],
		['tag', 'next', {}, 'completed'],
	] as const)('%s whose way on (%s) is not wired: %o ends %s', (kind, _, next, reason) => {
		const { run, conversation } = goesOn(kind, next);
		expect(run.ended?.reason).toBe(reason);
		expect(conversation).toMatchObject({ state: 'open', team: 'team_one' });
	});

	test.each(steps.map(({ kind }) => kind))(
		'%s never takes the first of several ports without saying so',
		(kind) => {
			const { ports, by, run } = goesOn(kind);
			const { afterFailure } = stepKind(kind) ?? {};
			if (by === undefined) expect(run.ended?.reason).toBe('failed');
			else expect([afterFailure, ports.length === 1 && ports[0]?.id]).toContain(by);
		},
	);
});
