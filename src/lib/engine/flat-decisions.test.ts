import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../base/clock';
import { leastCpuMs } from '../base/cpu-time.test-kit';
import { applyEvent, emptyContactState } from '../model/contact-state';
import { type DomainEvent, SHOWN_ENGINE } from '../model/event';
import type { View } from './contract';
import { decide } from './decide';
import { CONTACT, CONVERSATION, START, step, workflow, workspace } from './stage.test-kit';

const GOAL = {
	match: 'all' as const,
	rules: [{ field: 'conversation.tags', operator: 'isAnyOf', value: ['tag_b'] }],
};
const nodes = { a: step('message', { text: 'Thanks.' }, { next: 'b' }), b: step('collect-reply') };
const LIVE = [
	workflow('wf_often', 'any-message', nodes, {
		frequency: { kind: 'atMost', times: 500, perMs: HOUR },
		goal: { condition: GOAL, withinMs: 300 * DAY },
	}),
	workflow('wf_never', 'any-message', nodes, { oncePerContact: true }),
	workflow('wf_twice', 'any-message', nodes, {
		frequency: { kind: 'atMost', times: 2, perMs: 300 * DAY },
	}),
];

/** The contact has had so many runs of each workflow, a minute apart, in two conversations. */
function past(count: number): View {
	const state = emptyContactState(CONTACT);
	const host = { kind: 'engine' as const, id: 'host' };
	for (let i = 0; i < count; i++) {
		const { workflow: of = '', version = '' } = LIVE[i % 3] ?? {};
		const at = START + i * MINUTE;
		const run = `run_${i}`;
		const conversation = i % 2 ? CONVERSATION : 'cnv_2';
		const body = { by: host, conversation, run };
		const visit = { node: 'a', kind: 'message', visit: 1, left: 'next', shown: `ev_${i}` };
		const steps = [visit];
		const [trigger, wokenBy] = [`evt_${i}`, `evt_${i}`];
		const started = { type: 'runStarted' as const, workflow: of, version, trigger, chain: [] };
		const journal: DomainEvent[] = [
			{ ...body, id: `${run}.started`, at, ...started },
			{ ...body, id: `${run}.0`, at: at + 1, type: 'runAdvanced', wokenBy, steps },
			{ ...body, id: `${run}.ended`, at: at + 2, type: 'runEnded', reason: 'completed' },
		];
		for (const event of journal) applyEvent(state, event);
	}
	const version = (id: string) => LIVE.find((one) => one.version === id);
	const team = { online: [], open: {}, lastAssignedAt: {} };
	return { state, workspace: workspace(), live: LIVE, version, team, stateAt: () => state };
}

function costOf(count: number) {
	const view = past(count);
	const now = START + count * MINUTE;
	const by = { kind: 'contact' as const, id: CONTACT };
	const text = 'hello';
	const word: DomainEvent = {
		...{ id: 'evt_new', at: now, by, conversation: CONVERSATION },
		...{ type: 'messageSent', text },
	};
	const shown = { ...word, id: `ev_${count - 1}.0`, by: SHOWN_ENGINE };
	applyEvent(view.state, word);
	const world = { now: now + 1, host: 'host' };
	const started = decide(view, { event: word }, world).filter(({ type }) => type === 'runStarted');
	expect(started).toHaveLength(1);
	const work = () => {
		for (let i = 0; i < 50; i++) {
			decide(view, { event: word }, world);
			decide(view, { event: shown }, world);
		}
	};
	for (let i = 0; i < 6; i++) work();
	return leastCpuMs(work);
}

test('B8: a decision costs as much after ten thousand runs of a contact as after thirty', () => {
	costOf(300);
	const few = costOf(30);
	const many = costOf(10_000);
	expect(many / few).toBeLessThan(1.5);
});
