import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Splice, caretAfter, spliceBetween } from './splice';

function apply(text: string, { at, remove, insert }: Splice): string {
	return text.slice(0, at) + insert + text.slice(at + remove);
}

test('gives the change that a person made, told by the caret', () => {
	expect(spliceBetween('helo', 'hello', 3)).toEqual({ at: 2, remove: 0, insert: 'l' });
	expect(spliceBetween('helo', 'hello', 4)).toEqual({ at: 3, remove: 0, insert: 'l' });
	expect(spliceBetween('hello', 'helo', 2)).toEqual({ at: 2, remove: 1, insert: '' });
	expect(spliceBetween('same', 'same')).toBeUndefined();
});

test('leads from any text to any other, and never splits a character', () => {
	const text = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '😁', 'é') });
	fc.assert(
		fc.property(text, text, fc.option(fc.nat(12), { nil: undefined }), (before, after, caret) => {
			const splice = spliceBetween(before, after, caret);
			expect(splice === undefined).toBe(before === after);
			if (!splice) return;
			expect(apply(before, splice)).toBe(after);
			expect(splice.insert.isWellFormed()).toBe(true);
			expect(before.slice(splice.at, splice.at + splice.remove).isWellFormed()).toBe(true);
		}),
	);
});

test('a caret stays in front of the same character when somebody writes before it', () => {
	const change = { at: 2, remove: 3, insert: 'XY' };
	expect([0, 2, 3, 5, 8].map((caret) => caretAfter(change, caret))).toEqual([0, 2, 4, 4, 7]);
});
