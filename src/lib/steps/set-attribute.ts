import { isKnown } from '../attributes/attribute';
import { convert, readAnswer } from '../attributes/convert';
import { findAttribute } from '../attributes/fields';
import { recordedValue } from '../attributes/given';
import { AttributeValue } from '../model/event';
import type { KindText } from '../model/kind-text';

import { z } from '../model/schema';
import type { AttributeSchema } from '../model/workspace';
import { valueOf } from './attribute-form';
import { summaryWord } from './attribute-word';
import { defineStep, type StepContext } from './step';

/** Writes one attribute of the contact or of the conversation (W-ACT-10, W-ACT-11). */
export const setAttribute = defineStep({
	kind: 'set-attribute',
	group: 'act',
	customerFacing: false,
	parks: false,
	params: z.object({
		attribute: z.nullable(z.string().check(z.maxLength(80))),
		action: z.enum(['set', 'clear', 'increase']),
		/** What it is set to; texts may hold variables. */
		value: AttributeValue,
		by: z.number(),
	}),
	initial: () => ({ attribute: null, action: 'set' as const, value: null, by: 1 }),
	ports: () => [{ id: 'next' }, { id: 'failure' }],
	references: ({ attribute }) => (attribute ? [{ kind: 'attribute' as const, id: attribute }] : []),
	writes: ({ attribute }) =>
		attribute ? [{ type: 'attributeChanged' as const, what: attribute }] : [],
	problems: ({ attribute, action, value }) => [
		...(attribute ? [] : [{ code: 'noAttribute', param: 'attribute' }]),
		...(action !== 'set' || isKnown(value) ? [] : [{ code: 'noValue', param: 'value' }]),
	],
	given: ({ attribute, action, value }) =>
		attribute !== null && action === 'set' ? { param: 'value', attribute, value } : undefined,
	texts: [],
	filled: ({ value }) => (typeof value === 'string' ? [{ param: 'value', text: value }] : []),
	summary: ({ attribute, action }, workspace) => ({
		action: [action],
		attribute: summaryWord(attribute, workspace),
	}),
	enter({ attribute, action, value, by }, context) {
		const schema = findAttribute(attribute ?? '', context.workspace);
		if (!schema) return { fail: 'attributeGone' };
		const before = valueOf(schema, context);
		const next =
			action === 'clear'
				? null
				: read(schema, action === 'set' ? value : Number(before ?? 0) + by, context);
		if (next === undefined) return { fail: 'valueDoesNotFit' };
		// What cannot be read is in the record too, and is cleared from it.
		const isEmpty = !isKnown(recordedValue(schema, context));
		if (before === next || (next === null && isEmpty)) return { leave: 'next' };
		const { id, subject } = schema;
		return {
			leave: 'next',
			effects: [{ type: 'attributeChanged', subject, attribute: id, value: next }],
		};
	},
});

export const text: KindText = {
	es: {
		title: 'Cambiar un atributo',
		description: 'Escribe, borra o aumenta un dato del cliente o de la conversación.',
		summary: '{action}: {attribute}',
		ports: { next: 'Después', failure: 'El valor no es válido' },
		problems: {
			noAttribute: 'Elige un atributo.',
			noValue: 'Escribe el valor.',
		},
		fields: {
			attribute: 'Atributo',
			action: 'Acción',
			set: 'Escribir',
			clear: 'Borrar',
			increase: 'Aumentar',
			value: 'Valor',
			copied: 'O copiar de',
			none: 'Nada',
			by: 'En',
			name: 'nombre',
			email: 'correo electrónico',
			phone: 'teléfono',
			language: 'idioma',
		},
	},
	en: {
		title: 'Set an attribute',
		description: 'Sets, clears or increases an attribute of the contact or the conversation.',
		summary: '{action}: {attribute}',
		ports: { next: 'Next', failure: 'The value does not fit' },
		problems: {
			noAttribute: 'Choose an attribute.',
			noValue: 'Give the value.',
		},
		fields: {
			attribute: 'Attribute',
			action: 'Action',
			set: 'Set',
			clear: 'Clear',
			increase: 'Increase',
			value: 'Value',
			copied: 'Or copy from',
			none: 'Nothing',
			by: 'By',
			name: 'name',
			email: 'e-mail',
			phone: 'phone',
			language: 'language',
		},
	},
};

/** Undefined when the attribute's own format refuses it. */
function read(
	schema: AttributeSchema,
	value: AttributeValue,
	{ render, valueOf, reading }: StepContext,
): AttributeValue | undefined {
	const copied = typeof value === 'string' ? valueOf(value) : undefined;
	if (copied) return convert(copied, schema, reading);
	const words = typeof value === 'string' ? render(value) : value;
	return isKnown(words) ? readAnswer(schema, words, reading) : undefined;
}
