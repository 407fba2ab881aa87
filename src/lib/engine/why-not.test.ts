import { expect, test } from 'vitest';
import { DAY, HOUR } from '../base/clock';
import type { DomainEvent } from '../model/event';
import type { LiveWorkflow, WorkflowSettings } from '../model/workflow';
import { agent, CONVERSATION, type Stage, stage, START, step, workflow } from './stage.test-kit';
import { whyNot } from './why-not';

const note = { n: step('note', { text: 'ran' }) };
const made = (settings: Partial<WorkflowSettings> = {}, trigger = 'any-message') =>
	workflow('wf_a', trigger, note, settings);
const ask = (s: Stage, live: LiveWorkflow | undefined, event: DomainEvent) => {
	const { state, workspace, version, stateAt } = s.view();
	return whyNot(live, event, { state, before: stateAt(event), workspace, version });
};
const vip = {
	match: 'all' as const,
	rules: [{ field: 'contact.email', operator: 'contains', value: '@vip.example' }],
};

test.each<[string, LiveWorkflow | undefined]>([
	['notLive', undefined],
	['beforeLive', { ...made(), liveSince: START + DAY }],
	['otherEvent', made({}, 'note-added')],
	['channel', made({ channels: ['email'] })],
	['schedule', made({ schedule: { until: START } })],
])('E-28: it names the first thing that was against it: %s', (reason, live) => {
	const s = stage(...(live ? [live] : []));
	const event = s.says('hi');
	expect(s.runs()).toEqual([]);
	expect(ask(s, live, event)).toEqual({ reason, because: [] });
});

test('E-28: an audience is told with the value that it saw', () => {
	const live = made({ audience: vip });
	const s = stage(live);
	s.write(agent, {
		type: 'attributeChanged',
		conversation: CONVERSATION,
		subject: 'contact',
		attribute: 'email',
		value: 'ana@example.org',
	});
	const event = s.says('hi');
	expect(ask(s, live, event)).toEqual({
		reason: 'audience',
		because: [
			{
				field: 'contact.email',
				operator: 'contains',
				expected: '@vip.example',
				actual: 'ana@example.org',
				holds: false,
			},
		],
	});
});

test('E-28: it names the run that was in the way', () => {
	const speaking = workflow('wf_b', 'first-message', { a: step('collect-reply') });
	const live = workflow('wf_a', 'any-message', { m: step('message', { text: 'hello' }) });
	const s = stage(speaking, live);
	const event = s.says('hi');
	expect(ask(s, live, event)).toEqual({
		reason: 'anotherSpeaks',
		because: [],
		run: s.run('wf_b').id,
	});
});

test('W-TRG-22: once per contact names the earlier run', () => {
	const live = made({ oncePerContact: true });
	const s = stage(live);
	s.says('hi');
	s.pass(HOUR);
	const event = s.says('again');
	expect(ask(s, live, event)).toMatchObject({ reason: 'oncePerContact', run: s.run().id });
});

test('E-28: a workflow that did start is not explained away', () => {
	const live = made();
	const s = stage(live);
	const event = s.says('hi');
	expect(ask(s, live, event)).toMatchObject({ reason: 'started', run: s.run().id });
});
