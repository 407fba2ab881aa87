import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

/** An internal note by a person. */
export const noteAdded = defineTrigger({
	kind: 'note-added',
	customerFacing: 'no',
	params: z.object({}),
	initial: () => ({}),
	listens: ['teammate.noteAdded'],
	match: () => true,
	summary: () => ({}),
});

export const text: KindText = {
	es: {
		title: 'El compañero de equipo agrega una nota',
		description: 'Con cada nota interna de una persona del equipo.',
		summary: 'Con cada nota interna',
	},
	en: {
		title: 'Teammate adds a note',
		description: 'On every internal note by a person of the team.',
		summary: 'On every internal note',
	},
};
