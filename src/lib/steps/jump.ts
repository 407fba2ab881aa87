import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineStep } from './step';

/**
 * Goes to the step that its edge leads to, so often and no more (E-20). The target is an edge like
 * any other: it is drawn, checked and carried along when steps are copied.
 */
export const jump = defineStep({
	kind: 'jump',
	group: 'route',
	customerFacing: false,
	parks: false,
	params: z.object({ times: z.int().check(z.gte(1), z.lte(100)) }),
	initial: () => ({ times: 3 }),
	ports: () => [{ id: 'jump', required: true }, { id: 'limit' }],
	references: () => [],
	problems: () => [],
	texts: [],
	summary: ({ times }) => ({ times: String(times) }),
	enter: ({ times }, { visits }) =>
		visits > times ? { leave: 'limit', otherwise: 'loopLimit' } : { leave: 'jump' },
});

export const text: KindText = {
	es: {
		title: 'Ir a',
		description: 'Salta a otro paso, un número limitado de veces.',
		summary: 'Ir a otro paso, {times} veces como máximo',
		ports: { jump: 'Ir a', limit: 'Límite alcanzado' },
		fields: { times: 'Veces como máximo' },
	},
	en: {
		title: 'Jump to',
		description: 'Goes to another step, a limited number of times.',
		summary: 'Jump, at most {times} times',
		ports: { jump: 'Go to', limit: 'Limit reached' },
		fields: { times: 'Times at most' },
	},
};
