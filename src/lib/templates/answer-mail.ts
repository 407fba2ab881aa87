import { expectedReplyTime } from '../steps/expected-reply-time';
import { firstMessage } from '../triggers/first-message';
import { ENDED, message as hears, on, says, step, story, workflow } from './parts';
import type { WorkflowTemplate } from './template';

/**
 * W-TPL-08: answers conversations that came by e-mail and no others. None comes before there is a
 * connector, and the card says so.
 */
export const answerMail: WorkflowTemplate = {
	id: 'answer-mail',
	text: {
		es: {
			title: 'Responder a los correos con el tiempo de respuesta',
			description: 'Solo para el canal de correo; hasta que haya un conector, no se inicia.',
		},
		en: {
			title: 'Answer e-mails with the expected reply time',
			description: 'For the e-mail channel alone; until there is a connector, nothing starts it.',
		},
	},
	placeholders: [],
	definition(locale) {
		return workflow({
			title: this.text[locale].title,
			on: on(firstMessage),
			settings: { channels: ['email'] },
			nodes: { expect: step(expectedReplyTime, { text: WORDS[locale].text }) },
		});
	},
	scenarios(locale) {
		const words = WORDS[locale];
		const stage = { open: true, replyTime: 'day' as const, locale };
		const answer = hears(`${words.withinDay}\n${words.text}`);
		return [
			story('mail', words.mail, [[says(words.hello), answer, ENDED]], {
				...stage,
				channel: 'email',
			}),
			story('chat', words.chat, [[says(words.hello)]], stage),
		];
	},
};

const WORDS = {
	es: {
		text: 'Hemos recibido tu correo. No hace falta que escribas otra vez.',
		withinDay: 'Solemos responder en un día.',
		mail: 'Escribe un correo',
		chat: 'Escribe en el chat: no hace nada',
		hello: 'Necesito una factura',
	},
	en: {
		text: 'We have received your e-mail. There is no need to write again.',
		withinDay: 'We usually reply within a day.',
		mail: 'Writes an e-mail',
		chat: 'Writes in the chat: it does nothing',
		hello: 'I need an invoice',
	},
};
