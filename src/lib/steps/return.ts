import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineStep } from './step';

/** Back to where a keyword took the run away from; goes on where there is no such place (E-15). */
export const returnBack = defineStep({
	kind: 'return',
	group: 'route',
	customerFacing: false,
	parks: false,
	params: z.object({}),
	initial: () => ({}),
	ports: () => [{ id: 'next' }],
	references: () => [],
	problems: () => [],
	texts: [],
	summary: () => ({}),
	enter: () => ({ back: 'next' }),
});

export const text: KindText = {
	es: {
		title: 'Volver',
		description: 'Vuelve al paso del que una palabra clave sacó al cliente.',
		summary: 'Volver adonde estaba',
		ports: { next: 'Si no venía de otro paso' },
	},
	en: {
		title: 'Return',
		description: 'Goes back to the step that a keyword took the customer away from.',
		summary: 'Back to where it was',
		ports: { next: 'If it came from no step' },
	},
};
