import { expect, test } from 'vitest';
import { describeField, fieldChoices, startRule } from '../attributes/condition-fields';
import { validate } from '../engine/validate';
import { step, workflow } from '../engine/stage.test-kit';
import { emptyWorkspace } from '../model/workspace';
import { runVariables } from './run-variables';

const ask = (answer: string, variable: string, next = {}) =>
	step('ask-question', { text: 'How many?', answer, variable }, next);
const rule = (operator: string, value: unknown) => ({
	branches: [
		{
			id: 'few',
			label: 'Few',
			condition: { match: 'all', rules: [{ field: 'run.seats', operator, value }] },
		},
	],
});

test('V-5: a workflow tells the formats of what its steps learn', () => {
	const nodes = { a: ask('number', 'seats'), b: ask('date', 'day'), c: ask('rating', 'seats') };
	expect(runVariables({ nodes })).toEqual([
		{ name: 'reply', format: 'text' },
		{ name: 'seats', format: 'number' },
		{ name: 'day', format: 'date' },
	]);
});

test('V-5: a condition offers the operators of the answer', () => {
	const workspace = emptyWorkspace();
	const variables = [{ name: 'seats', format: 'number' }];
	const field = describeField('run.seats', workspace, 'en', variables);
	expect(Object.keys(field.operators)).toContain('isMoreThan');
	expect(fieldChoices(workspace, 'en', variables)).toContainEqual({
		id: 'run.seats',
		text: 'seats (in this workflow)',
	});
	expect(startRule('run.seats', workspace, variables).operator).toBe('is');
	expect(describeField('run.other', workspace, 'en', variables).format).toBe('text');
});

test.each([
	['isMoreThan', 5, []],
	['is', '5', []],
	['contains', '5', []],
	['isBefore', 5, ['brokenCondition']],
	['isMoreThan', undefined, ['brokenCondition']],
])('V-5: a branch on a number that was asked for, %s %s', (operator, value, codes) => {
	const branch = step('branches', rule(operator, value), { few: 'end', else: 'end' });
	const nodes = {
		ask: ask('number', 'seats', { next: 'branch' }),
		branch,
		end: step('note', { text: 'Done' }),
	};
	const { definition } = workflow('wf_a', 'first-message', nodes);
	const problems = validate({ ...definition, start: 'ask' }, emptyWorkspace());
	expect(problems.map(({ code }) => code).filter((code) => code === 'brokenCondition')).toEqual(
		codes,
	);
});
