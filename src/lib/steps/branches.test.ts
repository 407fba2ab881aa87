import { expect, test } from 'vitest';
import { branches } from './branches';
import { contextWith } from './step.test-kit';

const rule = (value: string) => ({ field: 'message.text', operator: 'contains', value });
const branch = (id: string, ...values: string[]) => ({
	id,
	label: id,
	condition: { match: 'all' as const, rules: values.map(rule) },
});

test('E-19, W-RTE-02: takes the first branch that holds and says what it saw', () => {
	const params = { branches: [branch('a', 'adios'), branch('b', 'hola'), branch('c', 'ho')] };
	expect(branches.enter(params, contextWith())).toMatchObject({
		leave: 'b',
		because: [
			{ expected: 'adios', actual: 'Hola', holds: false },
			{ expected: 'hola', holds: true },
		],
	});
});

test('E-19: Else when none holds, and a missing value is no error', () => {
	const gone = (operator: string) => {
		const rules = [{ field: 'contact.atr_gone', operator, value: 'x' }];
		return { branches: [{ id: 'a', label: 'A', condition: { match: 'all' as const, rules } }] };
	};
	expect(branches.enter(gone('is'), contextWith())).toMatchObject({ leave: 'else' });
	expect(branches.enter(gone('isUnknown'), contextWith())).toMatchObject({ leave: 'a' });
});

test('W-RTE-03, W-RTE-07: a branch must lead somewhere, Else need not', () => {
	expect(branches.ports({ branches: [branch('a')] })).toEqual([
		{ id: 'a', label: 'a', required: true },
		{ id: 'else' },
	]);
});

test('W-RTE-04: nine branches of ten rules each, and no more', () => {
	const nine = Array.from({ length: 9 }, (_, index) => branch(`b${index}`, ...words(10)));
	expect(branches.params.safeParse({ branches: nine }).success).toBe(true);
	expect(branches.ports({ branches: nine })).toHaveLength(10);
	const ten = { branches: [...nine, branch('b9', 'x')] };
	expect(branches.params.safeParse(ten).success).toBe(false);
	expect(branches.params.safeParse({ branches: [branch('a', ...words(11))] }).success).toBe(false);
	expect(branches.problems({ branches: [] })).toMatchObject([{ code: 'noBranches' }]);
});

test.each([
	['contact.email', 'isUnknown', undefined],
	['contact.tags', 'isNoneOf', ['tag_a']],
	['run.topic', 'isUnknown', undefined],
	['conversation.teammate', 'isUnknown', undefined],
	['conversation.team', 'isUnknown', undefined],
	['message.text', 'is', 'Hola'],
	['workspace.open', 'isTrue', undefined],
])('W-RTE-04: a branch can look at %s', (field, operator, value) => {
	const condition = { match: 'all' as const, rules: [{ field, operator, value }] };
	const params = { branches: [{ id: 'a', label: 'A', condition }] };
	const tags = { tag_a: { id: 'tag_a', name: 'A' } };
	expect(branches.enter(params, contextWith({ workspace: { tags } }))).toMatchObject({
		leave: 'a',
	});
});

test('W-RTE-04: the rules of a branch are joined by all or by any', () => {
	const both = branch('a', 'Hola', 'adios');
	const any = { ...both, condition: { ...both.condition, match: 'any' as const } };
	expect(branches.enter({ branches: [both] }, contextWith())).toMatchObject({ leave: 'else' });
	expect(branches.enter({ branches: [any] }, contextWith())).toMatchObject({ leave: 'a' });
});

function words(count: number): string[] {
	return Array.from({ length: count }, (_, index) => `w${index}`);
}
