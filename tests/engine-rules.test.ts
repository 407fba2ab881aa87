import { expect, test } from 'vitest';
import { citedByTests, read } from './source';

/** The engine's contract has 30 statements: each stands in its README and is cited by a test. */
const RULES = Array.from({ length: 30 }, (_, index) => `E-${String(index + 1).padStart(2, '0')}`);
const cited = citedByTests(/\bE-\d\d\b/g);

test.each(RULES)('%s is stated, and a test is named after it', (rule) => {
	expect(read('src/lib/engine/README.md')).toContain(`- **${rule}** `);
	expect([...cited]).toContain(rule);
});

test('the README states no rule that the contract does not have', () => {
	const stated = [...read('src/lib/engine/README.md').matchAll(/^- \*\*(E-\d+)\*\*/gm)];
	expect(stated.map(([, rule]) => rule)).toEqual(RULES);
});
