import { collectData } from '../steps/collect-data';
import { expectedReplyTime } from '../steps/expected-reply-time';
import { firstMessage } from '../triggers/first-message';
import { ENDED, message as hears, on, question, says, step, story, workflow } from './parts';
import type { WorkflowTemplate } from './template';

/** W-TPL-07: when to expect a person, and where the answer arrives if the window is closed. */
export const showReplyTime: WorkflowTemplate = {
	id: 'show-reply-time',
	text: {
		es: {
			title: 'Mostrar el tiempo de respuesta',
			description: 'Dice cuándo habrá respuesta y a qué correo llegará.',
		},
		en: {
			title: 'Show the expected reply time',
			description: 'Says when to expect an answer and to which e-mail it will come.',
		},
	},
	placeholders: [],
	definition(locale) {
		const words = WORDS[locale];
		return workflow({
			title: this.text[locale].title,
			on: on(firstMessage),
			nodes: {
				expect: step(expectedReplyTime, { text: words.text }, { next: 'email' }),
				email: step(collectData, { text: words.email }),
			},
		});
	},
	scenarios(locale) {
		const words = WORDS[locale];
		const stage = { open: true, replyTime: 'hours' as const, locale };
		const expectation = hears(`${words.inHours}\n${words.text}`);
		return [
			story(
				'time',
				words.story,
				[
					[says(words.hello), expectation, question(words.email, words.label)],
					[
						{ do: 'answers', answers: { email: 'ana@example.org' } },
						{ saw: 'attribute', attribute: 'email', value: 'ana@example.org' },
						ENDED,
					],
				],
				stage,
			),
		];
	},
};

const WORDS = {
	es: {
		text: 'Si cierras esta ventana, la respuesta te llega por correo.',
		email: '¿A qué correo la enviamos?',
		label: 'Correo electrónico',
		inHours: 'Solemos responder en unas horas.',
		story: 'Escribe en horario de atención',
		hello: '¿Me pueden ayudar?',
	},
	en: {
		text: 'If you close this window, the answer will reach you by e-mail.',
		email: 'To which address may we send it?',
		label: 'E-mail',
		inHours: 'We usually reply within a few hours.',
		story: 'Writes while people are there',
		hello: 'Can you help me?',
	},
};
