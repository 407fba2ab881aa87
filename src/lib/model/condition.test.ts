import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { type Condition, covers } from './condition';

const FIELDS = ['a', 'b', 'c'];
const condition: fc.Arbitrary<Condition> = fc.record({
	match: fc.constantFrom('all' as const, 'any' as const),
	rules: fc
		.array(fc.constantFrom(...FIELDS), { maxLength: 3 })
		.map((fields) => fields.map((field) => ({ field, operator: 'is', value: true }))),
});
const facts = fc.subarray(FIELDS);

test.prop([condition, condition, facts])(
	'E-03: where a condition covers another, it holds whenever that one does',
	(wide, narrow, truths) => {
		fc.pre(covers(wide, narrow) && holds(narrow, truths));
		expect(holds(wide, truths)).toBe(true);
	},
);

function holds({ match, rules }: Condition, truths: string[]): boolean {
	const met = rules.map(({ field }) => truths.includes(field));
	return rules.length === 0 || (match === 'all' ? met.every(Boolean) : met.some(Boolean));
}
