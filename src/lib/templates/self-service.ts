import { message } from '../steps/message';
import { replyButtons } from '../steps/reply-buttons';
import { opensMessenger } from '../triggers/opens-messenger';
import { ENDED, message as hears, on, presses, question, step, story, workflow } from './parts';
import type { WorkflowTemplate } from './template';

/** W-TPL-10: the frequent questions, answered before anybody has typed a word. */
export const selfService: WorkflowTemplate = {
	id: 'self-service',
	text: {
		es: {
			title: 'Resolver dudas frecuentes',
			description: 'Al abrir el chat ofrece temas y los responde, sin nadie del equipo.',
		},
		en: {
			title: 'Resolve frequent questions',
			description: 'When the chat opens, offers topics and answers them without a teammate.',
		},
	},
	placeholders: [],
	definition(locale) {
		const { topics, ask, helped, yes, no, great, sorry } = WORDS[locale];
		const options = topics.map(({ id, label }) => ({ id, label }));
		const answers = topics.map(({ id, answer }) => [
			id,
			step(message, { text: answer }, { next: 'helped' }),
		]);
		return workflow({
			title: this.text[locale].title,
			on: on(opensMessenger),
			nodes: {
				ask: step(
					replyButtons,
					{ text: ask, options },
					Object.fromEntries(topics.map(({ id }) => [id, id])),
				),
				...Object.fromEntries(answers),
				helped: step(
					replyButtons,
					{
						text: helped,
						options: [
							{ id: 'yes', label: yes },
							{ id: 'again', label: no },
						],
					},
					{ yes: 'great', again: 'sorry' },
				),
				great: step(message, { text: great }),
				sorry: step(message, { text: sorry }, { next: 'ask' }),
			},
		});
	},
	scenarios(locale) {
		const { topics, ask, helped, yes, no, great, sorry, story: name } = WORDS[locale];
		const labels = topics.map(({ label }) => label);
		const answer = (id: string) => hears(topics.find((topic) => topic.id === id)?.answer ?? '');
		return [
			story('faq', name, [
				[{ do: 'opens' }, question(ask, ...labels)],
				[presses('shipping'), answer('shipping'), question(helped, yes, no)],
				[presses('again'), hears(sorry), question(ask, ...labels)],
				[presses('returns'), answer('returns'), question(helped, yes, no)],
				[presses('yes'), hears(great), ENDED],
			]),
		];
	},
};

const WORDS = {
	es: {
		ask: '¡Hola! ¿Sobre qué tienes una duda?',
		topics: [
			{ id: 'shipping', label: 'Envíos', answer: 'Los pedidos llegan en 3 a 5 días laborables.' },
			{ id: 'returns', label: 'Devoluciones', answer: 'Tienes 30 días para devolver un artículo.' },
			{ id: 'payment', label: 'Pagos', answer: 'Aceptamos tarjeta y transferencia.' },
		],
		helped: '¿Te ha servido?',
		yes: 'Sí, gracias',
		no: 'Tengo otra duda',
		great: '¡Nos alegra! Aquí estamos.',
		sorry: 'Veamos otra cosa.',
		story: 'Mira dos temas y queda contento',
	},
	en: {
		ask: 'Hello! What is your question about?',
		topics: [
			{ id: 'shipping', label: 'Shipping', answer: 'Orders arrive within 3 to 5 working days.' },
			{ id: 'returns', label: 'Returns', answer: 'You have 30 days to return an item.' },
			{ id: 'payment', label: 'Payment', answer: 'We accept cards and bank transfers.' },
		],
		helped: 'Did this help?',
		yes: 'Yes, thanks',
		no: 'I have another question',
		great: 'Glad to hear it! We are here.',
		sorry: 'Let us look at something else.',
		story: 'Reads two topics and is happy',
	},
};
