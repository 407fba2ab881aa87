import { DAY } from '../base/clock';
import { branches } from '../steps/branches';
import { collectData } from '../steps/collect-data';
import { message } from '../steps/message';
import { replyButtons } from '../steps/reply-buttons';
import { tagContact } from '../steps/tag-contact';
import { firstMessage } from '../triggers/first-message';
import { opensMessenger } from '../triggers/opens-messenger';
import {
	ENDED,
	message as hears,
	on,
	presses,
	question,
	says,
	step,
	story,
	workflow,
} from './parts';
import type { WorkflowTemplate } from './template';

/** W-TPL-15: first words to people who come, by who they are. */

export const welcomeMessage: WorkflowTemplate = {
	id: 'welcome-message',
	text: {
		es: {
			title: 'Mensaje de bienvenida',
			description: 'Al abrir el chat saluda y pide el correo a quien aún no lo ha dado.',
		},
		en: {
			title: 'Welcome message',
			description: 'Greets when the chat opens, and asks for an e-mail where it is not known.',
		},
	},
	placeholders: [],
	definition(locale) {
		const words = WORDS[locale];
		return workflow({
			title: this.text[locale].title,
			on: on(opensMessenger),
			nodes: {
				hello: step(message, { text: words.hello }, { next: 'email' }),
				email: step(collectData, { text: words.email }, { next: 'thanks' }),
				thanks: step(message, { text: words.thanks }),
			},
		});
	},
	scenarios(locale) {
		const words = WORDS[locale];
		return [
			story('stranger', words.stranger, [
				[{ do: 'opens' }, hears(words.hello), question(words.email, words.label)],
				[
					{ do: 'answers', answers: { email: 'ana@example.org' } },
					{ saw: 'attribute', attribute: 'email', value: 'ana@example.org' },
					hears(words.thanks),
					ENDED,
				],
			]),
			story(
				'known',
				words.known,
				[[{ do: 'opens' }, hears(words.hello), hears(words.thanks), ENDED]],
				{ contact: { email: 'ana@example.org' } },
			),
		];
	},
};

export const newOrReturning: WorkflowTemplate = {
	id: 'new-or-returning',
	text: {
		es: {
			title: 'Nuevos y conocidos',
			description: 'Saluda de un modo a quien llega por primera vez y de otro a quien vuelve.',
		},
		en: {
			title: 'New and returning',
			description: 'Greets who comes for the first time in one way, who returns in another.',
		},
	},
	placeholders: [],
	definition(locale) {
		const words = WORDS[locale];
		const rules = [{ field: 'contact.firstSeenAt', operator: 'isMoreThanDaysAgo', value: 1 }];
		const returning = {
			id: 'returning',
			label: words.returning,
			condition: { match: 'all' as const, rules },
		};
		return workflow({
			title: this.text[locale].title,
			on: on(firstMessage),
			nodes: {
				who: step(branches, { branches: [returning] }, { returning: 'again', else: 'first' }),
				again: step(message, { text: words.again }),
				first: step(message, { text: words.first }),
			},
		});
	},
	scenarios(locale) {
		const words = WORDS[locale];
		return [
			story('new', words.isNew, [[says(words.says), hears(words.first), ENDED]]),
			story('returning', words.returning, [
				[{ do: 'opens' }],
				[{ do: 'waits', forMs: 3 * DAY }],
				[says(words.says), hears(words.again), ENDED],
			]),
		];
	},
};

export const privacyConsent: WorkflowTemplate = {
	id: 'privacy-consent',
	text: {
		es: {
			title: 'Consentimiento de privacidad',
			description: 'Pide una vez permiso para tratar los datos y lo guarda en la ficha.',
		},
		en: {
			title: 'Privacy consent',
			description: 'Asks once for permission to process data and keeps it with the contact.',
		},
	},
	placeholders: [{ id: 'consent', kind: 'tag', name: { es: 'consentimiento', en: 'consent' } }],
	definition(locale, filled = {}) {
		const words = WORDS[locale];
		const value = filled.consent ? [filled.consent] : [];
		const rules = [{ field: 'contact.tags', operator: 'isNoneOf', value }];
		return workflow({
			title: this.text[locale].title,
			on: on(firstMessage),
			settings: value.length > 0 ? { audience: { match: 'all', rules } } : {},
			nodes: {
				ask: step(
					replyButtons,
					{
						text: words.consent,
						typing: false,
						options: [
							{ id: 'accept', label: words.accept },
							{ id: 'decline', label: words.decline },
						],
					},
					{ accept: 'keep', decline: 'declined' },
				),
				keep: step(tagContact, { add: value, remove: [] }, { next: 'accepted' }),
				accepted: step(message, { text: words.accepted }),
				declined: step(message, { text: words.declined }),
			},
		});
	},
	scenarios(locale, { consent = '' } = {}) {
		const words = WORDS[locale];
		const asked = question(words.consent, words.accept, words.decline);
		return [
			story('accepts', words.accept, [
				[says(words.says), asked],
				[
					presses('accept'),
					{ saw: 'tagged', of: 'contact', tag: consent },
					hears(words.accepted),
					ENDED,
				],
			]),
			story('declines', words.decline, [
				[says(words.says), asked],
				[presses('decline'), hears(words.declined), ENDED],
			]),
			story('asked', words.asked, [[says(words.says)]], { tags: [consent] }),
		];
	},
};

const WORDS = {
	es: {
		hello: '¡Hola! ¿En qué podemos ayudarte?',
		email: '¿A qué correo podemos responderte si cierras esta ventana?',
		label: 'Correo electrónico',
		thanks: 'Gracias. Cuéntanos.',
		stranger: 'Alguien que no conocemos',
		known: 'Alguien de quien ya tenemos el correo',
		isNew: 'Llega por primera vez',
		returning: 'Ya estuvo aquí',
		first: '¡Te damos la bienvenida! Somos un equipo pequeño y respondemos aquí.',
		again: '¡Qué bien verte de nuevo! ¿Cómo va todo?',
		says: 'Hola',
		consent: 'Antes de empezar: ¿podemos guardar tus datos para responderte?',
		accept: 'Sí, de acuerdo',
		decline: 'No, gracias',
		accepted: 'Gracias. ¿En qué podemos ayudarte?',
		declined: 'Entendido: no guardamos tus datos. Puedes llamarnos cuando quieras.',
		asked: 'Ya dio su permiso',
	},
	en: {
		hello: 'Hello! How can we help?',
		email: 'At which e-mail address can we answer if you close this window?',
		label: 'E-mail',
		thanks: 'Thank you. Tell us about it.',
		stranger: 'Somebody we do not know',
		known: 'Somebody whose e-mail we have',
		isNew: 'Comes for the first time',
		returning: 'Has been here before',
		first: 'Welcome! We are a small team and answer right here.',
		again: 'Good to see you again! How is everything?',
		says: 'Hello',
		consent: 'Before we begin: may we keep your data in order to answer you?',
		accept: 'Yes, that is fine',
		decline: 'No, thank you',
		accepted: 'Thank you. How can we help?',
		declined: 'Understood: we do not keep your data. You can call us whenever you like.',
		asked: 'Has given permission before',
	},
};
