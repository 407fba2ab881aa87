import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { citedByTests, ROOT } from './source';

/**
 * What the register of the product promises of workflows and assignment: its sections R1 to R9 and
 * R12, and the workflow examples. The register lives beside the house, not in it.
 */
const REGISTER = join(ROOT, '../shared/product.md');
const ROW = /\b(?:W-(?:LIFE|TRG|SET|STP|RTE|ACT|TPL|CTL|SUB)|A|WFX)-\d\d\b/g;

test.skipIf(!existsSync(REGISTER))(
	'every row of workflows and assignment is cited by a test (needs ../shared/product.md)',
	() => {
		const promised = promisedRows(readFileSync(REGISTER, 'utf8'));
		expect(promised.length).toBeGreaterThan(100);
		const cited = citedByTests(ROW);
		expect(promised.filter((row) => !cited.has(row))).toEqual([]);
	},
);

/** Scope is the last column: X waits for a connector, N does not apply, D is a document. */
function promisedRows(register: string): string[] {
	return [...register.matchAll(/^\| ([A-Z]+(?:-[A-Z]+)?-\d+) \|.*\| ([^|]*) \|$/gm)].flatMap(
		([, id = '', scope = '']) => (id.match(ROW) && !/^[XND]\b/.test(scope) ? [id] : []),
	);
}
