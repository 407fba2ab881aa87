import { expect, test } from 'vitest';
import { booleanFormat } from './boolean';
import { reading } from './reading.test-kit';

test.each([
	['Sí', true],
	['yes', true],
	['NO', false],
	['0', false],
	['maybe', undefined],
	['yes!', true],
	['Sí.', true],
	['yeah', true],
	['ok', true],
	['vale, gracias', true],
	['👍', true],
	['nope', false],
	['No, gracias', false],
	['١', true],
	['10', undefined],
])('T-7: reads %s as %s', (text, value) => {
	expect(booleanFormat.parse(text, {}, reading())).toBe(value);
});

test('unknown is neither true nor false (E-19)', () => {
	const { isTrue, isFalse, isUnknown } = booleanFormat.operators;
	expect([isTrue, isFalse, isUnknown].map((it) => it?.holds(undefined, undefined, 0))).toEqual([
		false,
		false,
		true,
	]);
	expect(booleanFormat.print(true, {}, reading('es'))).toBe('Sí');
	expect(booleanFormat.print(false, {}, reading('en'))).toBe('No');
});
