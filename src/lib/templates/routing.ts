import { HOUR } from '../base/clock';
import type { Condition } from '../model/condition';
import type { Locale } from '../model/workspace';
import { assign } from '../steps/assign';
import { branches } from '../steps/branches';
import { collectReply } from '../steps/collect-reply';
import { dateTime } from '../steps/date-time';
import { message } from '../steps/message';
import { note } from '../steps/note';
import { priority } from '../steps/priority';
import { replyButtons } from '../steps/reply-buttons';
import { firstMessage } from '../triggers/first-message';
import { teammateUnresponsive } from '../triggers/teammate-unresponsive';
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

/** W-TPL-15: where a conversation goes, by the time, by who it is, or by what they choose. */

/** WFX-06. */
export const awayMessage: WorkflowTemplate = {
	id: 'away-message',
	text: {
		es: {
			title: 'Mensaje fuera de horario',
			description: 'Fuera del horario de atención dice que ahora no hay nadie y toma el recado.',
		},
		en: {
			title: 'Away message',
			description: 'Outside office hours, says that nobody is there and takes a message.',
		},
	},
	placeholders: [],
	definition(locale) {
		const words = WORDS[locale];
		return workflow({
			title: this.text[locale].title,
			on: on(firstMessage),
			settings: { schedule: { officeHours: 'outside' } },
			nodes: {
				away: step(message, { text: words.away }, { next: 'listen' }),
				listen: step(collectReply, {}, { next: 'noted' }),
				noted: step(note, { text: words.left }, { next: 'thanks' }),
				thanks: step(message, { text: words.thanks }),
			},
		});
	},
	scenarios(locale) {
		const words = WORDS[locale];
		const noted = { saw: 'note' as const, text: words.leftThat };
		return [
			story(
				'closed',
				words.closed,
				[
					[says(words.hello), hears(words.away)],
					[says(words.message), noted, hears(words.thanks), ENDED],
				],
				{ open: false },
			),
			story('open', words.open, [[says(words.hello)]], { open: true }),
		];
	},
};

export const routeByShift: WorkflowTemplate = {
	id: 'route-by-shift',
	text: {
		es: {
			title: 'Equipos por turno',
			description: 'En horario de atención va a un equipo; fuera de él, a la guardia.',
		},
		en: {
			title: 'Teams by shift',
			description: 'Within office hours it goes to one team, outside them to the team on call.',
		},
	},
	placeholders: [
		{ id: 'day', kind: 'team', name: { es: 'Turno de día', en: 'Day shift' } },
		{ id: 'onCall', kind: 'team', name: { es: 'Guardia', en: 'On call' } },
	],
	definition(locale, { day = null, onCall = null } = {}) {
		return workflow({
			title: this.text[locale].title,
			on: on(firstMessage),
			nodes: {
				when: step(dateTime, {}, { inside: 'day', outside: 'night' }),
				day: step(assign, { to: 'team', team: day }),
				night: step(message, { text: WORDS[locale].night }, { next: 'onCall' }),
				onCall: step(assign, { to: 'team', team: onCall }),
			},
		});
	},
	scenarios(locale, { day = null, onCall = null } = {}) {
		const words = WORDS[locale];
		const given = (team: string | null) => ({ saw: 'assigned' as const, team });
		const { hello } = words;
		return [
			story('day', words.open, [[says(hello), given(day), ENDED]], { open: true }),
			story('night', words.closed, [[says(hello), hears(words.night), given(onCall), ENDED]], {
				open: false,
			}),
		];
	},
};

export const routeByLanguage: WorkflowTemplate = {
	id: 'route-by-language',
	text: {
		es: {
			title: 'Equipos por idioma',
			description: 'Da la conversación al equipo que habla el idioma del cliente.',
		},
		en: {
			title: 'Teams by language',
			description: 'Gives the conversation to the team that speaks the customer’s language.',
		},
	},
	placeholders: [
		{ id: 'spanish', kind: 'team', name: { es: 'Español', en: 'Spanish' } },
		{ id: 'english', kind: 'team', name: { es: 'Inglés', en: 'English' } },
	],
	definition(locale, { spanish = null, english = null } = {}) {
		const rules = [{ field: 'contact.language', operator: 'startsWith', value: 'es' }];
		return workflow({
			title: this.text[locale].title,
			on: on(firstMessage),
			nodes: {
				language: step(
					branches,
					{ branches: [branch('spanish', WORDS[locale].spanish, { match: 'all', rules })] },
					{ spanish: 'spanish', else: 'english' },
				),
				spanish: step(assign, { to: 'team', team: spanish }),
				english: step(assign, { to: 'team', team: english }),
			},
		});
	},
	scenarios(locale, { spanish = null, english = null } = {}) {
		const words = WORDS[locale];
		const speaks = (language: string, name: string, team: string | null) =>
			story(language, name, [[says(words.hello), { saw: 'assigned', team }, ENDED]], {
				contact: { language },
			});
		return [
			speaks('es-CO', words.spanish, spanish),
			speaks('en', words.english, english),
			speaks('fr', words.french, english),
		];
	},
};

export const vipFirst: WorkflowTemplate = {
	id: 'vip-first',
	text: {
		es: {
			title: 'Clientes VIP primero',
			description: 'Da prioridad urgente y un equipo propio a quien lleva la etiqueta VIP.',
		},
		en: {
			title: 'VIP customers first',
			description: 'Makes it urgent and gives it to a team of its own for contacts tagged VIP.',
		},
	},
	placeholders: [
		{ id: 'vip', kind: 'tag', name: { es: 'VIP', en: 'VIP' } },
		{ id: 'team', kind: 'team', name: { es: 'Clientes VIP', en: 'VIP customers' } },
	],
	definition(locale, { vip = '', team = null } = {}) {
		const rules = [{ field: 'contact.tags', operator: 'isAnyOf', value: vip ? [vip] : [] }];
		return workflow({
			title: this.text[locale].title,
			on: on(firstMessage),
			nodes: {
				who: step(
					branches,
					{ branches: [branch('vip', 'VIP', { match: 'all', rules })] },
					{ vip: 'urgent' },
				),
				urgent: step(priority, { priority: 'urgent' }, { next: 'team' }),
				team: step(assign, { to: 'team', team }, { next: 'told' }),
				told: step(message, { text: WORDS[locale].vip }),
			},
		});
	},
	scenarios(locale, { vip = '', team = null } = {}) {
		const words = WORDS[locale];
		const urgent = { saw: 'priority' as const, priority: 'urgent' as const };
		return [
			story(
				'vip',
				'VIP',
				[[says(words.hello), urgent, { saw: 'assigned', team }, hears(words.vip), ENDED]],
				{ tags: [vip] },
			),
			story('other', words.other, [[says(words.hello), ENDED]]),
		];
	},
};

/** Nobody has answered for long: somebody else should know. */
export const escalate: WorkflowTemplate = {
	id: 'escalate',
	text: {
		es: {
			title: 'Escalar si nadie responde',
			description: 'Cuatro horas sin respuesta: la vuelve urgente y avisa al equipo de guardia.',
		},
		en: {
			title: 'Escalate when nobody answers',
			description: 'After four hours without an answer, makes it urgent and tells another team.',
		},
	},
	placeholders: [{ id: 'team', kind: 'team', name: { es: 'Guardia', en: 'On call' } }],
	definition(locale, { team = null } = {}) {
		return workflow({
			title: this.text[locale].title,
			on: on(teammateUnresponsive, { afterMs: 4 * HOUR }),
			nodes: {
				urgent: step(priority, { priority: 'urgent' }, { next: 'team' }),
				team: step(assign, { to: 'team', team }, { next: 'why' }),
				why: step(note, { text: WORDS[locale].why }),
			},
		});
	},
	scenarios(locale, { team = null } = {}) {
		const words = WORDS[locale];
		return [
			story('waits', words.waits, [
				[says(words.hello)],
				[
					{ do: 'skips' },
					{ saw: 'priority', priority: 'urgent' },
					{ saw: 'assigned', team },
					{ saw: 'note', text: words.why },
					ENDED,
				],
			]),
			story('answered', words.answered, [
				[says(words.hello)],
				[{ do: 'replies', text: words.reply }],
				[{ do: 'waits', forMs: 5 * HOUR }],
			]),
		];
	},
};

/** One level: each choice goes to its team, and so does what somebody types instead. */
export const simpleMenu: WorkflowTemplate = {
	id: 'simple-menu',
	text: {
		es: {
			title: 'Menú sencillo',
			description: 'Pregunta con botones y da la conversación al equipo elegido.',
		},
		en: {
			title: 'Simple chat menu',
			description: 'Asks with buttons and gives the conversation to the chosen team.',
		},
	},
	placeholders: [
		{ id: 'sales', kind: 'team', name: { es: 'Ventas', en: 'Sales' } },
		{ id: 'support', kind: 'team', name: { es: 'Soporte', en: 'Support' } },
	],
	definition(locale, { sales = null, support = null } = {}) {
		const words = WORDS[locale];
		return workflow({
			title: this.text[locale].title,
			on: on(firstMessage),
			nodes: {
				ask: step(
					replyButtons,
					{ text: words.menu, options: choices(locale), onTyped: 'path' },
					{ sales: 'sales', support: 'support', typed: 'support' },
				),
				sales: step(assign, { to: 'team', team: sales }),
				support: step(assign, { to: 'team', team: support }),
			},
		});
	},
	scenarios(locale, { sales = null, support = null } = {}) {
		const words = WORDS[locale];
		const asked = question(words.menu, ...choices(locale).map(({ label }) => label));
		return [
			story('sales', words.sales, [
				[says(words.hello), asked],
				[presses('sales'), { saw: 'assigned', team: sales }, ENDED],
			]),
			story('typed', words.message, [
				[says(words.hello), asked],
				[says(words.message), { saw: 'assigned', team: support }, ENDED],
			]),
		];
	},
};

function branch(id: string, label: string, condition: Condition) {
	return { id, label, condition };
}

function choices(locale: Locale) {
	const { sales, support } = WORDS[locale];
	return [
		{ id: 'sales', label: sales },
		{ id: 'support', label: support },
	];
}

const WORDS = {
	es: {
		hello: 'Hola',
		away: 'Ahora no hay nadie. Déjanos tu mensaje y te respondemos al volver.',
		left: 'Recado: {{run.reply}}',
		leftThat: 'Recado: Llámenme mañana',
		message: 'Llámenme mañana',
		thanks: 'Gracias, lo hemos apuntado.',
		closed: 'Fuera del horario de atención',
		open: 'En horario de atención',
		night: 'A esta hora atiende nuestra guardia. Te responde en cuanto pueda.',
		spanish: 'Habla español',
		english: 'Habla inglés',
		french: 'Habla otro idioma',
		vip: 'Gracias por escribirnos. Tu equipo lo ve ahora mismo.',
		other: 'Un cliente sin la etiqueta',
		why: 'Nadie ha respondido en cuatro horas.',
		waits: 'Nadie responde',
		answered: 'Alguien responde a tiempo',
		reply: 'Ya estoy aquí',
		menu: '¿Con quién quieres hablar?',
		sales: 'Ventas',
		support: 'Soporte',
	},
	en: {
		hello: 'Hello',
		away: 'Nobody is here right now. Leave us a message and we will answer when we are back.',
		left: 'Message: {{run.reply}}',
		leftThat: 'Message: Call me tomorrow',
		message: 'Call me tomorrow',
		thanks: 'Thank you, we have made a note of it.',
		closed: 'Outside office hours',
		open: 'Within office hours',
		night: 'At this hour our team on call is here. They will answer as soon as they can.',
		spanish: 'Speaks Spanish',
		english: 'Speaks English',
		french: 'Speaks another language',
		vip: 'Thank you for writing. Your team is looking at it right now.',
		other: 'A customer without the tag',
		why: 'Nobody has answered for four hours.',
		waits: 'Nobody answers',
		answered: 'Somebody answers in time',
		reply: 'Here I am',
		menu: 'Who would you like to talk to?',
		sales: 'Sales',
		support: 'Support',
	},
};
