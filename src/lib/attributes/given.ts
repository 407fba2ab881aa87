import type { ContactState } from '../model/contact-state';
import type { Conversation } from '../model/conversation';
import type { AttributeValue } from '../model/event';
import type { AttributeSchema, Workspace } from '../model/workspace';
import type { AttributeFormat } from './attribute';
import { attributeFormat } from './index';
import { countryFor, type PhoneReader, type Reading, writingFor } from './reading';

/** Where the values of attributes are. */
export type Values = {
	state: Pick<ContactState, 'contact'>;
	conversation?: Pick<Conversation, 'attributes'> | undefined;
	/** Absent: telephone numbers are not read. */
	phone?: PhoneReader | undefined;
};

/**
 * The value of an attribute for all that looks at it: conditions, texts, steps.
 *
 * G1 What the team or a run stored is a value of the attribute's format already.
 * G2 What a page gave of its customer is read here, as a form would have read it when it was given:
 *    the page knows no formats, and the attribute may be newer than the value.
 * G3 What the format cannot read is unknown here. The record keeps it and shows it as it was
 *    given.
 */
export function attributeValue(
	schema: AttributeSchema,
	values: Values,
	workspace: Workspace,
): AttributeValue | undefined {
	const { contact } = values.state;
	const value = recordedValue(schema, values);
	const given = schema.subject === 'contact' ? own(contact.given, schema.id) : undefined;
	if (!given || value === undefined || value === null) return value;
	const format = ready(schema);
	if (!format) return value;
	const { at: now, language } = given;
	const writing = writingFor(contact, workspace, language);
	const country = countryFor(writing, workspace);
	const { phone = (text) => text } = values;
	return read(value, format, { ...writing, now, country, phone });
}

/** As it was given or stored, whether it can be read or not. */
export function recordedValue(
	{ id, subject }: AttributeSchema,
	{ state, conversation }: Values,
): AttributeValue | undefined {
	return own(subject === 'contact' ? state.contact.attributes : conversation?.attributes, id);
}

function read(
	value: NonNullable<AttributeValue>,
	{ kind, settings, accepted }: Ready,
	reading: Reading,
): AttributeValue | undefined {
	const stored = typeof value === 'string' ? undefined : accepted.safeParse(value);
	if (stored?.success) return kind.given?.(stored.data, settings, reading) ?? stored.data;
	const words = Array.isArray(value) ? value.join(', ') : String(value);
	// A program writes its own numbers: "1.234" of 1.234 is not a thousand in any language.
	const isTyped = typeof value === 'string' || !kind.literal;
	const result = isTyped ? kind.parse(words, settings, reading) : undefined;
	const fits = accepted.safeParse(result);
	return fits.success ? fits.data : undefined;
}

type Ready = {
	kind: AttributeFormat;
	settings: unknown;
	accepted: ReturnType<AttributeFormat['value']>;
};

/** Undefined for a format of a newer version, or settings that it cannot read. */
function ready(schema: AttributeSchema): Ready | undefined {
	if (known.has(schema)) return known.get(schema);
	const kind = attributeFormat(schema.format);
	const settings = kind?.settings.safeParse(schema.settings ?? {});
	const made =
		kind && settings?.success
			? { kind, settings: settings.data, accepted: kind.value(settings.data) }
			: undefined;
	known.set(schema, made);
	return made;
}

/** Making a schema takes longer than asking it. An attribute is replaced, never changed. */
const known = new WeakMap<AttributeSchema, Ready | undefined>();

/** Never what an object inherits (case 20). */
export function own<T>(values: Record<string, T> | undefined, id: string): T | undefined {
	return values && Object.hasOwn(values, id) ? values[id] : undefined;
}
