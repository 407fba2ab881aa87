import { DAY, HOUR, SECOND } from '../base/clock';
import { type KindText, shortDuration } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

/**
 * The customer waits for a person. Each reply ends the situation, so it can come about again and
 * again (W-TRG-13).
 */
export const teammateUnresponsive = defineTrigger({
	kind: 'teammate-unresponsive',
	customerFacing: 'yes',
	params: z.object({ afterMs: z.number().check(z.gte(30 * SECOND), z.lte(14 * DAY)) }),
	initial: () => ({ afterMs: 4 * HOUR }),
	listens: ['engine.episodeDue'],
	match: (_params, event) => event.type === 'episodeDue',
	episode({ afterMs }, _state, { state, waitingSince }) {
		if (state !== 'open' || waitingSince === undefined) return undefined;
		return { key: String(waitingSince), since: waitingSince, due: waitingSince + afterMs };
	},
	summary: ({ afterMs }) => ({ duration: shortDuration(afterMs) }),
});

export const text: KindText = {
	es: {
		title: 'El equipo no ha respondido',
		description: 'Cuando el cliente lleva un tiempo esperando la respuesta de una persona.',
		summary: 'El cliente espera desde hace {duration}',
		fields: { afterMs: 'Tiempo sin respuesta' },
	},
	en: {
		title: 'Teammate has been unresponsive',
		description: 'When the customer has waited a time for a person’s reply.',
		summary: 'The customer has waited for {duration}',
		fields: { afterMs: 'Time without a reply' },
	},
};
