import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

/**
 * Another system calls. No connector receives such calls yet, and the words say so; what a
 * connector writes one day is what it waits for (W-TRG-19).
 */
export const incomingWebhook = defineTrigger({
	kind: 'incoming-webhook',
	customerFacing: 'yes',
	params: z.object({}),
	initial: () => ({}),
	listens: ['engine.webhookReceived'],
	match: (_params, event) => event.type === 'webhookReceived',
	summary: () => ({}),
});

export const text: KindText = {
	es: {
		title: 'Webhook entrante (sin conector)',
		description: 'Cuando llama otro sistema; aún no hay conector que reciba esas llamadas.',
		summary: 'Cuando llama otro sistema (sin conector)',
	},
	en: {
		title: 'Incoming webhook (no connector)',
		description: 'When another system calls; there is no connector yet to receive such calls.',
		summary: 'When another system calls (no connector)',
	},
};
