import { expect, test } from 'vitest';
import type { Condition } from '../model/condition';
import type { WorkflowNode } from '../model/workflow';
import { Locale } from '../model/workspace';
import { text as branchesText } from '../steps/branches';
import { problemText } from './problem-text';
import { definition, step } from './stage.test-kit';
import { warningsOf } from './warnings';

const warnings = (nodes: Record<string, WorkflowNode>, settings = {}) =>
	warningsOf(definition('first-message', nodes, settings));
const rule = (value: unknown) => ({ field: 'message.text', operator: 'contains', value });
const all = (...words: string[]): Condition => ({ match: 'all', rules: words.map(rule) });
const any = (...words: string[]): Condition => ({ match: 'any', rules: words.map(rule) });
const route = (...conditions: Condition[]) =>
	step('branches', {
		branches: conditions.map((condition, i) => ({ id: `b${i}`, label: 'B', condition })),
	});

test.each([
	['the same again', [all('a'), all('a')]],
	['more is asked than before', [all('a'), all('a', 'b')]],
	['less is offered than before', [any('a', 'b'), any('b')]],
	['one of the earlier is enough', [any('a', 'b'), all('b', 'c')]],
	['an earlier one asks for nothing', [all(), all('a')]],
])('E-03: a branch that is never taken is told: %s', (_, conditions) => {
	expect(warnings({ a: route(...conditions) })).toEqual([
		{ code: 'shadowed', ofKind: true, node: 'a', param: 'branches' },
	]);
});

test.each([
	['another word', [all('a'), all('b')]],
	['less is asked than before', [all('a', 'b'), all('a')]],
	['more is offered than before', [any('a'), any('a', 'b')]],
	['all of them before, any of them after', [all('a', 'b'), any('a', 'b')]],
	['the last one asks for nothing', [all('a'), all()]],
])('E-03: a branch that can be taken is not told: %s', (_, conditions) => {
	expect(warnings({ a: route(...conditions) })).toEqual([]);
});

test('E-03: a variable without a fallback is told where a customer reads it', () => {
	const bare = { text: 'Hello {{contact.name}}' };
	expect(warnings({ a: step('message', bare), b: step('note', bare) })).toEqual([
		{ code: 'noFallback', node: 'a', param: 'text' },
	]);
	const label = { text: '?', options: [{ id: 'x', label: 'Use {{contact.email}}' }] };
	expect(warnings({ a: step('reply-buttons', label) })).toEqual([
		{ code: 'noFallback', node: 'a', param: 'options' },
	]);
	const kind = { text: "Hello {{contact.name | fallback: 'there'}}" };
	expect(warnings({ a: step('message', kind) })).toEqual([]);
});

test('E-03: a space around a value is told, in a step and in the audience', () => {
	const nodes = { a: route(all('refund ')) };
	expect(warnings(nodes, { audience: any('ok', ' refund') })).toEqual([
		{ code: 'straySpace', param: 'audience' },
		{ code: 'straySpace', node: 'a' },
	]);
});

test('E-03: what cannot be read is a problem, and no warning', () => {
	expect(warnings({ a: { kind: 'land-on-moon', params: {}, next: {} } })).toEqual([]);
	expect(warnings({ a: { kind: 'branches', params: { branches: 1 }, next: {} } })).toEqual([]);
});

test.each(Locale.options)('every warning has words (%s)', (locale) => {
	for (const code of ['straySpace', 'noFallback']) expect(problemText[locale][code]).toBeTruthy();
	expect(branchesText[locale].problems?.shadowed).toBeTruthy();
});
