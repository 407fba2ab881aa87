import { defaultSettings } from '../model/workflow';
import type { Locale } from '../model/workspace';
import { askRating } from '../steps/ask-rating';
import { message } from '../steps/message';
import { stateChanged } from '../triggers/state-changed';
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
		return {
			format: 'relevo.workflow/1',
			title: this.text[locale].title,
			trigger: { kind: stateChanged.kind, params: stateChanged.initial() },
			settings: defaultSettings(),
			start: 'ask',
			nodes: {
				ask: {
					kind: askRating.kind,
					params: { ...askRating.initial(), text: words.ask },
					next: { rated: 'thanks' },
				},
				thanks: { kind: message.kind, params: { text: words.thanks }, next: {} },
			},
		};
	},
};

const WORDS: Record<Locale, { ask: string; thanks: string }> = {
	es: {
		ask: '¿Cómo te hemos atendido?',
		thanks: '¡Gracias! Tu opinión nos ayuda a mejorar.',
	},
	en: {
		ask: 'How did we look after you?',
		thanks: 'Thank you! Your opinion helps us improve.',
	},
};
