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

test('A8: every step gets a new id wherever one stands, in the order of the old ones', () => {
	const before = definition({
		toString: note({ next: 'n1', failure: 'stp_good' }),
		n1: note({ next: 'toString' }),
		a: note({ next: 'gone' }),
		stp_good: note({ next: 'a' }),
	});
	const made = ['stp_d', 'stp_b', 'stp_c', 'stp_e'];
	const ids = newStepIds(before, () => made.pop() ?? '');
	const after = withStepIds(before, ids);
	expect([...ids]).toEqual([
		['a', 'stp_b'],
		['n1', 'stp_c'],
		['stp_good', 'stp_d'],
		['toString', 'stp_e'],
	]);
	expect(after.start).toBe('stp_e');
	expect(after.settings.handlers).toEqual([{ words: ['help'], go: 'stp_b' }]);
	expect(after.nodes).toEqual({
		stp_e: note({ next: 'stp_c', failure: 'stp_d' }),
		stp_c: note({ next: 'stp_e' }),
		stp_b: note({ next: 'gone' }),
		stp_d: note({ next: 'stp_b' }),
	});
	expect(Object.keys(after.nodes).every(isStepId)).toBe(true);
});

test('A8: a workflow without steps stays the same', () => {
	const before = definition({});
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
