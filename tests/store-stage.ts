import type { StoredEvent } from '../src/lib/core/ports';
import { storeConfirmed } from '../src/lib/read/log';
import { DATABASE_VERSION, databaseName } from '../src/lib/read/names';
import { entryOf } from '../src/lib/read/project';
import { appendTexts } from '../src/lib/read/search-text';
import { openStore, type Store } from '../src/lib/read/store';
import type { StoreTables } from '../src/lib/read/store-tables';
import { Database } from '../src/lib/read/tables';
import { readWindow, type Thread, threadOf, type Window } from '../src/lib/read/window';
import { byNewest, countsOf, type InboxView, isIn, listed } from '../src/lib/replica/views';

/** A store as a page opens it, and what tests read there as a screen would show it. */
export function stagedStore(workspace: string): { db: Database; store: Store } {
	const db = new Database(workspace);
	const store = openStore(databaseName(workspace), {
		schema: DATABASE_VERSION,
		prepare: async () => void (await db.open()),
		outdated() {},
	});
	return { db, store };
}

/** What the relay has confirmed, as the core writes it down. */
export async function storeSent(tables: StoreTables, events: StoredEvent[]): Promise<void> {
	await storeConfirmed(tables, events);
	await appendTexts(tables, events.map(entryOf));
}

export function windowIn(store: Store, key: string, limit = 50): Promise<Window> {
	return store.read((tables) => readWindow(tables, { key, limit }));
}

export async function threadIn(store: Store, key: string, limit = 50): Promise<Thread> {
	const { entries, row, floor } = await windowIn(store, key, limit);
	return threadOf(entries, row?.conversation, floor);
}

export async function listIn(store: Store, view: InboxView) {
	return (await rowsIn(store)).filter((row) => isIn(view, row));
}

export async function countsIn(store: Store, me: string) {
	return countsOf(await rowsIn(store), me);
}

async function rowsIn(store: Store) {
	const [rows, marks] = await store.read((tables) =>
		Promise.all([tables.conversations.all(), tables.marks.all()]),
	);
	const markOf = new Map(marks.map((mark) => [mark.conversation, mark]));
	return rows.map((row) => listed(row, markOf.get(row.id))).sort(byNewest);
}

/** The store of a page that is closed after so many writes. */
export function cutOff(store: Store, writes: number): Store {
	let written = 0;
	return {
		...store,
		write: (change, of) =>
			++written > writes ? Promise.reject(new Error('cut')) : store.write(change, of),
	};
}
