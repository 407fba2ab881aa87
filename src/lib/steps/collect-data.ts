import { isKnown } from '../attributes/attribute';
import { MAX_TEXT_LENGTH } from '../model/event';
import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { wordOf } from './attribute-word';
import { askForm, formFields, hasUnfinished, readForm, valueOf } from './attribute-form';
import { Patience, timeoutPort } from './patience';
import { defineStep } from './step';

/** A longer form is not filled in. */
const MAX_FIELDS = 10;

const Params = z.object({
	text: z.string().check(z.maxLength(MAX_TEXT_LENGTH)),
	fields: z
		.array(z.object({ attribute: z.string().check(z.maxLength(64)), required: z.boolean() }))
		.check(z.maxLength(MAX_FIELDS)),
	/** What is known already is not asked for. */
	skipKnown: z.boolean(),
	timeoutMs: Patience,
});

/**
 * Asks for attributes and writes what was answered. An attribute that was deleted since is not
 * asked for: publishing warned, and the run goes on.
 */
export const collectData = defineStep({
	kind: 'collect-data',
	group: 'say',
	customerFacing: true,
	parks: true,
	params: Params,
	initial: () => ({
		text: '',
		fields: [{ attribute: 'email', required: true }],
		skipKnown: true,
		timeoutMs: null,
	}),
	ports: ({ timeoutMs }) => [{ id: 'next' }, ...timeoutPort(timeoutMs), { id: 'failure' }],
	afterFailure: 'next',
	references: ({ fields }) =>
		fields.map(({ attribute }) => ({ kind: 'attribute' as const, id: attribute })),
	writes: ({ fields }) =>
		fields.map(({ attribute }) => ({ type: 'attributeChanged' as const, what: attribute })),
	problems: ({ text, fields }) => [
		...(text.trim() ? [] : [{ code: 'empty', param: 'text' }]),
		...(fields.length > 0 ? [] : [{ code: 'noFields', param: 'fields' }]),
		...(new Set(fields.map(({ attribute }) => attribute)).size === fields.length
			? []
			: [{ code: 'twice', param: 'fields' }]),
	],
	problemsIn: ({ fields }, workspace) =>
		hasUnfinished(fields, workspace) ? [{ code: 'noItems', param: 'fields' }] : [],
	texts: ['text'],
	summary: ({ text, fields }, workspace) => ({
		text,
		fields: fields.map(({ attribute }) => wordOf(attribute, workspace)),
	}),
	enter(params, context) {
		const asked = formFields(params.fields, context.workspace).filter(
			({ schema }) => !params.skipKnown || !isKnown(valueOf(schema, context)),
		);
		return asked.length === 0 ? { leave: 'next' } : askForm(params, asked, context);
	},
	resume(params, wake, context) {
		const fields = formFields(params.fields, context.workspace);
		return readForm(params, fields, wake, context, (effects) => ({ leave: 'next', effects }));
	},
});

export const text: KindText = {
	es: {
		title: 'Recopilar datos',
		description: 'Pide datos al cliente y los guarda en su ficha o en la conversación.',
		summary: '{text} — {fields}',
		ports: { next: 'Después', timeout: 'No respondió a tiempo', failure: 'No se entendió' },
		problems: {
			empty: 'Escribe la pregunta.',
			noFields: 'Elige al menos un dato.',
			noItems: 'Una lista no tiene opciones todavía: añádelas en Ajustes, Atributos.',
			twice: 'El mismo dato se pide dos veces.',
			answersNotUnderstood: 'No se entendieron las respuestas.',
		},
		fields: {
			text: 'Pregunta',
			fields: 'Datos',
			required: 'Obligatorio',
			skipKnown: 'No preguntar lo que ya se sabe',
			timeoutMs: 'Esperar como máximo',
			name: 'nombre',
			email: 'correo electrónico',
			phone: 'teléfono',
			language: 'idioma',
		},
	},
	en: {
		title: 'Collect data',
		description: 'Asks the customer for data and keeps it on the contact or the conversation.',
		summary: '{text} — {fields}',
		ports: { next: 'Next', timeout: 'No answer in time', failure: 'Not understood' },
		problems: {
			empty: 'Write the question.',
			noFields: 'Choose at least one attribute.',
			noItems: 'A list has no choices yet: add them in Settings, Attributes.',
			twice: 'The same attribute is asked for twice.',
			answersNotUnderstood: 'The answers were not understood.',
		},
		fields: {
			text: 'Question',
			fields: 'Attributes',
			required: 'Required',
			skipKnown: 'Do not ask for what is known',
			timeoutMs: 'Wait at most',
			name: 'name',
			email: 'e-mail',
			phone: 'phone',
			language: 'language',
		},
	},
};
