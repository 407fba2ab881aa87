import type { Sight } from '../model/scenario';
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
import {
	message as hears,
	on,
	presses,
	question,
	replies,
	says,
	SOMEBODY_OF,
	step,
	story,
	workflow,
} from './parts';
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
		const toTeam = (team: string | undefined) =>
			step(assign, { team: team ?? null }, { next: 'summary' });
		const isReturn = { id: 'returns', label: words.returns, condition: words.isReturn };
		return workflow({
			title: this.text[locale].title,
			on: on(firstMessage),
			nodes: {
				hello: step(message, { text: words.hello }, { next: 'topic' }),
				topic: step(
					replyButtons,
					{ text: words.topic, options: words.options },
					{ returns: 'email', order: 'email', other: 'email' },
				),
				email: step(collectData, { text: words.email }, { next: 'route' }),
				route: step(branches, { branches: [isReturn] }, { returns: 'tag', else: 'support' }),
				tag: step(tag, { add: filled.returnsTag ? [filled.returnsTag] : [] }, { next: 'returns' }),
				returns: toTeam(filled.returnsTeam),
				support: toTeam(filled.supportTeam),
				summary: step(note, { text: words.summary }, { next: 'rest' }),
				rest: step(collectReply),
			},
		});
	},
	scenarios(locale, { returnsTeam, supportTeam, returnsTag = '' } = {}) {
		const words = WORDS[locale];
		const labels = words.options.map(({ label }) => label);
		const answers = { email: 'ana@example.org' };
		const asked = question(words.email, words.emailLabel);
		const given: Sight = { saw: 'attribute', attribute: 'email', value: answers.email };
		const noted = (topic = ''): Sight => ({ saw: 'note', text: words.noted(topic) });
		return [
			story('return', words.returns, [
				[says(words.asks), hears(words.hello), question(words.topic, ...labels)],
				[presses('returns'), asked],
				[
					{ do: 'answers', answers },
					given,
					{ saw: 'tagged', of: 'conversation', tag: returnsTag },
					SOMEBODY_OF(returnsTeam),
					noted(labels[0]),
				],
				[replies(words.reply), { saw: 'ended', reason: 'teammateReplied' }],
			]),
			story('order', labels[1] ?? '', [
				[says(words.asks), hears(words.hello), question(words.topic, ...labels)],
				[presses('order'), asked],
				[{ do: 'answers', answers }, given, SOMEBODY_OF(supportTeam), noted(labels[1])],
			]),
		];
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
		noted: (topic) => `Tema: ${topic}. Correo: ana@example.org`,
		emailLabel: 'Correo electrónico',
		asks: 'Buenas tardes',
		reply: 'Hola, te ayudo con eso',
	}),
	en: wordsOf({
		hello: 'Hello! Thank you for writing to us.',
		topic: 'What is it about?',
		labels: ['A return', 'An order', 'Something else'],
		email: 'At which e-mail address can we answer if you close this window?',
		returns: 'Returns',
		keywords: ['return', 'refund', 'send back'],
		summary: 'Topic: {{run.reply | fallback: "not given"}}. E-mail: {{contact.email}}',
		noted: (topic) => `Topic: ${topic}. E-mail: ana@example.org`,
		emailLabel: 'E-mail',
		asks: 'Good afternoon',
		reply: 'Hello, let me help you with that',
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
	noted: (topic: string) => string;
	emailLabel: string;
	asks: string;
	reply: string;
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
