/** IndexedDB as promises: the few calls that the messenger needs, and no more. */
export type Database = {
	get<T>(store: string, key: string): Promise<T | undefined>;
	/** In key order, or in the order of the index; `null` for every key. */
	all<T>(
		store: string,
		index?: string,
		range?: IDBKeyRange | string | null,
		limit?: number,
	): Promise<T[]>;
	/** One transaction over every store; resolves when it is on the disk. */
	write(change: (stores: Stores) => void): Promise<void>;
	close(): void;
};

type Stores = {
	put(store: string, value: object): void;
	/** In the place of what the index finds, or behind all others. */
	replace(store: string, index: string, key: string, value: object): void;
	drop(store: string, key: string): void;
	/** Removes what the index finds, and hands it over first. */
	take<T>(store: string, index: string, key: string, then?: (value: T) => void): void;
};

type Layout = Record<string, { keyPath: string; autoIncrement?: boolean; index?: string }>;

/** A change of layout is a new version; what is stored then is fetched from the relay again. */
const VERSION = 1;

export async function openDatabase(name: string, layout: Layout): Promise<Database> {
	const request = indexedDB.open(name, VERSION);
	request.onupgradeneeded = () => {
		for (const [store, { index, ...options }] of Object.entries(layout)) {
			const created = request.result.createObjectStore(store, options);
			if (index) created.createIndex(index, index);
		}
	};
	const database = await settled(request);
	// Another tab erases or upgrades: holding on would block it for ever.
	database.onversionchange = () => database.close();
	const names = Object.keys(layout);
	const read = (store: string) => database.transaction(store).objectStore(store);

	return {
		get: (store, key) => settled(read(store).get(key)),
		all(store, index, range, limit) {
			const source = index ? read(store).index(index) : read(store);
			return settled(source.getAll(range, limit));
		},
		write(change) {
			const transaction = database.transaction(names, 'readwrite', { durability: 'strict' });
			return new Promise((resolve, reject) => {
				transaction.oncomplete = () => resolve();
				transaction.onabort = () => reject(transaction.error);
				try {
					change(storesOf(transaction));
				} catch (error) {
					// A value that cannot be stored: what was queued before it must not be kept either.
					transaction.abort();
					reject(error);
				}
			});
		},
		close: () => database.close(),
	};
}

function storesOf(transaction: IDBTransaction): Stores {
	return {
		put: (store, value) => transaction.objectStore(store).put(value),
		replace(store, index, key, value) {
			const rows = transaction.objectStore(store);
			// Put at once, so that what is queued after it finds it in either case.
			rows.put(value);
			const found = rows.index(index).getAllKeys(key);
			found.onsuccess = () => {
				const [place, added] = found.result;
				if (place === undefined || added === undefined) return;
				rows.put({ ...value, [String(rows.keyPath)]: place });
				rows.delete(added);
			};
		},
		drop: (store, key) => transaction.objectStore(store).delete(key),
		take(store, index, key, then) {
			const found = transaction.objectStore(store).index(index).openCursor(key);
			found.onsuccess = () => {
				if (!found.result) return;
				then?.(found.result.value);
				found.result.delete();
			};
		},
	};
}

/**
 * Firefox before 126 cannot list databases; there, an old one stays until the browser clears it.
 */
export async function deleteDatabases(isUnwanted: (name: string) => boolean): Promise<void> {
	for (const { name } of (await indexedDB.databases?.()) ?? []) {
		if (name && isUnwanted(name)) await settled(indexedDB.deleteDatabase(name));
	}
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error);
	});
}
