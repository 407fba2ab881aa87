import type {
	ContactRow,
	ConversationRow,
	CounterRow,
	EntryRow,
	PendingRow,
	RunRow,
	SettingRow,
	TextRow,
} from './tables';

/**
 * What rows are derived through: Dexie where a page writes, plain IndexedDB where the core does
 * (plain-tables.ts). Only what both answer alike.
 */
export type RowTables = {
	pending: RowTable<PendingRow, number>;
	entries: RowTable<EntryRow, string>;
	contacts: RowTable<ContactRow, string>;
	conversations: RowTable<ConversationRow, string>;
	runs: RowTable<RunRow, string>;
	counters: RowTable<CounterRow, string>;
	texts: RowTable<TextRow, string>;
	settings: RowTable<SettingRow, string>;
};

export type RowTable<T, K> = {
	get(key: K): PromiseLike<T | undefined>;
	toArray(): PromiseLike<T[]>;
	bulkGet(keys: K[]): PromiseLike<(T | undefined)[]>;
	put(row: T): PromiseLike<unknown>;
	bulkPut(rows: readonly T[]): PromiseLike<unknown>;
	bulkDelete(keys: K[]): PromiseLike<unknown>;
	where(index: string): {
		anyOf(keys: string[]): { toArray(): PromiseLike<T[]> };
		between(
			lower: Key,
			upper: Key,
			withLower: true,
			withUpper: true,
		): { toArray(): PromiseLike<T[]>; last(): PromiseLike<T | undefined> };
	};
};

export type Key = (string | number)[];
