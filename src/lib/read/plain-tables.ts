import type { Table } from 'dexie';
import { settled } from './indexed-db';
import type { Key, RowTable, RowTables } from './row-table';
import type { Database } from './tables';
import type { Touched } from './touched';

/** The tables of one transaction: `tables.ts` in plain IndexedDB. */
export type PlainTables = {
	[
		Name in keyof RowTables | 'updates' | 'timers' | 'inbox' | 'dirty'
	]: Database[Name] extends Table<infer Row, infer Key extends IDBValidKey>
		? PlainTable<Row, Key>
		: never;
};

type PlainTable<T, K extends IDBValidKey> = RowTable<T, K> & {
	/** In the order of the index, or of the key; the lowest first. */
	all(query?: Query): Promise<T[]>;
	/** Deletes what a unique index finds under these keys. */
	drop(index: string, keys: string[]): Promise<void>;
};

type Query = { index?: string; range?: IDBKeyRange; limit?: number };

export function tablesOf(transaction: IDBTransaction, touched: Touched): PlainTables {
	function table<T, K extends IDBValidKey>(name: string): PlainTable<T, K> {
		return plainTable(transaction.objectStore(name), touched.table(name));
	}
	return {
		updates: table('updates'),
		pending: table('pending'),
		entries: table('entries'),
		contacts: table('contacts'),
		conversations: table('conversations'),
		runs: table('runs'),
		counters: table('counters'),
		texts: table('texts'),
		timers: table('timers'),
		inbox: table('inbox'),
		dirty: table('dirty'),
		settings: table('settings'),
	};
}

function plainTable<T, K extends IDBValidKey>(
	store: IDBObjectStore,
	touched: ReturnType<Touched['table']>,
): PlainTable<T, K> {
	const get = (key: IDBValidKey) => settled<T | undefined>(store.get(key));

	function all({ index, range, limit }: Query = {}): Promise<T[]> {
		const source = index === undefined ? store : store.index(index);
		return settled(source.getAll(range, limit));
	}

	async function put(row: T): Promise<void> {
		const before = await touched.before(store, row);
		const key = await settled(store.put(row));
		touched.row(store, key, before, row);
	}

	async function drop(keys: IDBValidKey[]): Promise<void> {
		touched.expect(keys.length);
		const before = await Promise.all(keys.map((key) => touched.at(store, key)));
		keys.forEach((key, i) => touched.row(store, key, before[i]));
		await Promise.all(rangesOf(keys).map((range) => settled(store.delete(range))));
	}

	return {
		get,
		all,
		put,
		toArray: () => all(),
		bulkGet: (keys) => Promise.all(keys.map(get)),
		async bulkPut(rows) {
			touched.expect(rows.length);
			await Promise.all(rows.map(put));
		},
		bulkDelete: drop,
		async drop(index, keys) {
			const found = keys.map((key) => settled(store.index(index).getKey(key)));
			await drop((await Promise.all(found)).filter((key) => key !== undefined));
		},
		where: (index) => ({
			anyOf: (keys) => ({
				async toArray() {
					const found = keys.map((key) => all({ index, range: IDBKeyRange.only(key) }));
					return (await Promise.all(found)).flat();
				},
			}),
			between: (lower: Key, upper: Key) => {
				const range = IDBKeyRange.bound(lower, upper);
				return {
					toArray: () => all({ index, range }),
					async last() {
						const cursor = await settled(store.index(index).openCursor(range, 'prev'));
						return cursor?.value;
					},
				};
			},
		}),
	};
}

/** Numbers that follow each other as one range: every request to the disk takes its time. */
function rangesOf(keys: IDBValidKey[]): (IDBValidKey | IDBKeyRange)[] {
	const numbers = keys.filter((key) => typeof key === 'number').sort((a, b) => a - b);
	const runs: [first: number, last: number][] = [];
	for (const number of numbers) {
		const run = runs.at(-1);
		if (run && Number.isInteger(number) && number === run[1] + 1) run[1] = number;
		else runs.push([number, number]);
	}
	const others = keys.filter((key) => typeof key !== 'number');
	return [...others, ...runs.map(([first, last]) => IDBKeyRange.bound(first, last))];
}
