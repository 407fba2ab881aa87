import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineStep } from './step';

export const close = defineStep({
	kind: 'close',
	group: 'act',
	customerFacing: false,
	parks: false,
	params: z.object({}),
	initial: () => ({}),
	ports: () => [{ id: 'next' }],
	references: () => [],
	problems: () => [],
	texts: [],
	summary: () => ({}),
	enter: (_params, { conversation }) => ({
		leave: 'next',
		effects: conversation.state === 'closed' ? [] : [{ type: 'conversationClosed' }],
	}),
});

export const text: KindText = {
	es: {
		title: 'Cerrar',
		description: 'Cierra la conversación.',
		summary: 'Cerrar la conversación',
		ports: { next: 'Después' },
	},
	en: {
		title: 'Close',
		description: 'Closes the conversation.',
		summary: 'Close the conversation',
		ports: { next: 'Next' },
	},
};
