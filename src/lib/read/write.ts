import Dexie from 'dexie';
import { fail, ok, type Result } from '../base/result';
import type { PendingEvent } from '../core/ports';
import { applyEvent } from '../model/contact-state';
import type { Conversation } from '../model/conversation';
import type { DomainEvent } from '../model/event';
import { pendingEntryOf } from './project';
import { chapterOf, loadState, putContacts, refold, storeEntries } from './rows';
import type { Database } from './tables';

/**
 * What a page writes: pending events and the rows that show them at once, in one transaction. When
 * it resolves the person's words are "saved": they survive a crash and are sent by the core,
 * whenever.
 */

/** What the maker of events must know: they come after `after`, in this chapter, and saw this. */
export type WritePosition = {
	after: number;
	chapter: number;
	conversations: Record<string, Conversation>;
};

export async function writePending(
	db: Database,
	contact: string,
	make: (position: WritePosition) => PendingEvent[],
): Promise<Result<DomainEvent[]>> {
	return saving(() =>
		db.transaction('rw', db.tables, async () => {
			// The `live` log has no rows, and is short.
			const [state, chapter] = await Promise.all([
				contact ? loadState(db, contact) : refold(db, contact),
				chapterOf(db, contact),
			]);
			const { conversations } = state;
			const pending = make({ after: state.newest.at, chapter, conversations });
			const events = pending.map((row) => row.event);
			for (const event of events) applyEvent(state, event);
			await Promise.all([
				db.pending.bulkAdd(pending.map((row) => ({ ...row, id: row.event.id }))),
				storeEntries(db, pending.map(pendingEntryOf)).then(() =>
					contact ? putContacts(db, [state]) : undefined,
				),
			]);
			return events;
		}),
	);
}

/**
 * Takes a refused event out of the thread: its author has copied it, written it again, or given it
 * up.
 */
export async function discardFailed(db: Database, id: string): Promise<void> {
	await db.transaction('rw', db.entries, async () => {
		const entry = await db.entries.get(id);
		if (entry?.delivery === 'failed') await db.entries.delete(id);
	});
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

const STORAGE_ERRORS = new Set<string>([
	Dexie.errnames.QuotaExceeded,
	Dexie.errnames.DatabaseClosed,
	Dexie.errnames.OpenFailed,
	Dexie.errnames.MissingAPI,
	Dexie.errnames.InvalidState,
	Dexie.errnames.Unknown,
]);

/**
 * Dexie wraps the browser's error: a quota shows as the abort of the transaction, with the cause
 * inside.
 */
function isStorageError(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	if (STORAGE_ERRORS.has(error.name)) return true;
	return 'inner' in error && isStorageError(error.inner);
}
