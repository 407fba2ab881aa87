import { attributeFormat } from '../../attributes';
import { ListItems } from '../../attributes/list-items';
import { z } from '../../model/schema';
import type { AttributeSchema } from '../../model/workspace';

/** Of every attribute format that offers a choice: what it is made of, edited where it is made. */
export const ListSettings = z.object({ items: ListItems, multiple: z.optional(z.boolean()) });
export type ListSettings = z.infer<typeof ListSettings>;

/** Of the settings as they are by then; undefined when the change is refused. */
export type ListChange = (settings: ListSettings) => ListSettings | undefined;

export function offersChoices({ format }: AttributeSchema): boolean {
	return attributeFormat(format)?.items !== undefined;
}

/** Undefined for a format that offers no choice, and where its choices cannot be read. */
export function choicesOf(attribute: AttributeSchema): ListSettings | undefined {
	if (!offersChoices(attribute)) return undefined;
	const initial = attributeFormat(attribute.format)?.initialSettings();
	return ListSettings.safeParse(Object.assign({}, initial, attribute.settings)).data;
}

/** Undefined where nothing is to be written: what cannot be read is never written over. */
export function changedChoices(
	attribute: AttributeSchema,
	change: ListChange,
): AttributeSchema | undefined {
	const choices = choicesOf(attribute);
	const settings = choices && change(choices);
	return settings && { ...attribute, settings };
}
