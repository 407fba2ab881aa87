import type { AttributeValue } from '../model/event';
import type { FormReading, PromptField } from '../model/prompt';
import { STANDARD_CONTACT_ATTRIBUTES } from '../model/workspace';
import { isKnown } from './attribute';
import { readAnswer, type Typed } from './convert';
import { attributeFormat } from './index';
import type { Reading, Writing } from './reading';

/** What a form tells of a field, so that the customer's page reads an answer as the engine does. */
export function formatOfField({
	format,
	settings,
}: Typed): Pick<PromptField, 'format' | 'options' | 'settings'> {
	const kind = attributeFormat(format);
	const known = kind?.settings.safeParse(settings ?? {});
	if (!kind || !known?.success) return { format };
	const options = kind.items?.(known.data);
	return { format, ...(options && { options }), settings: kind.rules?.(known.data) };
}

/** The other way round. Prompts from before fields told it are read as their attributes are. */
export function typedField({ id, format, options, settings }: PromptField): Typed {
	const standard = STANDARD_CONTACT_ATTRIBUTES.find((attribute) => attribute.id === id);
	const rules = settings ?? standard?.settings ?? {};
	return { format, settings: options ? { ...rules, items: options } : rules };
}

/** Whether the engine will take this answer: the same reading, on the customer's page. */
export function acceptsAnswer(field: PromptField, typed: string, reading: Reading): boolean {
	return readAnswer(typedField(field), typed, reading) !== undefined;
}

/**
 * What a page says of its customer, read by the rules of the same fields in a form. A page may give
 * a number for a text; null says that there is none. Attributes of the workspace are not known
 * there, and their values stay as they are.
 */
export function readDetail(
	id: string,
	value: AttributeValue,
	reading: Reading,
): AttributeValue | undefined {
	const standard = STANDARD_CONTACT_ATTRIBUTES.find((attribute) => attribute.id === id);
	if (!standard || value === null) return value;
	return readAnswer(standard, typeof value === 'number' ? String(value) : value, reading);
}

/** What a form carries of how its answers are read. */
export function formReading({ locale, zone, country }: Reading): FormReading {
	return { locale, zone, ...(country && { country }) };
}

/**
 * The answer to a field of a form as its reader writes such values. A form sends what was typed: it
 * is read as the engine read it. Words, and what cannot be read, stay as they are.
 */
export function printAnswer(
	field: PromptField,
	answer: AttributeValue,
	reading: Reading,
	writing: Writing,
): string {
	const typed = typedField(field);
	const kind = attributeFormat(typed.format);
	const settings = kind?.settings.safeParse(typed.settings);
	const value = kind?.holdsWords ? answer : readAnswer(typed, answer, reading);
	const words =
		kind && settings?.success && isKnown(value) ? kind.print(value, settings.data, writing) : '';
	return words || (Array.isArray(answer) ? answer.join(', ') : String(answer ?? ''));
}
