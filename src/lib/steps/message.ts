import { MAX_TEXT_LENGTH } from '../model/event';
import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { saying } from './long-words';
import { defineStep } from './step';

export const message = defineStep({
	kind: 'message',
	group: 'say',
	customerFacing: true,
	parks: false,
	params: z.object({ text: z.string().check(z.maxLength(MAX_TEXT_LENGTH)) }),
	initial: () => ({ text: '' }),
	ports: () => [{ id: 'next' }],
	references: () => [],
	problems: ({ text }) => (text.trim() ? [] : [{ code: 'empty', param: 'text' }]),
	texts: ['text'],
	summary: ({ text }) => ({ text }),
	enter({ text }, { render, workspace }) {
		const words = render(text);
		// A text that is nothing but an unknown variable says nothing: an empty bubble would be worse.
		if (!words.trim()) return { leave: 'next' };
		return {
			leave: 'next',
			effects: saying(words, workspace.name ? { as: workspace.name } : {}),
		};
	},
});

export const text: KindText = {
	es: {
		title: 'Mensaje',
		description: 'Envía un texto al cliente.',
		summary: '{text}',
		ports: { next: 'Después' },
		problems: { empty: 'Escribe el mensaje.' },
		fields: { text: 'Mensaje' },
	},
	en: {
		title: 'Message',
		description: 'Sends a text to the customer.',
		summary: '{text}',
		ports: { next: 'Next' },
		problems: { empty: 'Write the message.' },
		fields: { text: 'Message' },
	},
};
