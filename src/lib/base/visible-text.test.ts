import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { visibleName, visibleText } from './visible-text';

test.each([
	['direction', '\u202eana\u200b \u2066Ruiz\u2069\ufeff', 'ana Ruiz'],
	['controls and separators', 'a\u0000b\u2028c\u00add\u200ee\n', 'abcde'],
	['letters that show nothing', 'Ana\u3164\u115f\u1160\uffa0\u034f\u180e\u2800', 'Ana\u2800'],
	['joiners beside Latin letters', '\u200cA\u200dna\u200c\u200d Ruiz\u200d', 'Ana Ruiz'],
	['a variant of nothing', 'Ana\ufe0f 1\ufe0e', 'Ana 1'],
	['tags', 'Ana\u{e0041}\u{e007f}', 'Ana'],
])('B9: a name shows what it says: %s', (_what, name, shown) => {
	expect(visibleText(name)).toBe(shown);
});

test.each([
	'نیم\u200cفاصله',
	'क्\u200dष',
	'👩\u200d🚀',
	'👩🏽\u200d❤️\u200d👩🏻',
	'❤️ Ana',
	'1️⃣',
	'葛\u{e0100}城',
])('B9: %s is written with joiners or variants, and stays', (name) =>
	expect(visibleText(name)).toBe(name),
);

test('B9: a name that shows nothing is a dash, and no name is none', () => {
	expect(visibleName('\u200b \u202e')).toBe('—');
	expect(visibleName('\u2800')).toBe('—');
	expect(visibleName('')).toBe('');
});

property.prop([fc.string({ unit: 'binary' })])('B9: what is visible stays so', (text) => {
	const visible = visibleText(text);
	expect(visible).not.toMatch(/[\p{Bidi_Control}\p{Cc}\u2028\u2029\u00ad\u2060\u200b]/u);
	expect(visibleText(visible)).toBe(visible);
});
