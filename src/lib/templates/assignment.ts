import type { Locale } from '../model/workspace';
import { assign } from '../steps/assign';
import { message } from '../steps/message';
import { unassign } from '../steps/unassign';
import { conversationClosed } from '../triggers/conversation-closed';
import { firstMessage } from '../triggers/first-message';
import { ENDED, message as hears, on, says, SOMEBODY_OF, step, story, workflow } from './parts';
import type { Filled, WorkflowTemplate } from './template';

/**
 * W-TPL-12 to 14, WFX-03, 04 and 07: a welcome in the author's own words (W-TPL-16), and somebody
 * of a team. They differ in who is chosen.
 */

/** Low cost: whoever is there, in turns. */
export const assignInTurns: WorkflowTemplate = {
	id: 'assign-in-turns',
	text: {
		es: {
			title: 'Asignar por turnos a quien esté en línea',
			description: 'Soporte de bajo costo: Round Robin entre las personas conectadas.',
		},
		en: {
			title: 'Assign in turns to who is online',
			description: 'Low-cost support: round robin among the people who are online.',
		},
	},
	placeholders: [{ id: 'team', kind: 'team', name: { es: 'Soporte', en: 'Support' } }],
	definition(locale, filled) {
		return welcomed(this, locale, assignTo(filled, { onlineOnly: true }));
	},
	scenarios: (locale, filled = {}) => [
		story('online', WORDS[locale].online, [
			[says(WORDS[locale].hello), hears(WORDS[locale].welcome), SOMEBODY_OF(filled.team), ENDED],
		]),
		story('offline', WORDS[locale].offline, [
			[{ do: 'staffs', online: false }],
			[
				says(WORDS[locale].hello),
				hears(WORDS[locale].welcome),
				{ saw: 'assigned', team: filled.team ?? null },
			],
			[{ do: 'staffs', online: true }, SOMEBODY_OF(filled.team), ENDED],
		]),
	],
};

/** High quality: whoever has most time for it. */
export const assignLeastOpen: WorkflowTemplate = {
	id: 'assign-least-open',
	text: {
		es: {
			title: 'Asignar a quien menos tiene abierto',
			description: 'Soporte alto: la persona del equipo con menos conversaciones abiertas.',
		},
		en: {
			title: 'Assign to who has least open',
			description: 'High-quality support: the member with the fewest open conversations.',
		},
	},
	placeholders: [{ id: 'team', kind: 'team', name: { es: 'Soporte', en: 'Support' } }],
	definition(locale, filled) {
		return welcomed(this, locale, assignTo(filled, { logic: 'least-open' }));
	},
	scenarios: (locale, filled = {}) => [
		story('least', WORDS[locale].online, [
			[says(WORDS[locale].hello), hears(WORDS[locale].welcome), SOMEBODY_OF(filled.team), ENDED],
		]),
	],
};

/** In turns, and free again for anybody when it is closed. */
export const assignAndRelease: WorkflowTemplate = {
	id: 'assign-and-release',
	text: {
		es: {
			title: 'Asignar por turnos y liberar al cerrar',
			description: 'Round Robin al llegar; cuando se cierra, la conversación no es de nadie.',
		},
		en: {
			title: 'Assign in turns and release on close',
			description: 'Round robin on arrival; when it is closed, the conversation is nobody’s.',
		},
	},
	placeholders: [{ id: 'team', kind: 'team', name: { es: 'Soporte', en: 'Support' } }],
	companions: [
		{
			id: 'release',
			definition: (locale) =>
				workflow({
					title: WORDS[locale].release,
					on: on(conversationClosed),
					nodes: { release: step(unassign, { from: 'teammate' }) },
				}),
		},
	],
	definition(locale, filled) {
		return welcomed(this, locale, assignTo(filled, {}));
	},
	scenarios: (locale, filled = {}) => [
		story('turns', WORDS[locale].online, [
			[says(WORDS[locale].hello), hears(WORDS[locale].welcome), SOMEBODY_OF(filled.team), ENDED],
		]),
	],
};

/** Says so when everybody has their hands full, and leaves it where the team sees it. */
export const assignWithinLimits: WorkflowTemplate = {
	id: 'assign-within-limits',
	text: {
		es: {
			title: 'Avisar si todos están ocupados',
			description: 'Asigna hasta 5 conversaciones por persona; si nadie puede, lo dice.',
		},
		en: {
			title: 'Say when everybody is busy',
			description: 'Gives each person up to 5 conversations; says so when nobody can.',
		},
	},
	placeholders: [{ id: 'team', kind: 'team', name: { es: 'Soporte', en: 'Support' } }],
	definition(locale, filled = {}) {
		const words = WORDS[locale];
		const limits = { onlineOnly: true, maxOpen: 5, timeoutMs: 10 * 60_000 };
		return workflow({
			title: this.text[locale].title,
			on: on(firstMessage),
			nodes: {
				welcome: step(message, { text: words.welcome }, { next: 'assign' }),
				assign: {
					...assignTo(filled, limits),
					next: { next: 'given', timeout: 'busy' },
				},
				given: step(message, { text: words.given }),
				busy: step(message, { text: words.busy }, { next: 'inbox' }),
				inbox: step(assign, { to: 'team', team: filled.team ?? null }),
			},
		});
	},
	scenarios(locale, filled = {}) {
		const words = WORDS[locale];
		const waits = { saw: 'assigned' as const, team: filled.team ?? null };
		return [
			story('free', words.online, [
				[
					says(words.hello),
					hears(words.welcome),
					SOMEBODY_OF(filled.team),
					hears(words.given),
					ENDED,
				],
			]),
			story('busy', words.nobody, [
				[{ do: 'staffs', online: false }],
				[says(words.hello), hears(words.welcome), waits],
				[{ do: 'skips' }, hears(words.busy), waits, ENDED],
			]),
		];
	},
};

type Assigning = Parameters<typeof step<ReturnType<typeof assign.initial>>>[1];

function assignTo(filled: Filled = {}, params: Assigning) {
	return step(assign, { to: 'team-member', team: filled.team ?? null, ...params });
}

function welcomed({ text }: WorkflowTemplate, locale: Locale, give: ReturnType<typeof assignTo>) {
	return workflow({
		title: text[locale].title,
		on: on(firstMessage),
		nodes: {
			welcome: step(message, { text: WORDS[locale].welcome }, { next: 'assign' }),
			assign: give,
		},
	});
}

const WORDS = {
	es: {
		welcome: '¡Hola! Gracias por escribir. Ahora mismo te atiende una persona del equipo.',
		given: 'Ya hay alguien contigo.',
		busy: 'Ahora todos están atendiendo a otras personas. Te respondemos en cuanto podamos.',
		release: 'Liberar al cerrar',
		online: 'Hay gente del equipo',
		offline: 'Nadie está en línea, y luego sí',
		nobody: 'Nadie puede en diez minutos',
		hello: 'Hola, necesito ayuda',
	},
	en: {
		welcome: 'Hello! Thank you for writing. Somebody from the team will be with you shortly.',
		given: 'Somebody is with you now.',
		busy: 'Everybody is helping somebody else right now. We will answer as soon as we can.',
		release: 'Release on close',
		online: 'People of the team are there',
		offline: 'Nobody is online, and then they are',
		nobody: 'Nobody can within ten minutes',
		hello: 'Hello, I need help',
	},
};
