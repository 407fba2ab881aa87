import { collectData } from '../steps/collect-data';
import { message } from '../steps/message';
import { note } from '../steps/note';
import { firstMessage } from '../triggers/first-message';
import { ENDED, message as hears, on, question, says, step, story, workflow } from './parts';
import type { WorkflowTemplate } from './template';

/** W-TPL-02: who writes for the first time is asked how they can be reached. */
export const collectLeadData: WorkflowTemplate = {
	id: 'collect-lead-data',
	text: {
		es: {
			title: 'Recopilar datos de contacto',
			description: 'Tras el primer mensaje pide el nombre, el correo y el teléfono.',
		},
		en: {
			title: 'Collect lead contact data',
			description: 'After the first message, asks for name, e-mail and phone.',
		},
	},
	placeholders: [],
	definition(locale) {
		const words = WORDS[locale];
		const fields = [
			{ attribute: 'name', required: true },
			{ attribute: 'email', required: true },
			{ attribute: 'phone', required: false },
		];
		return workflow({
			title: this.text[locale].title,
			on: on(firstMessage),
			nodes: {
				ask: step(collectData, { text: words.ask, fields }, { next: 'summary' }),
				summary: step(note, { text: words.summary }, { next: 'thanks' }),
				thanks: step(message, { text: words.thanks }),
			},
		});
	},
	scenarios(locale) {
		const words = WORDS[locale];
		const answers = { name: 'Ana', email: 'ana@example.org' };
		return [
			story('lead', words.story, [
				[says(words.hello), question(words.ask, ...words.labels)],
				[
					{ do: 'answers', answers },
					{ saw: 'attribute', attribute: 'name', value: 'Ana' },
					{ saw: 'attribute', attribute: 'email', value: 'ana@example.org' },
					{ saw: 'note', text: words.noted },
					hears(words.thanks),
					ENDED,
				],
			]),
		];
	},
};

const WORDS = {
	es: {
		ask: '¡Hola! ¿Cómo podemos contactarte?',
		summary: 'Contacto: {{contact.name}}, {{contact.email}}, {{contact.phone | fallback: "—"}}',
		thanks: '¡Gracias! Te respondemos enseguida.',
		story: 'Alguien escribe y deja sus datos',
		hello: 'Quiero información',
		noted: 'Contacto: Ana, ana@example.org, —',
		labels: ['Nombre', 'Correo electrónico', 'Teléfono'],
	},
	en: {
		ask: 'Hello! How can we reach you?',
		summary: 'Contact: {{contact.name}}, {{contact.email}}, {{contact.phone | fallback: "—"}}',
		thanks: 'Thank you! We will get back to you shortly.',
		story: 'Somebody writes and leaves their details',
		hello: 'I would like to know more',
		noted: 'Contact: Ana, ana@example.org, —',
		labels: ['Name', 'E-mail', 'Phone'],
	},
};
