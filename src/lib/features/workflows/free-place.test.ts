import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freePlace } from './free-place';

const box = fc.record({
	x: fc.integer({ min: 0, max: 900 }),
	y: fc.integer({ min: 0, max: 900 }),
	width: fc.integer({ min: 1, max: 300 }),
	height: fc.integer({ min: 1, max: 300 }),
});

test('what is new stands where it was wanted, if nothing is there', () => {
	const wanted = { x: 0, y: 0, width: 208, height: 96 };
	expect(freePlace(wanted, [{ x: 208, y: 0, width: 9, height: 9 }])).toEqual({ x: 0, y: 0 });
	expect(freePlace(wanted, [{ x: 0, y: 96, width: 9, height: 9 }])).toEqual({ x: 0, y: 0 });
});

test('it never lies on anything, and is never moved up or aside', () => {
	fc.assert(
		fc.property(box, fc.array(box), (wanted, taken) => {
			const at = { ...wanted, ...freePlace(wanted, taken) };
			expect(at.x).toBe(wanted.x);
			expect(at.y).toBeGreaterThanOrEqual(wanted.y);
			const covered = taken.filter(
				(one) =>
					at.x < one.x + one.width &&
					one.x < at.x + at.width &&
					at.y < one.y + one.height &&
					one.y < at.y + at.height,
			);
			expect(covered).toEqual([]);
		}),
	);
});
