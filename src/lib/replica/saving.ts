import { applyEvent, type ContactState, forkContactState } from '../model/contact-state';
import { type DomainEvent, roomOf } from '../model/event';
import { type ContactRows, pendingEntryOf, rowsOf, stateOf } from '../read/project';
import type { ThreadEntry } from '../read/window';

/** What somebody did and what the device is about to store. */
export type Batch = {
	readonly contact: string;
	readonly events: readonly DomainEvent[];
	/** Of the transaction that has stored it: it stands in the rows from then on. */
	version?: number;
};

/** The rows as they will stand once these events are stored. `rows` stay as they are. */
export function rowsAhead(rows: ContactRows, batches: readonly Batch[]): ContactRows {
	let state: ContactState = stateOf(rows);
	const events = batches.flatMap((batch) => batch.events);
	for (const conversation of new Set(events.map(conversationOf))) {
		state = forkContactState(state, conversation);
	}
	for (const event of events) applyEvent(state, event);
	return rowsOf(state);
}

/** What of it is shown in a thread, "saving" (U6). */
export function entriesAhead(batches: readonly Batch[], thread: string): ThreadEntry[] {
	return batches.flatMap(({ contact, events }) =>
		events
			.map((event) =>
				pendingEntryOf({ id: event.id, room: roomOf(contact, 1, event), contact, event }),
			)
			.filter((entry) => entry.thread === thread)
			.map((entry) => ({ ...entry, delivery: 'saving' as const })),
	);
}

function conversationOf(event: DomainEvent): string {
	return 'conversation' in event ? (event.conversation ?? '') : '';
}
