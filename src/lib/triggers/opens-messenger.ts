import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineTrigger } from './trigger';

/** Before the first word is typed: the moment to greet. */
export const opensMessenger = defineTrigger({
	kind: 'opens-messenger',
	customerFacing: 'yes',
	params: z.object({}),
	initial: () => ({}),
	listens: ['contact.conversationStarted'],
	match: () => true,
	summary: () => ({}),
});

export const text: KindText = {
	es: {
		title: 'El cliente abre una nueva conversación',
		description: 'Antes de escribir, al abrir un chat nuevo en el Messenger.',
		summary: 'Al abrir una conversación',
	},
	en: {
		title: 'Customer opens a new conversation',
		description: 'Before typing, when a new chat is opened in the messenger.',
		summary: 'When a conversation is opened',
	},
};
