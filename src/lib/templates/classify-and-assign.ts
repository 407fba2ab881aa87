import { defaultSettings } from '../model/workflow';
import type { Locale } from '../model/workspace';
import { assign } from '../steps/assign';
import { branches } from '../steps/branches';
import { collectData } from '../steps/collect-data';
import { collectReply } from '../steps/collect-reply';
import { message } from '../steps/message';
import { note } from '../steps/note';
import { replyButtons } from '../steps/reply-buttons';
import { tag } from '../steps/tag';
import { firstMessage } from '../triggers/first-message';
import type { WorkflowTemplate } from './template';

/**
 * W-TPL-01: asks what it is about, collects the details, and gives the conversation to the right
 * team.
 */
export const classifyAndAssign: WorkflowTemplate = {
	id: 'classify-and-assign',
	text: {
		es: {
			title: 'Clasificar y asignar',
			description:
				'Pregunta de qué se trata, recoge el correo y asigna la conversación al equipo adecuado.',
		},
		en: {
			title: 'Classify and assign',
			description:
				'Asks what it is about, collects an e-mail and assigns the conversation to the right team.',
		},
	},
	placeholders: [
		{ id: 'returnsTeam', kind: 'team', name: { es: 'Devoluciones', en: 'Returns' } },
		{ id: 'supportTeam', kind: 'team', name: { es: 'Soporte', en: 'Support' } },
		{ id: 'returnsTag', kind: 'tag', name: { es: 'devolución', en: 'return' } },
	],
	definition(locale, filled = {}) {
		const words = WORDS[locale];
		const toTeam = (team: string | undefined) => ({
			kind: assign.kind,
			params: { ...assign.initial(), team: team ?? null },
			next: { next: 'summary' },
		});
		return {
			format: 'relevo.workflow/1',
			title: this.text[locale].title,
			trigger: { kind: firstMessage.kind, params: firstMessage.initial() },
			settings: defaultSettings(),
			start: 'hello',
			nodes: {
				hello: {
					kind: message.kind,
					params: { text: words.hello },
					next: { next: 'topic' },
				},
				topic: {
					kind: replyButtons.kind,
					params: { ...replyButtons.initial(), text: words.topic, options: words.options },
					next: { returns: 'email', order: 'email', other: 'email' },
				},
				email: {
					kind: collectData.kind,
					params: { ...collectData.initial(), text: words.email },
					next: { next: 'route' },
				},
				route: {
					kind: branches.kind,
					params: {
						branches: [{ id: 'returns', label: words.returns, condition: words.isReturn }],
					},
					next: { returns: 'tag', else: 'support' },
				},
				tag: {
					kind: tag.kind,
					params: { add: filled.returnsTag ? [filled.returnsTag] : [], remove: [] },
					next: { next: 'returns' },
				},
				returns: toTeam(filled.returnsTeam),
				support: toTeam(filled.supportTeam),
				summary: { kind: note.kind, params: { text: words.summary }, next: { next: 'rest' } },
				rest: { kind: collectReply.kind, params: collectReply.initial(), next: {} },
			},
		};
	},
};

const WORDS = {
	es: wordsOf({
		hello: '¡Hola! Gracias por escribirnos.',
		topic: '¿De qué se trata?',
		labels: ['Una devolución', 'Un pedido', 'Otra cosa'],
		email: '¿A qué correo podemos responderte si cierras esta ventana?',
		returns: 'Devoluciones',
		keywords: ['devolución', 'devolver', 'reembolso'],
		summary: 'Tema: {{run.reply | fallback: "sin indicar"}}. Correo: {{contact.email}}',
	}),
	en: wordsOf({
		hello: 'Hello! Thank you for writing to us.',
		topic: 'What is it about?',
		labels: ['A return', 'An order', 'Something else'],
		email: 'At which e-mail address can we answer if you close this window?',
		returns: 'Returns',
		keywords: ['return', 'refund', 'send back'],
		summary: 'Topic: {{run.reply | fallback: "not given"}}. E-mail: {{contact.email}}',
	}),
} satisfies Record<Locale, unknown>;

/** The same words serve the buttons and the condition, so that they cannot drift apart. */
function wordsOf(words: {
	hello: string;
	topic: string;
	labels: [string, string, string];
	email: string;
	returns: string;
	keywords: string[];
	summary: string;
}) {
	const [returns, order, other] = words.labels;
	return {
		...words,
		options: [
			{ id: 'returns', label: returns },
			{ id: 'order', label: order },
			{ id: 'other', label: other },
		],
		isReturn: {
			match: 'any' as const,
			rules: [
				{ field: 'run.reply', operator: 'is', value: returns },
				{ field: 'message.text', operator: 'containsAnyOf', value: words.keywords },
			],
		},
	};
}
