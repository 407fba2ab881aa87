import { expect, test } from 'vitest';
import { urlFits } from './page-rule';

test.each([
	['exactly', 'https://shop.example/pay', 'https://shop.example/pay/#top', true],
	['exactly', 'https://shop.example/pay', 'https://shop.example/pay?step=2', false],
	['startsWith', 'https://shop.example/pay', 'https://shop.example/pay?step=2', true],
	[
		'startsWith',
		'https://shop.example/pay',
		'https://evil.example/?https://shop.example/pay',
		false,
	],
	['contains', 'plans', 'https://shop.example/es/plans', true],
	['contains', 'plans', 'https://shop.example/es', false],
] as const)('W-SET-06: a page that is %s %s: %s → %s', (is, value, url, expected) => {
	expect(urlFits({ is, value }, url)).toBe(expected);
});

test('W-TRG-01: without a rule every page fits', () => {
	expect(urlFits(undefined, 'https://shop.example')).toBe(true);
});
