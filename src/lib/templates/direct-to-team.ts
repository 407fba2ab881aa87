import { assign } from '../steps/assign';
import { branches } from '../steps/branches';
import { message } from '../steps/message';
import { firstMessage } from '../triggers/first-message';
import { ENDED, message as hears, on, says, step, story, workflow } from './parts';
import type { WorkflowTemplate } from './template';

/** W-TPL-04, WFX-08: by what the first message is about, without asking anything. */
export const directToTeam: WorkflowTemplate = {
	id: 'direct-to-team',
	text: {
		es: {
			title: 'Dirigir al equipo adecuado',
			description: 'Lee el primer mensaje y da la conversación al equipo del que trata.',
		},
		en: {
			title: 'Direct to the right team',
			description: 'Reads the first message and gives the conversation to the team it is about.',
		},
	},
	placeholders: [
		{ id: 'billing', kind: 'team', name: { es: 'Facturación', en: 'Billing' } },
		{ id: 'technical', kind: 'team', name: { es: 'Soporte técnico', en: 'Technical support' } },
		{ id: 'general', kind: 'team', name: { es: 'Atención general', en: 'General' } },
	],
	definition(locale, filled = {}) {
		const words = WORDS[locale];
		const to = (team: string | undefined) =>
			step(assign, { to: 'team', team: team ?? null }, { next: 'told' });
		const about = (id: string, label: string, value: string[]) => ({
			id,
			label,
			condition: {
				match: 'all' as const,
				rules: [{ field: 'message.text', operator: 'containsAnyOf', value }],
			},
		});
		return workflow({
			title: this.text[locale].title,
			on: on(firstMessage),
			nodes: {
				route: step(
					branches,
					{
						branches: [
							about('billing', words.billing, words.billingWords),
							about('technical', words.technical, words.technicalWords),
						],
					},
					{ billing: 'billing', technical: 'technical', else: 'general' },
				),
				billing: to(filled.billing),
				technical: to(filled.technical),
				general: to(filled.general),
				told: step(message, { text: words.told }),
			},
		});
	},
	scenarios(locale, { billing = null, technical = null, general = null } = {}) {
		const words = WORDS[locale];
		const goesTo = (id: string, text: string, team: string | null) =>
			story(id, text, [[says(text), { saw: 'assigned', team }, hears(words.told), ENDED]]);
		return [
			goesTo('billing', words.asksBilling, billing),
			goesTo('technical', words.asksTechnical, technical),
			goesTo('general', words.asksElse, general),
		];
	},
};

const WORDS = {
	es: {
		billing: 'Facturas y pagos',
		billingWords: ['factura', 'pago', 'cobro', 'tarjeta'],
		technical: 'Algo no funciona',
		technicalWords: ['error', 'no funciona', 'falla', 'contraseña'],
		told: 'Gracias por escribir. Una persona del equipo adecuado te responde aquí.',
		asksBilling: 'No encuentro mi factura',
		asksTechnical: 'La aplicación da un error',
		asksElse: '¿Abren los domingos?',
	},
	en: {
		billing: 'Bills and payments',
		billingWords: ['invoice', 'payment', 'charge', 'card'],
		technical: 'Something does not work',
		technicalWords: ['error', 'not work', 'broken', 'password'],
		told: 'Thank you for writing. Somebody from the right team will answer here.',
		asksBilling: 'I cannot find my invoice',
		asksTechnical: 'The app shows an error',
		asksElse: 'Are you open on Sundays?',
	},
};
