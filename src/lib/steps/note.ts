import { MAX_TEXT_LENGTH } from '../model/event';
import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { noting } from './long-words';
import { defineStep } from './step';

/** Internal: it is written to a log that no customer may open. */
export const note = defineStep({
	kind: 'note',
	group: 'act',
	customerFacing: false,
	parks: false,
	params: z.object({ text: z.string().check(z.maxLength(MAX_TEXT_LENGTH)) }),
	initial: () => ({ text: '' }),
	ports: () => [{ id: 'next' }],
	references: () => [],
	problems: ({ text }) => (text.trim() ? [] : [{ code: 'empty', param: 'text' }]),
	texts: ['text'],
	summary: ({ text }) => ({ text }),
	enter({ text }, { render }) {
		const words = render(text);
		return { leave: 'next', effects: words.trim() ? noting(words) : [] };
	},
});

export const text: KindText = {
	es: {
		title: 'Añadir una nota',
		description: 'Una nota interna que el cliente nunca ve.',
		summary: '{text}',
		ports: { next: 'Después' },
		problems: { empty: 'Escribe la nota.' },
		fields: { text: 'Nota' },
	},
	en: {
		title: 'Add a note',
		description: 'An internal note that the customer never sees.',
		summary: '{text}',
		ports: { next: 'Next' },
		problems: { empty: 'Write the note.' },
		fields: { text: 'Note' },
	},
};
