import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

/** Once in each conversation. */
export const firstMessage = defineTrigger({
	kind: 'first-message',
	customerFacing: 'yes',
	params: z.object({}),
	initial: () => ({}),
	listens: ['contact.messageSent'],
	match(_params, event, state) {
		if (event.type !== 'messageSent') return false;
		return state.conversations[event.conversation]?.customerMessages === 1;
	},
	summary: () => ({}),
});

export const text: KindText = {
	es: {
		title: 'El cliente envía su primer mensaje',
		description: 'Una vez en cada conversación nueva.',
		summary: 'Con el primer mensaje',
	},
	en: {
		title: 'Customer sends their first message',
		description: 'Once in each new conversation.',
		summary: 'On the first message',
	},
};
