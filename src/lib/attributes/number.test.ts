import { expect, test } from 'vitest';
import { numberFormat } from './number';

test.each([
	['12', 12],
	['-3', -3],
	['1,5', 1.5],
	['1.5', 1.5],
	['1.234,56', 1234.56],
	['1,234.56', 1234.56],
	['.5', 0.5],
	['12a', undefined],
	['', undefined],
	['1e9', undefined],
])('reads %s as %s', (text, number) => {
	expect(numberFormat.parse(text, {})).toBe(number);
});

test('keeps within its limits', () => {
	const limits = { min: 1, max: 5 };
	expect(numberFormat.parse('5', limits)).toBe(5);
	expect(numberFormat.parse('6', limits)).toBeUndefined();
	expect(numberFormat.value(limits).safeParse(0).success).toBe(false);
	expect(numberFormat.value({}).safeParse(Number.NaN).success).toBe(false);
});

test('prints as the reader writes numbers, and compares numbers only', () => {
	expect(numberFormat.print(1234.5, {}, 'en')).toBe('1,234.5');
	expect(numberFormat.print(12345.5, {}, 'es')).toBe('12.345,5');
	expect(numberFormat.operators.isMoreThan?.holds(3, 2, 0)).toBe(true);
	expect(numberFormat.operators.isMoreThan?.holds('3', 2, 0)).toBe(false);
	expect(numberFormat.operators.isNot?.holds(undefined, 2, 0)).toBe(true);
});
