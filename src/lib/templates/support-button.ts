import type { Locale } from '../model/workspace';
import { assign } from '../steps/assign';
import { message } from '../steps/message';
import { replyButtons } from '../steps/reply-buttons';
import { clicksElement } from '../triggers/clicks-element';
import { ENDED, message as hears, on, presses, question, step, story, workflow } from './parts';
import type { WorkflowTemplate } from './template';

/** W-TPL-03: a button of one's own site opens the conversation, and asks whom it is for. */
export const supportButton: WorkflowTemplate = {
	id: 'support-button',
	text: {
		es: {
			title: 'Soporte desde un botón de tu sitio',
			description: 'Al pulsar lo que lleva data-support se abre el chat y elige equipo.',
		},
		en: {
			title: 'Support from a button on your site',
			description: 'A click on what carries data-support opens the chat and asks for a team.',
		},
	},
	placeholders: [
		{ id: 'billing', kind: 'team', name: { es: 'Facturación', en: 'Billing' } },
		{ id: 'technical', kind: 'team', name: { es: 'Soporte técnico', en: 'Technical support' } },
	],
	definition(locale, { billing = null, technical = null } = {}) {
		const words = WORDS[locale];
		return workflow({
			title: this.text[locale].title,
			on: on(clicksElement, { selector: '[data-support]' }),
			nodes: {
				ask: step(
					replyButtons,
					{ text: words.ask, options: choices(locale), onTyped: 'path' },
					{ billing: 'billing', technical: 'technical', typed: 'technical' },
				),
				billing: step(assign, { to: 'team', team: billing }, { next: 'told' }),
				technical: step(assign, { to: 'team', team: technical }, { next: 'told' }),
				told: step(message, { text: words.told }),
			},
		});
	},
	scenarios(locale, { billing = null, technical = null } = {}) {
		const words = WORDS[locale];
		const asked = question(words.ask, ...choices(locale).map(({ label }) => label));
		const given = (team: string | null) =>
			[{ saw: 'assigned', team }, hears(words.told), ENDED] as const;
		return [
			story('chooses', words.chooses, [
				[{ do: 'meetsPage' }, asked],
				[presses('billing'), ...given(billing)],
			]),
			story('writes', words.writes, [
				[{ do: 'meetsPage' }, asked],
				[{ do: 'says', text: words.trouble }, ...given(technical)],
			]),
		];
	},
};

function choices(locale: Locale) {
	const { billing, technical } = WORDS[locale];
	return [
		{ id: 'billing', label: billing },
		{ id: 'technical', label: technical },
	];
}

const WORDS = {
	es: {
		ask: '¡Hola! ¿Con qué te ayudamos?',
		billing: 'Facturas y pagos',
		technical: 'Algo no funciona',
		told: 'Gracias. Una persona de ese equipo te responde aquí.',
		chooses: 'Pulsa el botón y elige',
		writes: 'Pulsa el botón y escribe',
		trouble: 'No puedo entrar',
	},
	en: {
		ask: 'Hello! What can we help you with?',
		billing: 'Bills and payments',
		technical: 'Something does not work',
		told: 'Thank you. Somebody from that team will answer here.',
		chooses: 'Presses the button and chooses',
		writes: 'Presses the button and writes',
		trouble: 'I cannot sign in',
	},
};
