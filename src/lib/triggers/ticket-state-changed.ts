import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

/** A person moves a ticket to another state (W-TRG-11). */
export const ticketStateChanged = defineTrigger({
	kind: 'ticket-state-changed',
	customerFacing: 'no',
	params: z.object({
		/** Empty: of any type. */
		ticketType: z.string().check(z.maxLength(80)),
		/** Empty: to any state. */
		to: z.string().check(z.maxLength(80)),
	}),
	initial: () => ({ ticketType: '', to: '' }),
	listens: ['teammate.ticketStateChanged'],
	match: ({ ticketType, to }, event) =>
		event.type === 'ticketStateChanged' &&
		(!ticketType || event.ticketType === ticketType) &&
		(!to || event.to === to),
	summary: ({ ticketType, to }) => ({ ticketType, to }),
});

export const text: KindText = {
	es: {
		title: 'El compañero cambia el estado de un folio',
		description: 'Cuando una persona del equipo mueve un folio a otro estado.',
		summary: 'Folio {ticketType} pasa a {to}',
		fields: {
			ticketType: 'Tipo de folio (vacío: cualquiera)',
			to: 'Nuevo estado (vacío: cualquiera)',
		},
	},
	en: {
		title: 'Teammate changes a ticket’s state',
		description: 'When a teammate moves a ticket to another state.',
		summary: 'Ticket {ticketType} moves to {to}',
		fields: { ticketType: 'Ticket type (empty: any)', to: 'New state (empty: any)' },
	},
};
