import { settled } from './indexed-db';

/**
 * Which rows a transaction of the core has changed, told to the pages in the words in which Dexie
 * itself tells other tabs: live queries there run again, and only those that read such a row.
 *
 * T1 What is told covers every row that was put or deleted: its key, and its place in each index
 *    before and after. It may cover more, never less.
 */
export type Touched = {
	table(name: string): TouchedRows;
	/** Call it once the transaction is complete: whoever is told reads again at once. */
	tell(): void;
};

export type TouchedRows = {
	/** Of more rows than are worth telling one by one, all of the table is told. */
	expect(rows: number): void;
	/** What stands where this row is about to be put; asked only where it matters. */
	before(store: IDBObjectStore, row: unknown): Promise<unknown>;
	/** The same under this key. */
	at(store: IDBObjectStore, key: IDBValidKey | undefined): Promise<unknown>;
	row(store: IDBObjectStore, key: IDBValidKey, ...states: unknown[]): void;
};

const MAX_TOLD = 50;
/** Dexie's, and part of its name is the version of what is sent there. */
const CHANNEL = 'x-storagemutated-1';

export function createTouched(database: string): Touched {
	/** By part of the database: the key of a table, or one of its indexes. */
	const parts = new Map<string, IDBValidKey[] | 'all'>();

	function add(part: string, key: IDBValidKey): void {
		const keys = parts.get(part) ?? [];
		if (keys === 'all') return;
		keys.push(key);
		parts.set(part, keys);
	}

	function table(name: string): TouchedRows {
		const prefix = `idb://${database}/${name}/`;
		let isAll = false;

		async function at(store: IDBObjectStore, key: IDBValidKey | undefined): Promise<unknown> {
			if (isAll || key === undefined || store.indexNames.length === 0) return undefined;
			return settled(store.get(key));
		}

		return {
			expect(rows) {
				isAll ||= rows >= MAX_TOLD;
			},
			before: (store, row) => at(store, keyAt(row, store.keyPath)),
			at,
			row(store, key, ...states) {
				const indexes = [...store.indexNames];
				if (isAll) {
					for (const part of ['', ':dels', ...indexes]) parts.set(prefix + part, 'all');
					return;
				}
				add(prefix, key);
				// Queries that only count or list keys follow this part.
				add(`${prefix}:dels`, key);
				for (const index of indexes) {
					const { keyPath } = store.index(index);
					for (const state of states) {
						const place = keyAt(state, keyPath);
						if (place !== undefined) add(prefix + index, place);
					}
				}
			},
		};
	}

	return {
		table,
		tell() {
			if (parts.size === 0) return;
			const channel = new BroadcastChannel(CHANNEL);
			channel.postMessage(
				Object.fromEntries(
					[...parts].map(([part, keys]) => [part, keys === 'all' ? EVERYTHING : treeOf(keys)]),
				),
			);
			channel.close();
		},
	};
}

/** A sorted tree of ranges of keys, as Dexie keeps them; `d` is its depth. */
type Tree = { from: IDBValidKey; to: IDBValidKey; d: number; l?: Tree; r?: Tree };

/** Every key that there can be: numbers sort first, and arrays in arrays last. */
const EVERYTHING: Tree = { from: -Infinity, to: [[]], d: 1 };

function treeOf(keys: IDBValidKey[]): Tree {
	const sorted = [...keys].sort((a, b) => indexedDB.cmp(a, b));
	const unique = sorted.filter((key, i) => i === 0 || indexedDB.cmp(key, sorted[i - 1]) !== 0);
	return balanced(unique) ?? EVERYTHING;
}

function balanced(keys: IDBValidKey[]): Tree | undefined {
	const middle = keys.length >> 1;
	const key = keys[middle];
	if (key === undefined) return undefined;
	const l = balanced(keys.slice(0, middle));
	const r = balanced(keys.slice(middle + 1));
	const d = Math.max(l?.d ?? 0, r?.d ?? 0) + 1;
	return { from: key, to: key, d, ...(l && { l }), ...(r && { r }) };
}

/** Where a row stands in an index; undefined where it has no such place. */
function keyAt(row: unknown, keyPath: string | string[] | null): IDBValidKey | undefined {
	if (Array.isArray(keyPath)) {
		const keys = keyPath.map((path) => keyAt(row, path));
		const complete = keys.filter((key) => key !== undefined);
		return complete.length === keys.length ? complete : undefined;
	}
	if (typeof row !== 'object' || row === null || keyPath === null) return undefined;
	const value: unknown = Object.getOwnPropertyDescriptor(row, keyPath)?.value;
	return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}
