import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

/** A ticket comes into being, by hand or by a form (W-TRG-10). */
export const ticketCreated = defineTrigger({
	kind: 'ticket-created',
	customerFacing: 'no',
	params: z.object({
		/** Empty: of any type. */
		ticketType: z.string().check(z.maxLength(80)),
	}),
	initial: () => ({ ticketType: '' }),
	listens: ['teammate.ticketCreated', 'engine.ticketCreated'],
	match: ({ ticketType }, event) =>
		event.type === 'ticketCreated' && (!ticketType || event.ticketType === ticketType),
	wakesOn: ({ ticketType }) => [
		{ type: 'ticketCreated', ...(ticketType ? { what: ticketType } : {}) },
	],
	summary: ({ ticketType }) => ({ ticketType }),
});

export const text: KindText = {
	es: {
		title: 'Se crea un folio de atención',
		description: 'Con cada folio nuevo, de cualquier tipo o de uno solo.',
		summary: 'Con cada folio nuevo {ticketType}',
		fields: { ticketType: 'Tipo de folio (vacío: cualquiera)' },
	},
	en: {
		title: 'Ticket created',
		description: 'On every new ticket, of any type or of one.',
		summary: 'On every new ticket {ticketType}',
		fields: { ticketType: 'Ticket type (empty: any)' },
	},
};
