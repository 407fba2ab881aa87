import { DAY } from '../base/clock';
import { close } from '../steps/close';
import { message } from '../steps/message';
import { wait } from '../steps/wait';
import { customerUnresponsive } from '../triggers/customer-unresponsive';
import { ENDED, message as hears, on, replies, says, step, story, workflow } from './parts';
import type { WorkflowTemplate } from './template';

/** W-TPL-06: reminds a customer who went silent, and closes when nothing comes back. */
export const followUpInactive: WorkflowTemplate = {
	id: 'follow-up-inactive',
	text: {
		es: {
			title: 'Seguimiento de clientes inactivos',
			description: 'Un día sin respuesta: recuerda la pregunta; dos días más tarde, cierra.',
		},
		en: {
			title: 'Follow up with inactive customers',
			description: 'After a day without an answer, reminds them; two days later, closes.',
		},
	},
	placeholders: [],
	definition(locale) {
		const words = WORDS[locale];
		return workflow({
			title: this.text[locale].title,
			on: on(customerUnresponsive, { afterMs: DAY }),
			nodes: {
				remind: step(message, { text: words.remind }, { next: 'wait' }),
				wait: step(wait, { forMs: 2 * DAY }, { done: 'bye' }),
				bye: step(message, { text: words.bye }, { next: 'close' }),
				close: step(close, { category: words.category }),
			},
		});
	},
	scenarios(locale) {
		const words = WORDS[locale];
		return [
			story('silent', words.silent, [
				[says(words.asks)],
				[replies(words.answer)],
				[{ do: 'skips' }, hears(words.remind)],
				[
					{ do: 'skips' },
					hears(words.bye),
					{ saw: 'note', text: words.category },
					{ saw: 'state', state: 'closed' },
					ENDED,
				],
			]),
			story('back', words.back, [
				[says(words.asks)],
				[replies(words.answer)],
				[{ do: 'skips' }, hears(words.remind)],
				[says(words.asks), { saw: 'ended', reason: 'interrupted' }],
			]),
		];
	},
};

const WORDS = {
	es: {
		remind: '¿Sigues ahí? Quedamos a la espera de tu respuesta.',
		bye: 'Cerramos la conversación por ahora. Escríbenos cuando quieras y seguimos.',
		category: 'Sin respuesta del cliente',
		silent: 'El cliente no vuelve',
		back: 'El cliente vuelve a tiempo',
		asks: '¿Tienen mi talla?',
		answer: '¿Cuál es tu talla?',
	},
	en: {
		remind: 'Are you still there? We are waiting for your answer.',
		bye: 'We are closing this for now. Write whenever you like and we will go on.',
		category: 'No answer from the customer',
		silent: 'The customer does not come back',
		back: 'The customer comes back in time',
		asks: 'Do you have my size?',
		answer: 'Which size is it?',
	},
};
