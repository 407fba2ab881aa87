import type { Table } from 'dexie';
import { entryKey } from '../model/logged';
import { EVENTS, type Recorder } from './changes';
import { settled } from './indexed-db';
import type { Database, EntryRow } from './tables';

/** The tables of one transaction: `tables.ts` in plain IndexedDB. */
export type StoreTables = {
	[Name in TableName]: Database[Name] extends Table<infer Row, infer Key extends IDBValidKey>
		? StoreTable<Row, Key>
		: never;
} & {
	/** What pages of the desk are told of events, which no table holds one by one. */
	told: { event(row: EntryRow): void; gone(key: string): void };
};

export type TableName =
	| 'updates'
	| 'pages'
	| 'pending'
	| 'entries'
	| 'contacts'
	| 'conversations'
	| 'runs'
	| 'counters'
	| 'texts'
	| 'timers'
	| 'inbox'
	| 'dirty'
	| 'settings'
	| 'drafts'
	| 'marks';

export type StoreTable<T, K extends IDBValidKey> = {
	get(key: K): Promise<T | undefined>;
	bulkGet(keys: K[]): Promise<(T | undefined)[]>;
	/** In the order of the index, or of the key; the lowest first. */
	all(query?: Query): Promise<T[]>;
	/** The highest first; `limit` is asked of the disk, so the rest is not read. */
	newest(query: Query & { limit: number }): Promise<T[]>;
	/** Those that the index finds under one of these keys. */
	under(index: string, keys: string[]): Promise<T[]>;
	put(row: T): Promise<void>;
	bulkPut(rows: readonly T[]): Promise<void>;
	bulkDelete(keys: K[]): Promise<void>;
	/** Deletes what a unique index finds under these keys. */
	drop(index: string, keys: string[]): Promise<void>;
	clear(): Promise<void>;
};

type Query = { index?: string; range?: IDBKeyRange | undefined; limit?: number };

/** The tables that the transaction is over: others fail when they are used. */
export function tablesOf(transaction: IDBTransaction, recorder?: Recorder): StoreTables {
	function table<T, K extends IDBValidKey>(name: TableName): StoreTable<T, K> {
		return storeTable(() => transaction.objectStore(name), recorder);
	}
	return {
		updates: table('updates'),
		pages: table('pages'),
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
		drafts: table('drafts'),
		marks: table('marks'),
		told: {
			event: (row) => recorder?.put(EVENTS, entryKey(row.contact, row.id), row),
			gone: (key) => recorder?.gone(EVENTS, key),
		},
	};
}

function storeTable<T, K extends IDBValidKey>(
	/** Only when it is used: the transaction may be over other tables. */
	store: () => IDBObjectStore,
	recorder: Recorder | undefined,
): StoreTable<T, K> {
	const get = (key: IDBValidKey) => settled<T | undefined>(store().get(key));
	const at = (index: string | undefined) => (index === undefined ? store() : store().index(index));
	const all = ({ index, range, limit }: Query = {}) => settled<T[]>(at(index).getAll(range, limit));

	async function put(row: T): Promise<void> {
		const { autoIncrement, keyPath, name } = store();
		const key = await settled(store().put(row));
		// The disk gives the number; who holds the row must know it.
		const isNumbered = autoIncrement && typeof keyPath === 'string';
		recorder?.put(name, key, isNumbered ? { ...row, [keyPath]: key } : row);
	}

	async function drop(keys: IDBValidKey[]): Promise<void> {
		await Promise.all(rangesOf(keys).map((range) => settled(store().delete(range))));
		for (const key of keys) recorder?.gone(store().name, key);
	}

	return {
		get,
		all,
		put,
		newest: ({ index, range, limit }) => newestOf(at(index), range, limit),
		bulkGet: (keys) => Promise.all(keys.map(get)),
		async under(index, keys) {
			const found = keys.map((key) => all({ index, range: IDBKeyRange.only(key) }));
			return (await Promise.all(found)).flat();
		},
		async bulkPut(rows) {
			await Promise.all(rows.map(put));
		},
		bulkDelete: drop,
		async drop(index, keys) {
			const found = keys.map((key) => settled(store().index(index).getKey(key)));
			await drop((await Promise.all(found)).filter((key) => key !== undefined));
		},
		async clear() {
			recorder?.cleared(store().name);
			await settled(store().clear());
		},
	};
}

/** Browsers of before 2025 read backwards one by one. */
async function newestOf<T>(
	source: IDBObjectStore | IDBIndex,
	range: IDBKeyRange | undefined,
	limit: number,
): Promise<T[]> {
	if ('getAllRecords' in source) {
		const options = { query: range, count: limit, direction: 'prev' };
		return settled<T[]>(Reflect.apply(source.getAll, source, [options]));
	}
	return new Promise((resolve, reject) => {
		const found: T[] = [];
		const request = source.openCursor(range, 'prev');
		request.onerror = () => reject(request.error);
		request.onsuccess = () => {
			const cursor = request.result;
			if (cursor) found.push(cursor.value);
			if (cursor && found.length < limit) cursor.continue();
			else resolve(found);
		};
	});
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
