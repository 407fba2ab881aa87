import { join } from 'node:path';
import { bundle } from '../../sync-server/bundle';
import type { guardCases } from './guard-cases';
import type { Measure } from './measure';

/** The targets that it speaks of. */
export const targets = ['guard'];

/** Compiled as the relay is: what runs these files wraps every closure that the guard makes. */
export async function measureGuard(): Promise<Measure[]> {
	const cases = await bundle(join(import.meta.dirname, 'guard-cases.ts'));
	const compiled = (await import(cases)) as { guardCases: typeof guardCases };
	return compiled.guardCases();
}
