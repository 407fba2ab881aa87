import { cutText } from '../base/split-text';
import { textAttribute } from '../model/contact';
import { MAX_TEXT_LENGTH } from '../model/event';
import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineStep } from './step';

/**
 * Asks for an e-mail to the customer. Nothing here sends it: it stands in the outbox as not sent
 * until a connector takes it (E-11).
 */
export const sendEmail = defineStep({
	kind: 'send-email',
	group: 'act',
	customerFacing: false,
	parks: false,
	params: z.object({
		subject: z.string().check(z.maxLength(500)),
		text: z.string().check(z.maxLength(MAX_TEXT_LENGTH)),
	}),
	initial: () => ({ subject: '', text: '' }),
	ports: () => [{ id: 'next' }, { id: 'failure' }],
	references: () => [],
	problems: ({ subject, text }) => [
		...(subject.trim() ? [] : [{ code: 'noSubject', param: 'subject' }]),
		...(text.trim() ? [] : [{ code: 'empty', param: 'text' }]),
	],
	texts: ['subject', 'text'],
	summary: ({ subject }) => ({ subject }),
	enter({ subject, text }, { state, render }) {
		const to = textAttribute(state.contact, 'email');
		if (to === undefined) return { fail: 'noAddress' };
		const request = {
			to,
			subject: render(subject).slice(0, 500),
			text: cutText(render(text), MAX_TEXT_LENGTH),
		};
		return { leave: 'next', effects: [{ type: 'externalRequested', kind: 'email', request }] };
	},
});

export const text: KindText = {
	es: {
		title: 'Enviar un correo (sin conector)',
		description: 'Deja un correo en la bandeja de salida; aún no hay conector que lo envíe.',
		summary: 'Correo sin enviar: {subject}',
		ports: { next: 'Después', failure: 'No se conoce el correo' },
		problems: { noSubject: 'Escribe el asunto.', empty: 'Escribe el correo.' },
		fields: {
			subject: 'Asunto',
			text: 'Texto',
			noConnector: 'No hay conector de correo: quedará en la bandeja de salida como no enviado.',
		},
	},
	en: {
		title: 'Send an e-mail (no connector)',
		description: 'Puts an e-mail into the outbox; there is no connector yet to send it.',
		summary: 'E-mail, not sent: {subject}',
		ports: { next: 'Next', failure: 'No address known' },
		problems: { noSubject: 'Write the subject.', empty: 'Write the e-mail.' },
		fields: {
			subject: 'Subject',
			text: 'Text',
			noConnector: 'There is no e-mail connector: it stays in the outbox as not sent.',
		},
	},
};
