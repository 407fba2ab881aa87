import { visibleText } from '../base/visible-text';
import { asShown, type Contact } from './contact';
import type { DomainEvent, EventOf } from './event';
import { STANDARD_CONTACT_ATTRIBUTES } from './workspace';

/** What an event says of the contact, whatever it says of a conversation. */
export function applyToContact(contact: Contact, event: DomainEvent): void {
	if (contact.firstSeenAt === 0) contact.firstSeenAt = event.at;
	if (event.by.kind === 'contact') contact.lastSeenAt = event.at;
	switch (event.type) {
		case 'detailsGiven':
			return takeDetails(contact, event);
		case 'pageVisited':
			return takePage(contact, event);
		case 'attributeChanged':
			if (event.subject === 'contact') {
				contact.attributes[event.attribute] = asShown(event.attribute, event.value);
				forgetGiven(contact, event.attribute);
			}
			return;
		case 'contactTagAdded':
			contact.tags = [...new Set(contact.tags).add(event.tag)];
			return;
		case 'contactTagRemoved':
			contact.tags = contact.tags?.filter((tag) => tag !== event.tag) ?? [];
			return;
	}
}

function takePage(contact: Contact, { url, title, at }: EventOf<'pageVisited'>): void {
	const shown = title === undefined ? undefined : visibleText(title);
	contact.page = { url: visibleText(url), title: shown, at };
}

/** More keys than this, a page makes up: no workspace has so many attributes of a contact. */
export const MAX_GIVEN = 200;

/** Case 34: the record of a contact is bounded, whatever its pages tell. */
function takeDetails(contact: Contact, { details, at }: EventOf<'detailsGiven'>): void {
	const given = { ...contact.given };
	let room = MAX_GIVEN - Object.keys(given).length;
	const told = Object.entries(details);
	const language = details['language'] ?? contact.attributes['language'];
	for (const [id, value] of told) {
		const isKnown = Object.hasOwn(contact.attributes, id);
		const isStandard = STANDARD_CONTACT_ATTRIBUTES.some((attribute) => attribute.id === id);
		if (!isKnown && !isStandard && room-- <= 0) continue;
		contact.attributes[id] = asShown(id, value);
		given[id] = { at, ...(typeof language === 'string' && { language }) };
	}
	contact.given = given;
}

/** It was stored as a value. What a copy of the state shares is replaced, never changed. */
function forgetGiven(contact: Contact, attribute: string): void {
	if (!contact.given || !Object.hasOwn(contact.given, attribute)) return;
	const given = { ...contact.given };
	delete given[attribute];
	contact.given = given;
}
