import { expect, test } from 'vitest';
import { read, sourceFiles } from './source';

/** The engine's contract has 28 statements: each stands in its README and is cited by a test. */
const RULES = Array.from({ length: 28 }, (_, index) => `E-${String(index + 1).padStart(2, '0')}`);
const tests = sourceFiles().filter((file) => /\.(test|spec)\.ts$/.test(file));
/** Titles and tables of cases, and not what a comment says. */
const cited = new Set(
	tests.flatMap((file) => [...read(file).matchAll(/^[^/\n]*['"`].*$/gm)].flatMap(rulesIn)),
);

test.each(RULES)('%s is stated, and a test is named after it', (rule) => {
	expect(read('src/lib/engine/README.md')).toContain(`- **${rule}** `);
	expect([...cited]).toContain(rule);
});

test('the README states no rule that the contract does not have', () => {
	const stated = [...read('src/lib/engine/README.md').matchAll(/^- \*\*(E-\d+)\*\*/gm)];
	expect(stated.map(([, rule]) => rule)).toEqual(RULES);
});

function rulesIn([line]: RegExpMatchArray): string[] {
	return line.match(/\bE-\d\d\b/g) ?? [];
}
