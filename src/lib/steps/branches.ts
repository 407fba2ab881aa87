import { Condition, covers } from '../model/condition';
import type { Evidence } from '../model/event';
import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineStep } from './step';

/** Nine and Else (W-RTE-04). */
const MAX_BRANCHES = 9;

const Branch = z.object({
	id: z.string().check(z.maxLength(64)),
	label: z.string().check(z.maxLength(120)),
	condition: Condition,
});

/**
 * The first branch whose condition holds is taken, else Else; a missing value is not an error
 * (E-19).
 */
export const branches = defineStep({
	kind: 'branches',
	group: 'route',
	customerFacing: false,
	parks: false,
	params: z.object({ branches: z.array(Branch).check(z.maxLength(MAX_BRANCHES)) }),
	initial: () => ({
		branches: [{ id: 'first', label: '', condition: { match: 'all' as const, rules: [] } }],
	}),
	ports: ({ branches }) => [
		...branches.map(({ id, label }) => ({ id, label, required: true as const })),
		{ id: 'else' },
	],
	afterFailure: 'else',
	parts: ['branches'],
	references: () => [],
	conditions: ({ branches }) => branches.map(({ condition }) => condition),
	problems: ({ branches }) => [
		...(branches.length > 0 ? [] : [{ code: 'noBranches', param: 'branches' }]),
		...(branches.every(({ label }) => label.trim())
			? []
			: [{ code: 'noLabel', param: 'branches' }]),
		...(branches.every(({ condition }) => condition.rules.length > 0)
			? []
			: [{ code: 'noRules', param: 'branches' }]),
	],
	warnings: ({ branches }) => {
		const isShadowed = branches.some(({ condition }, place) =>
			branches.slice(0, place).some((earlier) => covers(earlier.condition, condition)),
		);
		return isShadowed ? [{ code: 'shadowed', param: 'branches' }] : [];
	},
	texts: [],
	summary: ({ branches }) => ({ branches: branches.map(({ label }) => label).join(' · ') }),
	enter({ branches }, { evaluate }) {
		const because: Evidence[] = [];
		for (const { id, condition } of branches) {
			const verdict = evaluate(condition);
			because.push(...verdict.because);
			if (verdict.holds) return { leave: id, because };
		}
		return { leave: 'else', because };
	},
});

export const text: KindText = {
	es: {
		title: 'Ramas (Sucursales)',
		description: 'Sigue la primera rama cuya condición se cumple.',
		summary: '{branches}',
		ports: { else: 'Si no' },
		problems: {
			noBranches: 'Añade al menos una rama.',
			noLabel: 'Cada rama necesita un nombre.',
			noRules: 'Cada rama necesita al menos una condición.',
			shadowed: 'Una rama nunca se toma: una anterior se cumple siempre que ella.',
		},
		fields: {
			branches: 'Ramas',
			label: 'Nombre',
			condition: 'Condición',
			clone: 'Duplicar la rama',
		},
	},
	en: {
		title: 'Branches',
		description: 'Takes the first branch whose condition holds.',
		summary: '{branches}',
		ports: { else: 'Else' },
		problems: {
			noBranches: 'Add at least one branch.',
			noLabel: 'Every branch needs a name.',
			noRules: 'Every branch needs at least one condition.',
			shadowed: 'One branch is never taken: an earlier one holds whenever it does.',
		},
		fields: {
			branches: 'Branches',
			label: 'Name',
			condition: 'Condition',
			clone: 'Duplicate branch',
		},
	},
};
