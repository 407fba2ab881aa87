import { DAY, SECOND } from '../base/clock';
import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineStep } from './step';

/** Parks until the customer writes anything at all; the words are kept as `run.reply`. */
export const collectReply = defineStep({
	kind: 'collect-reply',
	group: 'say',
	customerFacing: true,
	parks: true,
	params: z.object({
		/** Null waits for ever. */
		timeoutMs: z.nullable(z.number().check(z.gte(30 * SECOND), z.lte(100 * DAY))),
	}),
	initial: () => ({ timeoutMs: null }),
	ports: ({ timeoutMs }) => [{ id: 'next' }, ...(timeoutMs === null ? [] : [{ id: 'timeout' }])],
	references: () => [],
	problems: () => [],
	texts: [],
	summary: () => ({}),
	enter: ({ timeoutMs }, { now }) => ({
		park: {
			listens: ['contact.messageSent'],
			...(timeoutMs === null ? {} : { until: now + timeoutMs }),
		},
	}),
	resume(_params, wake) {
		if ('timer' in wake) return { leave: 'timeout', otherwise: 'expired' };
		if (!('event' in wake) || wake.event.type !== 'messageSent') return undefined;
		return { leave: 'next', variables: { reply: wake.event.text } };
	},
});

export const text: KindText = {
	es: {
		title: 'Recabar la respuesta del cliente',
		description: 'Espera a que el cliente escriba un mensaje.',
		summary: 'Esperar la respuesta del cliente',
		ports: { next: 'Respondió', timeout: 'No respondió a tiempo' },
		fields: { timeoutMs: 'Esperar como máximo' },
	},
	en: {
		title: 'Collect customer reply',
		description: 'Waits until the customer writes a message.',
		summary: 'Wait for the customer’s reply',
		ports: { next: 'Replied', timeout: 'No answer in time' },
		fields: { timeoutMs: 'Wait at most' },
	},
};
