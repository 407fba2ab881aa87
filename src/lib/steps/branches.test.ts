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
