import { groupBy } from '../base/group-by';
import { fail, ok, type Result } from '../base/result';
import type { PendingEvent } from '../core/ports';
import { applyEvent, type ContactState } from '../model/contact-state';
import { type DomainEvent, roomOf } from '../model/event';
import { entryKey } from '../model/logged';
import { isBeyond } from '../model/mark';
import type { Changes } from './changes';
import { pendingEntryOf } from './project';
import { chapterOf } from './log';
import { loadState, putContacts, refold, rememberAssignments } from './rows';
import { NoDatabase, type Store } from './store';
import type { StoreTables, TableName } from './store-tables';
import type { PendingRow } from './tables';

/**
 * What a page writes: pending events and the rows that show them, in one transaction. When it
 * resolves the person's words are "saved": they survive a crash and are sent by the core, whenever.
 */

/** What somebody did to one contact, with its ids and times. `''` is the `live` log. */
export type Written = { contact: string; events: readonly DomainEvent[] };

const TABLES: readonly TableName[] = [
	'pages',
	'pending',
	'entries',
	'updates',
	'contacts',
	'conversations',
	'runs',
	'counters',
	'texts',
];

/** All of it or nothing; the later of two of one contact comes after the earlier. */
export function storeWritten(store: Store, written: readonly Written[]): Promise<Result<Changes>> {
	return saving(() =>
		store.write(async (tables) => {
			const byContact = groupBy(written, ({ contact }) => contact);
			for (const [contact, ofContact] of byContact) {
				const events = ofContact.flatMap(({ events: some }) => some);
				await storeOf(tables, contact, events);
			}
		}, TABLES),
	);
}

async function storeOf(
	tables: StoreTables,
	contact: string,
	events: readonly DomainEvent[],
): Promise<void> {
	// The `live` log has no rows.
	const [state, chapter] = await Promise.all([
		contact ? loadState(tables, contact) : undefined,
		chapterOf(tables, contact),
	]);
	const pending = events.map((event): PendingEvent => {
		return { room: roomOf(contact, chapter, event), contact, event };
	});
	const isNewest = state && isAfter(state, events);
	if (isNewest) for (const event of events) applyEvent(state, event);
	const rows = pending.map((row): PendingRow => ({ ...row, id: row.event.id }));
	await Promise.all([tables.pending.bulkPut(rows), rememberAssignments(tables, events)]);
	for (const row of rows) tables.told.event(pendingEntryOf(row));
	if (state) await putContacts(tables, [isNewest ? state : await refold(tables, contact)]);
}

/** False where another tab or the core has written since these were made. */
function isAfter({ newest, conversations }: ContactState, events: readonly DomainEvent[]): boolean {
	return events.every((event) => {
		if (event.at <= newest.at) return false;
		if (event.seen === undefined || !('conversation' in event)) return true;
		return !isBeyond(conversations[event.conversation ?? '']?.heard, event.seen);
	});
}

/**
 * Takes a refused event out of the thread: its author has copied it, written it again, or given it
 * up.
 */
export async function discardFailed(store: Store, id: string): Promise<void> {
	await store.write(
		async ({ pending, entries, told }) => {
			const [waiting, legacy] = await Promise.all([pending.under('id', [id]), entries.get(id)]);
			for (const { contact, order = 0, failed } of waiting) {
				if (failed === undefined) continue;
				await pending.bulkDelete([order]);
				told.gone(entryKey(contact, id));
			}
			if (legacy?.delivery !== 'failed') return;
			await entries.bulkDelete([id]);
			told.gone(entryKey(legacy.contact, id));
		},
		['pending', 'entries'],
	);
}

/**
 * A full disk or a denied database is an operating error that the person is told of; others are
 * ours.
 */
export async function saving<T>(work: () => PromiseLike<T>): Promise<Result<T>> {
	try {
		return ok(await work());
	} catch (error) {
		if (isStorageError(error)) return fail('cannotSave');
		throw error;
	}
}

/** What the browser says of its disk is a `DOMException`; what is not there says so itself. */
function isStorageError(error: unknown): boolean {
	return error instanceof DOMException || error instanceof NoDatabase;
}
