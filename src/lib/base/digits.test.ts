import { expect, test } from 'vitest';
import { plainDigits } from './digits';
import { foldText } from './fold-text';

/** The first digit of every script that Unicode 15 has, some beyond the first plane. */
const ZEROS = [0x660, 0x966, 0xe50, 0x17e0, 0xa620, 0xff10, 0x104a0, 0x1d7ce, 0x1d7d8, 0x1e950];

test('T-3: a number and a fold read the digits of every script alike', () => {
	for (const zero of ZEROS) {
		const typed = Array.from({ length: 10 }, (_, n) => String.fromCodePoint(zero + n)).join('');
		expect(plainDigits(typed)).toBe('0123456789');
		expect(foldText(typed)).toBe('0123456789');
	}
});

test('T-3: every decimal digit of Unicode is read alike by both', () => {
	let known = 0;
	for (let code = 0; code <= 0x1ffff; code++) {
		const typed = code >= 0xd800 && code < 0xe000 ? '' : String.fromCodePoint(code);
		if (!/^\p{Nd}$/u.test(typed)) continue;
		known++;
		expect(plainDigits(typed)).toMatch(/^[0-9]$/);
		expect(foldText(typed)).toBe(plainDigits(typed));
	}
	expect(known).toBeGreaterThan(600);
});
