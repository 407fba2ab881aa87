import { type DomainEvent, isUnknown, type UnknownEvent } from '../model/event';
import { encode, writeAny, writeByte, writeString, writeUint } from './bytes';
import { readUpdate } from './insertions';

/**
 * An event log is a `Y.Map` named `events`: event id → JSON. It only ever gains keys.
 *
 * I1 What a writer gives, applied to any Y.Doc of the room, is the same as `events.set(id, event)`
 *    there.
 * I2 A client id belongs to one session: it is fresh whenever its clock is not remembered. One that
 *    is used again after storage was lost would make replicas diverge for ever while believing they
 *    agree.
 * I3 A key is written once: the relay refuses another content under an event's id, in all rooms
 *    of its contact (sync-server/guard G3). Where an old log holds two, every reader keeps the
 *    first by the relay's sequence, and the team's before a contact's (`displaces`).
 */
export const EVENTS = 'events';

export type Writer = {
	/** The client id under which this session writes here. */
	readonly client: number;
	/** One update that inserts each event under its id. Never give the same id twice. */
	append(events: readonly { id: string }[]): Uint8Array;
};

export type Entry = { key: string; value: unknown; client: number };

/** Client ids are 32 bits in Yjs; zero would be confused with "nobody". */
export function freshClientId(random: () => number): number {
	return 1 + Math.floor(random() * 0xfffffffe);
}

/**
 * Encodes the insertions without a document: new keys need no history, so all that a writer has to
 * remember is how many it made. (A Y.Doc costs 10 times the time and keeps every event in memory.)
 */
export function createWriter(client: number): Writer {
	let clock = 0;
	return {
		client,
		append(events) {
			const update = encode(() => {
				writeUint(1);
				writeUint(events.length);
				writeUint(client);
				writeUint(clock);
				for (const event of events) writeInsertion(event);
				// The delete set: a log deletes nothing.
				writeUint(0);
			});
			clock += events.length;
			return update;
		},
	};
}

/**
 * Every insertion into `events`, straight from the update's structs: no document is built. Deleted
 * entries and whatever else a foreign update may hold are left out. Throws on bytes that are not an
 * update.
 */
export function readEntries(update: Uint8Array): Entry[] {
	const entries: Entry[] = [];
	for (const { client, root, key, values } of readUpdate(update).insertions) {
		if (root !== EVENTS || key === undefined || values.length === 0) continue;
		entries.push({ key, value: values.at(-1), client });
	}
	return entries;
}

/**
 * Whether an event takes the place of an earlier one of its id. A contact knows the id of what the
 * team wrote only when that is there (case 4); a compaction may have moved it behind.
 */
export function displaces(
	event: DomainEvent | UnknownEvent,
	earlier: DomainEvent | UnknownEvent,
): boolean {
	return isByContact(earlier) && !isByContact(event);
}

function isByContact(event: DomainEvent | UnknownEvent): boolean {
	return !isUnknown(event) && event.by.kind === 'contact';
}

const CONTENT_ANY = 8;
const HAS_KEY = 0x20;

function writeInsertion(event: { id: string }): void {
	writeByte(CONTENT_ANY | HAS_KEY);
	// The parent is a root type, by name.
	writeUint(1);
	writeString(EVENTS);
	writeString(event.id);
	writeUint(1);
	writeAny(event);
}
