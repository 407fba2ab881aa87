import type { Table } from 'dexie';
import type { Database } from './tables';

/**
 * What rows are derived through: Dexie where a page writes, plain IndexedDB where the core does
 * (plain-tables.ts). Only what both answer alike.
 */
export type RowTables = {
	[
		Name in
			| 'pending'
			| 'entries'
			| 'contacts'
			| 'conversations'
			| 'runs'
			| 'counters'
			| 'texts'
			| 'settings'
	]: Database[Name] extends Table<infer Row, infer Key> ? RowTable<Row, Key> : never;
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
