import { type DomainEvent, isUnknown, readEvent, type UnknownEvent } from './event';

/** An event as it lies in a log, and under which key a device keeps it. */

/** `readEvent`, with the raw value where reading has left something out of it. */
export function readWithRest(
	key: string,
	raw: unknown,
): { event: DomainEvent | UnknownEvent; raw?: unknown } {
	const event = readEvent(key, raw);
	return isUnknown(event) || isAsLong(event, raw) ? { event } : { event, raw };
}

/** Reading adds nothing, so what is whole is as long as it was. */
function isAsLong(event: DomainEvent, raw: unknown): boolean {
	try {
		return JSON.stringify(event).length === JSON.stringify(raw).length;
	} catch {
		// A log may hold what is no JSON.
		return false;
	}
}

/** Under which an event is found on a device: its id says who it is among its contact's alone. */
export function entryKey(contact: string, id: string): string {
	return `${contact}~${id}`;
}
