import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { cutText, splitText } from './split-text';

const words = (count: number) => Array.from({ length: count }, (_, i) => `palabra${i}`).join(' ');
const solid = (text: string) => text.replace(/\s+/g, '');

test('a text that fits stays as it is, and none is no part', () => {
	expect(splitText('Hola', 10)).toEqual(['Hola']);
	expect(splitText('', 10)).toEqual(['']);
	expect(splitText('0123456789', 10)).toEqual(['0123456789']);
});

test('a long text is parted between paragraphs, else lines, sentences, words', () => {
	expect(splitText('uno dos.\n\ntres cuatro', 14)).toEqual(['uno dos.', 'tres cuatro']);
	expect(splitText('uno dos\ntres cuatro', 14)).toEqual(['uno dos', 'tres cuatro']);
	expect(splitText('Uno dos. Tres cuatro', 14)).toEqual(['Uno dos.', 'Tres cuatro']);
	expect(splitText('uno dos tres cuatro', 14)).toEqual(['uno dos tres', 'cuatro']);
	expect(splitText('unodostrescuatro', 10)).toEqual(['unodostres', 'cuatro']);
});

const LETTERS = [
	'👩‍👩‍👧‍👦',
	'ñ',
	'🇨🇱',
	'👍🏽',
	'❤️',
	'1️⃣',
	'e\u0301\u0323',
	'😀',
	'🏴󠁧󠁢󠁥󠁮󠁧󠁿',
	'नि',
	'กำ',
	'\r\n',
];

test.each(LETTERS)('no letter is cut in two: %j', (letter) => {
	for (let max = 40; max < 60; max++) {
		const text = letter.repeat(60);
		const parts = splitText(text, max);
		expect(solid(parts.join(''))).toBe(solid(text));
		for (const part of parts) {
			expect(part.length).toBeLessThanOrEqual(max);
			expect(solid(part).length % solid(letter).length || 0).toBe(0);
		}
		expect(cutText(text, max).length).toBeLessThanOrEqual(max);
	}
});

test('one letter that is longer than everything is parted all the same', () => {
	const text = `a${'\u0301'.repeat(50)}`;
	expect(splitText(text, 10).join('')).toBe(text);
});

test('what cannot be parted ends in dots, and says all of it where it fits', () => {
	expect(cutText('Hola', 10)).toBe('Hola');
	expect(cutText(words(10), 20)).toMatch(/^palabra0 palabra1…$/);
	expect(cutText(words(10), 20).length).toBeLessThanOrEqual(20);
});

test.prop([fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 8, max: 60 })])(
	'nothing but the blanks at a border is left out, and no part is empty or too long',
	(text, max) => {
		const parts = splitText(text, max);
		expect(solid(parts.join(''))).toBe(solid(text));
		for (const part of parts) expect(part.length).toBeLessThanOrEqual(max);
		if (text.trim()) for (const part of parts) expect(part.trim()).not.toBe('');
		expect(parts.every((part) => part.isWellFormed())).toBe(text.isWellFormed());
	},
);
