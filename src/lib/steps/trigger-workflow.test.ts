import { expect, test } from 'vitest';
import { stage, step, workflow } from '../engine/stage.test-kit';
import { triggerWorkflow } from './trigger-workflow';

const child = workflow('wf_child', 'manual', {
	ask: step('message', { text: 'Topic: {{run.reply}}. Colour?' }, { next: 'reply' }),
	reply: step('collect-reply'),
	late: step('message', { text: 'From the middle.' }),
});
const parent = (params: Record<string, unknown>) =>
	workflow('wf_parent', 'first-message', {
		topic: step('collect-reply', {}, { next: 'call' }),
		call: step('trigger-workflow', params, { next: 'after', failure: 'sorry' }),
		after: step('message', { text: 'Back with {{run.reply}}.' }),
		sorry: step('message', { text: 'Not possible.' }),
	});

test('E-21: hands over, with what the run has learned', () => {
	const s = stage(parent({ workflow: 'wf_child' }), child);
	for (const text of ['hello', 'shoes']) s.says(text);
	expect(s.said()).toEqual(['Topic: shoes. Colour?']);
	expect(s.run('wf_parent').ended?.reason).toBe('completed');
});

test('E-21: calls and comes back, with what the other learned', () => {
	const s = stage(parent({ workflow: 'wf_child', mode: 'return' }), child);
	for (const text of ['hello', 'shoes', 'red']) s.says(text);
	expect(s.said()).toEqual(['Topic: shoes. Colour?', 'Back with red.']);
});

test('W-SUB-01: begins at any step', () => {
	const s = stage(parent({ workflow: 'wf_child', node: 'late' }), child);
	for (const text of ['hello', 'shoes']) s.says(text);
	expect(s.said()).toEqual(['From the middle.']);
});

test('E-22: what is not live takes the failure path', () => {
	const s = stage(parent({ workflow: 'wf_gone' }));
	for (const text of ['hello', 'shoes']) s.says(text);
	expect(s.said()).toEqual(['Not possible.']);
	expect(triggerWorkflow.problems(triggerWorkflow.initial())).toHaveLength(1);
});
