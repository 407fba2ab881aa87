import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

/** A reply by a person, never one by an automation. */
export const teammateMessage = defineTrigger({
	kind: 'teammate-message',
	customerFacing: 'no',
	params: z.object({}),
	initial: () => ({}),
	listens: ['teammate.messageSent'],
	match: () => true,
	summary: () => ({}),
});

export const text: KindText = {
	es: {
		title: 'El compañero de equipo envía cualquier mensaje',
		description: 'Con cada respuesta de una persona del equipo.',
		summary: 'Con cada respuesta del equipo',
	},
	en: {
		title: 'Teammate sends any message',
		description: 'On every reply by a person of the team.',
		summary: 'On every reply by the team',
	},
};
