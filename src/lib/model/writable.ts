import { AttributeValue, type DomainEvent, EventBody } from './event';
import { Key, Moment } from './identifier';
import { z } from './schema';

/**
 * Whether a log would take an event. The relay refuses what is larger than its limit or does not
 * parse, and a run whose journal is refused would wait without end.
 */
export type Unwritable = 'tooLarge' | 'malformed';

/** The relay's limit for one event as it lies in the log, but for the key and the struct's head. */
export const MAX_EVENT_BYTES = 64 * 1024 - 256;

export function whyUnwritable(event: DomainEvent): Unwritable | undefined {
	if (bytesOf(event) > MAX_EVENT_BYTES) return 'tooLarge';
	return isSound(event) ? undefined : 'malformed';
}

const Learned = z.optional(z.record(Key, AttributeValue));
const Until = z.optional(Moment);

function isSound(event: DomainEvent): boolean {
	switch (event.type) {
		// Names of steps are looked at once per version (model/live), not with every visit.
		case 'runStarted':
			return Learned.safeParse(event.variables).success;
		case 'runAdvanced':
			return (
				Learned.safeParse(event.variables).success && Until.safeParse(event.park?.until).success
			);
		case 'runEnded':
			return true;
		default:
			return EventBody.safeParse(event).success;
	}
}

/** At most so many bytes in a log, whose numbers take nine and whose texts are UTF-8. */
export function bytesOf(value: unknown): number {
	switch (typeof value) {
		case 'string':
			return 4 + utf8Length(value);
		case 'number':
			return 9;
		case 'object':
			break;
		default:
			return 1;
	}
	if (value === null) return 1;
	let bytes = 4;
	if (Array.isArray(value)) for (const item of value) bytes += bytesOf(item);
	else
		for (const [key, item] of Object.entries(value)) bytes += 3 + utf8Length(key) + bytesOf(item);
	return bytes;
}

function utf8Length(text: string): number {
	let bytes = text.length;
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		// Half of a pair counts two, so that a pair makes four.
		if (code >= 0x80) bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2;
	}
	return bytes;
}
