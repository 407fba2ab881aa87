import { attributeFormat } from '../../attributes';
import { fail } from '../../base/result';
import type { AttributeValue } from '../../model/event';
import type { AttributeSchema } from '../../model/workspace';
import { defineCommand } from '../command';

export type AttributeChange = {
	schema: AttributeSchema;
	/** Null: nothing is known any more. */
	value: AttributeValue;
	before: AttributeValue;
};

export const setAttribute = defineCommand<AttributeChange>({
	id: 'set-attribute',
	text: { es: 'Cambiar atributo…', en: 'Change attribute…' },
	icon: 'pencil',
	allowed: () => true,
	async run(desk, { id, contact }, { schema, value }) {
		if (!accepts(schema, value)) return fail('invalidValue');
		return desk.write(contact, [changed(id, schema, value)]);
	},
	undo: (desk, { id, contact }, { schema, before }) =>
		desk.write(contact, [changed(id, schema, before)]),
});

/** A format that this version does not know can be read and emptied, not written. */
export function accepts({ format, settings }: AttributeSchema, value: AttributeValue): boolean {
	if (value === null) return true;
	const kind = attributeFormat(format);
	const known = kind?.settings.safeParse(settings ?? kind.initialSettings());
	return known?.success === true && kind?.value(known.data).safeParse(value).success === true;
}

function changed(conversation: string, schema: AttributeSchema, value: AttributeValue) {
	const { id: attribute, subject } = schema;
	return { type: 'attributeChanged' as const, conversation, subject, attribute, value };
}
