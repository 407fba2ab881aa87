import type { Instant } from '../base/clock';
import { type DomainEvent, isUnknown, readEvent, type UnknownEvent } from './event';
import { arrived } from './placed';

/** An event as it lies in a log, and under which key a device keeps it. */

export type ReadEvent = {
	event: DomainEvent | UnknownEvent;
	/** As it stands in the log, where this version does not read all of it. */
	raw?: unknown;
	/** When the relay stored what this version cannot read at all; others say so themselves. */
	arrivedAt?: Instant;
};

/** Reads an entry of a log so that nothing of it is lost. `at`: when the relay stored it. */
export function readLogged(key: string, raw: unknown, at: Instant | undefined): ReadEvent {
	const event = readEvent(key, raw);
	if (isUnknown(event)) return at === undefined ? { event } : { event, arrivedAt: at };
	const read = { event: arrived(event, at) };
	return isAsLong(event, raw) ? read : { ...read, raw };
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
