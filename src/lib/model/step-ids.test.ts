import { expect, test } from 'vitest';
import { newStepIds, withStepIds } from './step-ids';
import { defaultSettings, isStepId, type WorkflowDefinition } from './workflow';

const note = (next: Record<string, string> = {}) => ({ kind: 'note', params: {}, next });
const definition = (nodes: WorkflowDefinition['nodes'], go = 'a'): WorkflowDefinition => ({
	format: 'relevo.workflow/1',
	title: 'T',
	trigger: { kind: 'manual', params: {} },
	settings: { ...defaultSettings(), handlers: [{ words: ['help'], go }] },
	start: Object.keys(nodes)[0] ?? null,
	nodes,
});

test('A8: steps get new ids wherever one stands, and those that can keep theirs do', () => {
	const before = definition({
		toString: note({ next: 'n1', failure: 'stp_good' }),
		n1: note({ next: 'toString' }),
		a: note({ next: 'gone' }),
		stp_good: note({ next: 'a' }),
	});
	let made = 0;
	const ids = newStepIds(before, () => `stp_new${++made}`);
	const after = withStepIds(before, ids);
	expect(after.start).toBe('stp_new1');
	expect(after.settings.handlers).toEqual([{ words: ['help'], go: 'stp_new3' }]);
	expect(after.nodes).toEqual({
		stp_new1: note({ next: 'stp_new2', failure: 'stp_good' }),
		stp_new2: note({ next: 'stp_new1' }),
		stp_new3: note({ next: 'gone' }),
		stp_good: note({ next: 'stp_new3' }),
	});
	expect(Object.keys(after.nodes).every(isStepId)).toBe(true);
});

test('A8: a workflow whose steps all keep their ids stays the same', () => {
	const before = definition({ stp_a: note() });
	expect(
		withStepIds(
			before,
			newStepIds(before, () => 'stp_new'),
		),
	).toBe(before);
});

test.each(['stp_01h', 'stp.b-1', 'Ask_3'])('a step may be called %s', (id) => {
	expect(isStepId(id)).toBe(true);
});

test.each([
	'a',
	'n1',
	'toString',
	'hasOwnProperty',
	'__proto__',
	'trigger',
	'so so',
	'año_1',
	'1st',
])('no step may be called %s', (id) => {
	expect(isStepId(id)).toBe(false);
});
