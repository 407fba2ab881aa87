import type { Instant } from '../base/clock';
import { visibleText } from '../base/visible-text';
import type { AttributeValue } from './event';

/** A customer's record: the fold of what they said of themselves and what the team recorded. */
export type Contact = {
	id: string;
	/** `name`, `email`, `phone`, `language` and custom attributes, by attribute id. */
	attributes: Record<string, AttributeValue>;
	/** Of the attributes that a page gave: when, and for which language. It knows no formats. */
	given?: Record<string, Given>;
	/** Tags of the person, not of a conversation. */
	tags?: string[];
	page?: { url: string; title?: string | undefined; at: Instant };
	firstSeenAt: Instant;
	lastSeenAt: Instant;
};

export type Given = { at: Instant; language?: string | undefined };

export function emptyContact(id: string): Contact {
	return { id, attributes: {}, firstSeenAt: 0, lastSeenAt: 0 };
}

/**
 * The name, the e-mail and the phone stand for a contact wherever it is listed: they are what
 * everybody sees of them, whoever gave them (B9). The rest is as given.
 */
export function asShown(attribute: string, value: AttributeValue): AttributeValue {
	return NAMING.has(attribute) && typeof value === 'string' ? visibleText(value) : value;
}

const NAMING: ReadonlySet<string> = new Set(['name', 'email', 'phone']);

/** The text attribute as a person would read it, or undefined when it is missing or empty. */
export function textAttribute(contact: Contact, attribute: string): string | undefined {
	const value = contact.attributes[attribute];
	return typeof value === 'string' && value.trim() ? value : undefined;
}
