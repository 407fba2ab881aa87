import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineStep } from './step';

/** Opens what is closed or put away (W-ACT-11). */
export const reopen = defineStep({
	kind: 'reopen',
	group: 'act',
	customerFacing: false,
	parks: false,
	params: z.object({}),
	initial: () => ({}),
	ports: () => [{ id: 'next' }],
	references: () => [],
	writes: () => [{ type: 'conversationReopened' }],
	problems: () => [],
	texts: [],
	summary: () => ({}),
	enter: (_params, { conversation }) => ({
		leave: 'next',
		effects: conversation.state === 'open' ? [] : [{ type: 'conversationReopened' }],
	}),
});

export const text: KindText = {
	es: {
		title: 'Abrir la conversación',
		description: 'Vuelve a abrir una conversación cerrada o pospuesta.',
		summary: 'Abrir la conversación',
		ports: { next: 'Después' },
	},
	en: {
		title: 'Open the conversation',
		description: 'Opens a closed or snoozed conversation again.',
		summary: 'Open the conversation',
		ports: { next: 'Next' },
	},
};
