import type { Table } from 'dexie';
import { CACHED_WORKSPACE, DATABASE_VERSION, SNAPSHOT } from './names';
import type { Database, EntryRow } from './tables';

/**
 * What one transaction has changed, as data: pages that hold rows in memory put these in their
 * place and read nothing again.
 *
 * C1 Every transaction that changes a row of `TOLD` has the next number, and the number is stored
 *    in that transaction. So a page that has missed one knows it by the next (replica/feed).
 * C2 What is told is what stands in the database when the transaction ends: of several states of a
 *    row the last.
 */
export type Changes = { version: number; rows: ChangedRows };

/** Absent: nothing of that table has changed. */
export type ChangedRows = {
	[Name in Exclude<Told, 'events'>]?: Database[Name] extends Table<
		infer Row,
		infer Key extends IDBValidKey
	>
		? RowChange<Row, Key>
		: never;
} & { events?: RowChange<EntryRow, string> };

/** `many`: more than is worth telling; a page that holds rows of that table reads them again. */
export type RowChange<T = unknown, K = IDBValidKey> = { put: T[]; gone: K[] } | 'many';

/** What stands in logs, by `entryKey`: no table, because it is stored in pages. */
export const EVENTS = 'events';

export const TOLD = [
	EVENTS,
	'contacts',
	'conversations',
	'runs',
	'pending',
	'settings',
	'drafts',
	'marks',
] as const;
export type Told = (typeof TOLD)[number];

/** The setting that holds the number of the last transaction. */
export const VERSION = 'version';

/** Settings that only the next start reads. */
const UNTOLD = [VERSION, CACHED_WORKSPACE, SNAPSHOT];

/**
 * A commit of the core changes some hundred rows. What arrives while a device catches up is more
 * events than that, of which pages show next to none.
 */
const MAX_TOLD = 2_000;
const MAX_EVENTS = 300;

export type Recorder = {
	readonly isEmpty: boolean;
	put(table: string, key: IDBValidKey, row: unknown): void;
	gone(table: string, key: IDBValidKey): void;
	cleared(table: string): void;
	rows(): ChangedRows;
};

/** Notes what a transaction changes. */
export function createRecorder(): Recorder {
	const tables = new Map<string, Map<IDBValidKey, unknown> | 'many'>();

	function note(table: string, key: IDBValidKey, row: unknown): void {
		const isTold = TOLD.some((name) => name === table);
		if (!isTold || (table === 'settings' && UNTOLD.includes(String(key)))) return;
		const noted = tables.get(table) ?? new Map<IDBValidKey, unknown>();
		if (noted === 'many') return;
		const most = table === EVENTS ? MAX_EVENTS : MAX_TOLD;
		tables.set(table, noted.set(key, row).size > most ? 'many' : noted);
	}

	return {
		get isEmpty() {
			return tables.size === 0;
		},
		put: note,
		gone: (table, key) => note(table, key, undefined),
		cleared: (table) => void tables.set(table, 'many'),
		rows() {
			const rows: ChangedRows = {};
			for (const [table, noted] of tables) {
				Object.assign(rows, { [table]: noted === 'many' ? noted : split(noted) });
			}
			return rows;
		},
	};
}

function split(noted: ReadonlyMap<IDBValidKey, unknown>): RowChange {
	const change: RowChange = { put: [], gone: [] };
	for (const [key, row] of noted) {
		if (row === undefined) change.gone.push(key);
		else change.put.push(row);
	}
	return change;
}

/** Tells every page of this device; a page's own channel of that name hears its own page too. */
export function tellChanges(database: string, changes: Changes): void {
	const channel = changesChannel(database);
	try {
		channel.postMessage(changes);
	} catch {
		// It is stored all the same. Who misses its number reads it.
	} finally {
		channel.close();
	}
}

export function changesChannel(database: string): BroadcastChannel {
	return new BroadcastChannel(`${database}:changes:${DATABASE_VERSION}`);
}
