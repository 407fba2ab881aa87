import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { patientUntil, Patience, TIMED_OUT, timeoutPort } from './patience';
import { defineStep } from './step';

/** Parks until the customer writes anything at all; the words are kept as `run.reply`. */
export const collectReply = defineStep({
	kind: 'collect-reply',
	group: 'say',
	customerFacing: true,
	parks: true,
	needsTyping: true,
	params: z.object({
		timeoutMs: Patience,
	}),
	initial: () => ({ timeoutMs: null }),
	ports: ({ timeoutMs }) => [{ id: 'next' }, ...timeoutPort(timeoutMs)],
	afterFailure: 'next',
	references: () => [],
	problems: () => [],
	variables: () => [{ name: 'reply', format: 'text' }],
	texts: [],
	summary: () => ({}),
	enter: ({ timeoutMs }, { now }) => ({
		park: {
			listens: ['contact.messageSent'],
			...patientUntil(now, timeoutMs),
		},
	}),
	resume(_params, wake) {
		if ('timer' in wake) return TIMED_OUT;
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
