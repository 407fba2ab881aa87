import { askRating } from '../steps/ask-rating';
import { message } from '../steps/message';
import { stateChanged } from '../triggers/state-changed';
import {
	ENDED,
	message as hears,
	on,
	question,
	replies,
	says,
	step,
	story,
	workflow,
} from './parts';
import type { WorkflowTemplate } from './template';

/** W-TPL-09: a short question when a person closes the conversation. */
export const askForRating: WorkflowTemplate = {
	id: 'ask-for-rating',
	text: {
		es: {
			title: 'Pedir una calificación al cerrar',
			description: 'Cuando alguien del equipo cierra la conversación, pregunta cómo fue.',
		},
		en: {
			title: 'Ask for a rating on close',
			description: 'When a teammate closes the conversation, asks how it went.',
		},
	},
	placeholders: [],
	definition(locale) {
		const words = WORDS[locale];
		return workflow({
			title: this.text[locale].title,
			on: on(stateChanged),
			nodes: {
				ask: step(askRating, { text: words.ask }, { rated: 'thanks' }),
				thanks: step(message, { text: words.thanks }),
			},
		});
	},
	scenarios(locale) {
		const words = WORDS[locale];
		return [
			story('rated', words.story, [
				[says(words.hello)],
				[replies(words.answer)],
				[{ do: 'closes' }, question(words.ask)],
				[{ do: 'rates', score: 5 }, hears(words.thanks), ENDED],
			]),
		];
	},
};

const WORDS = {
	es: {
		ask: '¿Cómo te hemos atendido?',
		thanks: '¡Gracias! Tu opinión nos ayuda a mejorar.',
		story: 'Se cierra y califica con un cinco',
		hello: '¿Ya salió mi pedido?',
		answer: 'Sí, llega mañana.',
	},
	en: {
		ask: 'How did we look after you?',
		thanks: 'Thank you! Your opinion helps us improve.',
		story: 'It is closed and rated with five',
		hello: 'Has my order been sent?',
		answer: 'Yes, it arrives tomorrow.',
	},
};
