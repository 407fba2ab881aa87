import { availabilityWords } from '../model/availability';
import { MAX_TEXT_LENGTH } from '../model/event';
import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { saying } from './long-words';
import { defineStep } from './step';

/**
 * Says how soon a person can be expected: the reply time of the workspace while people are there,
 * else when they are back (W-STP-03). Where neither is known it promises nothing.
 */
export const expectedReplyTime = defineStep({
	kind: 'expected-reply-time',
	group: 'say',
	customerFacing: true,
	parks: false,
	params: z.object({ text: z.string().check(z.maxLength(MAX_TEXT_LENGTH)) }),
	initial: () => ({ text: '' }),
	ports: () => [{ id: 'next' }],
	references: () => [],
	problems: () => [],
	texts: ['text'],
	summary: ({ text }) => ({ text }),
	enter({ text }, context) {
		const { workspace, render, locale, now } = context;
		const expected = availabilityWords(workspace, locale, now);
		const words = [expected, render(text)].filter((part) => part.trim()).join('\n');
		if (!words) return { leave: 'next' };
		const as = workspace.name ? { as: workspace.name } : {};
		return { leave: 'next', effects: saying(words, as) };
	},
});

export const text: KindText = {
	es: {
		title: 'Mostrar el tiempo de respuesta esperado',
		description: 'Dice al cliente cuándo puede esperar la respuesta de una persona.',
		summary: 'Tiempo de respuesta esperado {text}',
		ports: { next: 'Después' },
		fields: { text: 'Además' },
	},
	en: {
		title: 'Show expected reply time',
		description: 'Tells the customer when to expect a person’s reply.',
		summary: 'Expected reply time {text}',
		ports: { next: 'Next' },
		fields: { text: 'And then' },
	},
};
