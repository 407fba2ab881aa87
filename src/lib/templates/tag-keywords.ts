import { applyRules } from '../steps/apply-rules';
import { anyMessage } from '../triggers/any-message';
import { ENDED, on, says, step, story, workflow } from './parts';
import type { WorkflowTemplate } from './template';

/** W-TPL-05: works behind the scenes with every message; the customer sees nothing of it. */
export const tagKeywords: WorkflowTemplate = {
	id: 'tag-keywords',
	text: {
		es: {
			title: 'Etiquetar por palabras clave',
			description: 'Con cada mensaje: etiqueta según lo que dice y da prioridad a lo urgente.',
		},
		en: {
			title: 'Tag by keywords',
			description: 'With every message: tags by what it says and puts what is urgent first.',
		},
	},
	placeholders: [
		{ id: 'refund', kind: 'tag', name: { es: 'reembolso', en: 'refund' } },
		{ id: 'complaint', kind: 'tag', name: { es: 'queja', en: 'complaint' } },
	],
	definition(locale, filled = {}) {
		const words = WORDS[locale];
		const contains = (value: string[]) => ({
			match: 'all' as const,
			rules: [{ field: 'message.text', operator: 'containsAnyOf', value }],
		});
		const tagged = (tag: string | undefined) => ({ do: 'tag' as const, tag: tag ?? '' });
		return workflow({
			title: this.text[locale].title,
			on: on(anyMessage),
			nodes: {
				rules: step(applyRules, {
					rules: [
						{ id: 'refund', condition: contains(words.refund), actions: [tagged(filled.refund)] },
						{
							id: 'complaint',
							condition: contains(words.complaint),
							actions: [tagged(filled.complaint)],
						},
						{
							id: 'urgent',
							condition: contains(words.urgent),
							actions: [{ do: 'priority', priority: 'urgent' }],
						},
					],
				}),
			},
		});
	},
	scenarios(locale, { refund = '' } = {}) {
		const words = WORDS[locale];
		return [
			story('keywords', words.story, [
				[says(words.hello), ENDED],
				[
					says(words.wants),
					{ saw: 'tagged', of: 'conversation', tag: refund },
					{ saw: 'priority', priority: 'urgent' },
					ENDED,
				],
			]),
		];
	},
};

const WORDS = {
	es: {
		refund: ['reembolso', 'devolución', 'devolver'],
		complaint: ['queja', 'reclamación', 'inaceptable'],
		urgent: ['urgente', 'ahora mismo'],
		story: 'Pide un reembolso con urgencia',
		hello: 'Buenos días',
		wants: 'Es urgente: quiero un reembolso',
	},
	en: {
		refund: ['refund', 'return', 'money back'],
		complaint: ['complaint', 'complain', 'unacceptable'],
		urgent: ['urgent', 'right now'],
		story: 'Urgently wants a refund',
		hello: 'Good morning',
		wants: 'This is urgent: I want a refund',
	},
};
