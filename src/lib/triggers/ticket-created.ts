import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { isOfTypes, ticketTypeReferences, TicketTypes, typeNames } from './of-ticket-types';
import { defineTrigger } from './trigger';

/** By a person, or by the form that another workflow sent (W-TRG-10). */
export const ticketCreated = defineTrigger({
	kind: 'ticket-created',
	customerFacing: 'no',
	params: z.object({ types: TicketTypes }),
	initial: () => ({ types: [] }),
	listens: ['teammate.ticketCreated', 'engine.ticketCreated'],
	match: ({ types }, event) => event.type === 'ticketCreated' && isOfTypes(types, event.ticketType),
	references: ({ types }) => ticketTypeReferences(types),
	wakesOn: ({ types }) =>
		types.length === 0
			? [{ type: 'ticketCreated' }]
			: types.map((what) => ({ type: 'ticketCreated', what })),
	summary: ({ types }, workspace) => ({ types: typeNames(types, workspace) }),
});

export const text: KindText = {
	es: {
		title: 'Se crea un ticket',
		description: 'Cuando una persona o un flujo crea un ticket.',
		summary: 'Ticket nuevo: {types}',
		fields: { types: 'Tipos de ticket', anyType: 'de cualquier tipo' },
	},
	en: {
		title: 'Ticket created',
		description: 'When a person or a workflow creates a ticket.',
		summary: 'New ticket: {types}',
		fields: { types: 'Ticket types', anyType: 'of any type' },
	},
};
