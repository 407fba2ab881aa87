import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { TicketState } from '../model/ticket';
import { isOfTypes, ticketTypeReferences, TicketTypes, typeNames } from './of-ticket-types';
import { defineTrigger } from './trigger';

/** A person moves a ticket on (W-TRG-11). */
export const ticketStateChanged = defineTrigger({
	kind: 'ticket-state-changed',
	customerFacing: 'no',
	params: z.object({
		types: TicketTypes,
		to: z.array(TicketState).check(z.maxLength(TicketState.options.length)),
	}),
	initial: () => ({ types: [], to: [...TicketState.options] }),
	listens: ['teammate.ticketStateChanged'],
	match: ({ types, to }, event) =>
		event.type === 'ticketStateChanged' &&
		to.includes(event.to) &&
		isOfTypes(types, event.ticketType),
	problems: ({ to }) => (to.length > 0 ? [] : [{ code: 'noStates', param: 'to' }]),
	references: ({ types }) => ticketTypeReferences(types),
	summary: ({ types, to }, workspace) => ({ types: typeNames(types, workspace), states: to }),
});

export const text: KindText = {
	es: {
		title: 'El compañero de equipo cambia el estado de un ticket',
		description: 'Cuando una persona del equipo cambia el estado de un ticket.',
		summary: 'Ticket {types} pasa a: {states}',
		problems: { noStates: 'Elige al menos un estado.' },
		fields: {
			types: 'Tipos de ticket',
			anyType: 'de cualquier tipo',
			to: 'Estados',
			submitted: 'Enviado',
			inProgress: 'En curso',
			waitingOnCustomer: 'Esperando al cliente',
			resolved: 'Resuelto',
		},
	},
	en: {
		title: 'Teammate changes the ticket state',
		description: 'When a person of the team changes the state of a ticket.',
		summary: 'Ticket {types} becomes: {states}',
		problems: { noStates: 'Choose at least one state.' },
		fields: {
			types: 'Ticket types',
			anyType: 'of any type',
			to: 'States',
			submitted: 'Submitted',
			inProgress: 'In progress',
			waitingOnCustomer: 'Waiting on customer',
			resolved: 'Resolved',
		},
	},
};
