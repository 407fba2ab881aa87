import { fc, test as property } from '@fast-check/vitest';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { assert, unreachable } from './assert';
import { nextInstant } from './clock';
import { hashId, sha256 } from './hash';
import { newId } from './id';
import { seededRandom } from './random';

const node = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

property.prop([fc.string({ unit: 'binary', maxLength: 300 })])(
	'sha256 is that of Node, for any text',
	(text) => {
		expect(sha256(text)).toBe(node(text));
	},
);

test('sha256 is that of Node at every block border and for long texts', () => {
	for (let length = 0; length <= 130; length++) {
		expect(sha256('é'.repeat(length))).toBe(node('é'.repeat(length)));
		expect(sha256('a'.repeat(length))).toBe(node('a'.repeat(length)));
	}
	const long = '😀ñ'.repeat(20_000);
	expect(sha256(long)).toBe(node(long));
	expect(sha256('')).toBe(node(''));
});

test('hashId tells apart parts that look alike when joined', () => {
	expect(hashId('ev', 'a', 'bc')).not.toBe(hashId('ev', 'ab', 'c'));
	expect(hashId('ev', 'a', 1)).toMatch(/^ev_[0-9a-f]{32}$/);
});

property.prop([fc.nat({ max: 2 ** 45 }), fc.nat({ max: 2 ** 45 }), fc.string()])(
	'ids sort by the time of their making',
	(one, other, seed) => {
		const random = seededRandom(seed);
		const [a, b] = [newId('evt', one, random), newId('evt', other, random)];
		expect(a).toMatch(/^evt_[0-9a-z]{36}$/);
		if (one !== other) expect(a < b).toBe(one < other);
	},
);

property.prop([fc.array(fc.integer({ min: -1_000, max: 1_000 }))])(
	'the hybrid clock never stands still and never goes back, whatever the wall clock does',
	(readings) => {
		let last = 0;
		for (const reading of readings) {
			const next = nextInstant(last, reading);
			expect(next).toBeGreaterThan(last);
			expect(next).toBeGreaterThanOrEqual(reading);
			last = next;
		}
	},
);

test('a seed gives the same numbers for ever, spread over the unit interval', () => {
	const numbers = Array.from({ length: 2_000 }, seededRandom('relevo'));
	expect(numbers.slice(0, 3)).toEqual(Array.from({ length: 3 }, seededRandom('relevo')));
	expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
	expect(numbers.reduce((sum, number) => sum + number) / numbers.length).toBeCloseTo(0.5, 1);
	expect(Array.from({ length: 3 }, seededRandom('other'))).not.toEqual(numbers.slice(0, 3));
});

test('programmer errors are loud', () => {
	expect(() => assert(false, 'this cannot happen')).toThrow('this cannot happen');
	expect(() => unreachable('x' as never)).toThrow('Unreachable');
});
