import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

/**
 * Made for work behind the scenes, such as tagging by keywords; an exclusive run can still answer.
 */
export const anyMessage = defineTrigger({
	kind: 'any-message',
	customerFacing: 'yes',
	params: z.object({}),
	initial: () => ({}),
	listens: ['contact.messageSent'],
	match: () => true,
	summary: () => ({}),
});

export const text: KindText = {
	es: {
		title: 'El cliente envía cualquier mensaje',
		description: 'Con cada mensaje del cliente.',
		summary: 'Con cada mensaje del cliente',
	},
	en: {
		title: 'Customer sends any message',
		description: 'On every message by the customer.',
		summary: 'On every customer message',
	},
};
