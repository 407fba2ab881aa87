import { expect, test } from 'vitest';
import { randomSplit } from './random-split';
import { contextWith } from './step.test-kit';

const paths = (...weights: number[]) => ({
	paths: weights.map((weight, index) => ({ id: `p${index}`, label: `P${index}`, weight })),
});
const leaves = (roll: number, ...weights: number[]) =>
	randomSplit.enter(paths(...weights), { ...contextWith(), roll });

test('E-27: the roll alone decides, each path by its share', () => {
	const rolls = Array.from({ length: 100 }, (_one, index) => index / 100);
	const count = (id: string) =>
		rolls.filter((roll) => JSON.stringify(leaves(roll, 20, 0, 60)).includes(id)).length;
	expect([count('p0'), count('p1'), count('p2')]).toEqual([25, 0, 75]);
	expect(leaves(0.999_999, 1, 1)).toEqual({ leave: 'p1' });
});

test('without any weight there is no way to go', () => {
	expect(leaves(0.5, 0, 0)).toEqual({ fail: 'noWeight' });
	expect(randomSplit.problems(paths(0, 0)).map(({ code }) => code)).toEqual(['noWeight']);
	expect(randomSplit.problems(paths(1)).map(({ code }) => code)).toEqual(['onePath']);
});
