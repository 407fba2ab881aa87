import { DAY, HOUR, SECOND } from '../base/clock';
import { type KindText, shortDuration } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

/**
 * A person of the team had the last word and the customer, who has written before, stays away
 * (W-TRG-08). Automations do not count, and neither does a conversation that is closed or put away
 * (E-24).
 */
export const customerUnresponsive = defineTrigger({
	kind: 'customer-unresponsive',
	customerFacing: 'yes',
	params: z.object({ afterMs: z.number().check(z.gte(30 * SECOND), z.lte(14 * DAY)) }),
	initial: () => ({ afterMs: 4 * HOUR }),
	listens: ['engine.episodeDue'],
	match: (_params, event) => event.type === 'episodeDue',
	episode({ afterMs }, _state, { state, customerMessages, lastMessage, lastCustomerAt = 0 }) {
		if (state !== 'open' || customerMessages === 0) return undefined;
		if (lastMessage?.by.kind !== 'teammate' || lastCustomerAt >= lastMessage.at) return undefined;
		const { at } = lastMessage;
		return { key: String(at), since: at, due: at + afterMs };
	},
	summary: ({ afterMs }) => ({ duration: shortDuration(afterMs) }),
});

export const text: KindText = {
	es: {
		title: 'El cliente no ha respondido',
		description:
			'Cuando una persona del equipo respondió y el cliente lleva un tiempo sin escribir.',
		summary: 'Sin respuesta del cliente durante {duration}',
		fields: { afterMs: 'Tiempo sin respuesta' },
	},
	en: {
		title: 'Customer has been unresponsive',
		description: 'When a teammate replied and the customer has not written for a time.',
		summary: 'No reply from the customer for {duration}',
		fields: { afterMs: 'Time without a reply' },
	},
};
