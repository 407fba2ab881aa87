import { DAY, MINUTE } from '../base/clock';
import { MAX_TEXT_LENGTH } from '../model/event';
import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineStep } from './step';

/** Asks once: a conversation that has a rating is not asked for another. */
export const askRating = defineStep({
	kind: 'ask-rating',
	group: 'say',
	customerFacing: true,
	parks: true,
	params: z.object({
		text: z.string().check(z.maxLength(MAX_TEXT_LENGTH)),
		scale: z.int().check(z.gte(2), z.lte(10)),
		timeoutMs: z.number().check(z.gte(MINUTE), z.lte(100 * DAY)),
	}),
	initial: () => ({ text: '', scale: 5, timeoutMs: 3 * DAY }),
	ports: () => [{ id: 'rated' }, { id: 'unrated' }],
	references: () => [],
	problems: ({ text }) => (text.trim() ? [] : [{ code: 'empty', param: 'text' }]),
	texts: ['text'],
	summary: ({ text }) => ({ text }),
	enter({ text, scale, timeoutMs }, { now, render, conversation }) {
		if (conversation.rating) return { leave: 'rated' };
		return {
			effects: [
				{
					type: 'promptShown',
					text: render(text).slice(0, MAX_TEXT_LENGTH),
					input: { kind: 'rating', scale },
					typing: true,
				},
			],
			park: { until: now + timeoutMs, listens: ['contact.conversationRated'], prompt: 0 },
		};
	},
	resume({ scale }, wake) {
		if ('timer' in wake) return { leave: 'unrated', otherwise: 'expired' };
		if (!('event' in wake) || wake.event.type !== 'conversationRated') return undefined;
		return wake.event.score <= scale ? { leave: 'rated' } : undefined;
	},
});

export const text: KindText = {
	es: {
		title: 'Pedir que califiquen la conversación',
		description: 'Pregunta al cliente cómo lo atendieron.',
		summary: '{text}',
		ports: { rated: 'Calificó', unrated: 'No calificó' },
		problems: { empty: 'Escribe la pregunta.' },
		fields: { text: 'Pregunta', scale: 'Puntos', timeoutMs: 'Esperar como máximo' },
	},
	en: {
		title: 'Ask for a rating',
		description: 'Asks the customer how they were looked after.',
		summary: '{text}',
		ports: { rated: 'Rated', unrated: 'Did not rate' },
		problems: { empty: 'Write the question.' },
		fields: { text: 'Question', scale: 'Points', timeoutMs: 'Wait at most' },
	},
};
