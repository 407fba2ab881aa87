import type { Locale } from '../model/workspace';
import { assign } from '../steps/assign';
import { message } from '../steps/message';
import { replyButtons } from '../steps/reply-buttons';
import { firstMessage } from '../triggers/first-message';
import {
	ENDED,
	message as hears,
	on,
	presses,
	question,
	says,
	SOMEBODY_OF,
	step,
	story,
	workflow,
} from './parts';
import type { WorkflowTemplate } from './template';

/** WFX-02, 03 and 05: assignments that end with a person, and say who it is. */

/** the right team first, and then in turns within it. */
export const assignByTopic: WorkflowTemplate = {
	id: 'assign-by-topic',
	text: {
		es: {
			title: 'Ventas por producto, por turnos',
			description: 'Pregunta el producto y la da a quien toque del equipo, de los que están.',
		},
		en: {
			title: 'Sales by product, in turns',
			description: 'Asks for the product and gives it to whose turn it is, among who is online.',
		},
	},
	placeholders: [
		{ id: 'homes', kind: 'team', name: { es: 'Ventas a hogares', en: 'Home sales' } },
		{ id: 'firms', kind: 'team', name: { es: 'Ventas a empresas', en: 'Business sales' } },
	],
	definition(locale, { homes = null, firms = null } = {}) {
		const words = WORDS[locale];
		const inTurns = { to: 'team-member', logic: 'round-robin', onlineOnly: true } as const;
		return workflow({
			title: this.text[locale].title,
			on: on(firstMessage),
			nodes: {
				ask: step(
					replyButtons,
					{ text: words.ask, options: products(locale), onTyped: 'path' },
					{ homes: 'homes', firms: 'firms', typed: 'homes' },
				),
				homes: step(assign, { ...inTurns, team: homes }),
				firms: step(assign, { ...inTurns, team: firms }),
			},
		});
	},
	scenarios(locale, { homes, firms } = {}) {
		const words = WORDS[locale];
		const asked = question(words.ask, ...products(locale).map(({ label }) => label));
		return [
			story('online', words.online, [
				[says(words.hello), asked],
				[presses('firms'), SOMEBODY_OF(firms), ENDED],
			]),
			story('queue', words.queue, [
				[{ do: 'staffs', online: false }],
				[says(words.hello), asked],
				[presses('homes'), { saw: 'assigned', team: homes ?? null }],
				[{ do: 'staffs', online: true }, SOMEBODY_OF(homes), ENDED],
			]),
		];
	},
};

/** WFX-05. */
export const introduceAgent: WorkflowTemplate = {
	id: 'introduce-agent',
	text: {
		es: {
			title: 'Decir quién atiende',
			description: 'Asigna por turnos y dice al cliente el nombre de la persona.',
		},
		en: {
			title: 'Say who is there',
			description: 'Assigns in turns and tells the customer the name of the person.',
		},
	},
	placeholders: [{ id: 'team', kind: 'team', name: { es: 'Soporte', en: 'Support' } }],
	definition(locale, { team = null } = {}) {
		const words = WORDS[locale];
		return workflow({
			title: this.text[locale].title,
			on: on(firstMessage),
			nodes: {
				assign: step(assign, { to: 'team-member', team }, { next: 'who' }),
				who: step(message, { text: words.who }),
			},
		});
	},
	scenarios(locale, { team } = {}) {
		const words = WORDS[locale];
		return [
			story(
				'named',
				words.named,
				[[says(words.hello), SOMEBODY_OF(team), hears(words.whoNamed), ENDED]],
				{ people: ['Alex'] },
			),
		];
	},
};

/** WFX-02. */
export const assignToPerson: WorkflowTemplate = {
	id: 'assign-to-person',
	text: {
		es: {
			title: 'Asignar a un agente',
			description: 'Cada conversación nueva es para una persona fija; al principio, para ti.',
		},
		en: {
			title: 'Assign to an agent',
			description: 'Every new conversation is for one person; for you, to begin with.',
		},
	},
	placeholders: [
		{ id: 'agent', kind: 'teammate', name: { es: 'a ti, como agente', en: 'you, as the agent' } },
	],
	definition(locale, { agent = null } = {}) {
		return workflow({
			title: this.text[locale].title,
			on: on(firstMessage),
			nodes: { assign: step(assign, { to: 'teammate', teammate: agent }) },
		});
	},
	scenarios(locale, { agent = null } = {}) {
		const words = WORDS[locale];
		const given = { saw: 'assigned' as const, teammate: agent };
		return [story('agent', words.toAgent, [[says(words.hello), given, ENDED]])];
	},
};

function products(locale: Locale) {
	const { homes, firms } = WORDS[locale];
	return [
		{ id: 'homes', label: homes },
		{ id: 'firms', label: firms },
	];
}

const WORDS = {
	es: {
		ask: '¿Qué te interesa?',
		homes: 'Para mi casa',
		firms: 'Para mi empresa',
		online: 'Hay gente del equipo',
		queue: 'Nadie está en línea, y luego sí',
		hello: 'Quisiera un presupuesto',
		who: 'Ahora hablas con {{conversation.teammate | fallback: "nuestro equipo"}}.',
		whoNamed: 'Ahora hablas con Alex.',
		named: 'Se entera de quién atiende',
		toAgent: 'Es para el agente elegido',
	},
	en: {
		ask: 'What are you interested in?',
		homes: 'For my home',
		firms: 'For my company',
		online: 'People of the team are there',
		queue: 'Nobody is online, and then they are',
		hello: 'I would like a quote',
		who: 'You are now talking to {{conversation.teammate | fallback: "our team"}}.',
		whoNamed: 'You are now talking to Alex.',
		named: 'Learns who is there',
		toAgent: 'It is for the chosen agent',
	},
};
