import { cutText } from '../base/split-text';
import { MAX_TEXT_LENGTH } from '../model/event';
import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineStep } from './step';

/** Closes the conversation, with a note for the team about why (W-ACT-09, W-ACT-11). */
export const close = defineStep({
	kind: 'close',
	group: 'act',
	customerFacing: false,
	parks: false,
	params: z.object({
		/** The closing note; without either there is none. */
		category: z._default(z.string().check(z.maxLength(120)), ''),
		summary: z._default(z.string().check(z.maxLength(MAX_TEXT_LENGTH)), ''),
	}),
	initial: () => ({ category: '', summary: '' }),
	ports: () => [{ id: 'next' }],
	references: () => [],
	writes: () => [{ type: 'conversationClosed' }],
	problems: () => [],
	texts: ['summary'],
	summary: ({ category }) => ({ category }),
	enter({ category, summary }, { conversation, render }) {
		if (conversation.state === 'closed') return { leave: 'next', effects: [] };
		const note = cutText(render(summary).trim(), MAX_TEXT_LENGTH);
		return {
			leave: 'next',
			effects: [
				...(category || note
					? [
							{
								type: 'closingNoteAdded' as const,
								...(category ? { category } : {}),
								...(note ? { summary: note } : {}),
							},
						]
					: []),
				{ type: 'conversationClosed' as const },
			],
		};
	},
});

export const text: KindText = {
	es: {
		title: 'Cerrar',
		description: 'Cierra la conversación, con una nota de cierre si se quiere.',
		summary: 'Cerrar la conversación {category}',
		ports: { next: 'Después' },
		fields: {
			category: 'Motivo del cierre',
			summary: 'Nota de cierre',
			teamOnly: 'Solo la lee el equipo: el cliente no la ve.',
		},
	},
	en: {
		title: 'Close',
		description: 'Closes the conversation, with a closing note if you like.',
		summary: 'Close the conversation {category}',
		ports: { next: 'Next' },
		fields: {
			category: 'Reason for closing',
			summary: 'Closing note',
			teamOnly: 'Only the team reads it: the customer does not see it.',
		},
	},
};
