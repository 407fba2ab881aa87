import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

/** No event starts it: only a person or another workflow does. */
export const manual = defineTrigger({
	kind: 'manual',
	customerFacing: 'yes',
	params: z.object({}),
	initial: () => ({}),
	listens: [],
	match: () => false,
	summary: () => ({}),
});

export const text: KindText = {
	es: {
		title: 'Disparador manual',
		description: 'Solo se inicia desde otro flujo o a mano.',
		summary: 'A mano o desde otro flujo',
	},
	en: {
		title: 'Manual trigger',
		description: 'Started only by another workflow or by hand.',
		summary: 'By hand or from another workflow',
	},
};
