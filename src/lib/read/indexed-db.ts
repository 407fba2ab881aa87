/** IndexedDB as promises: the few calls that the core and the session need, without Dexie. */

export function settled<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error);
	});
}

/** Resolves when what was written would survive the browser's end. */
export function committed(transaction: IDBTransaction): Promise<void> {
	return new Promise((resolve, reject) => {
		transaction.oncomplete = () => resolve();
		transaction.onabort = () => reject(transaction.error ?? new Error('The write was undone.'));
	});
}

/**
 * To look must not make: whoever has signed out leaves no database at all, and a tab or a worker
 * that looks while another erases must not bring it back.
 */
export async function openIfThere(name: string): Promise<IDBDatabase | undefined> {
	const request = indexedDB.open(name);
	let isNew = false;
	request.onupgradeneeded = () => {
		isNew = true;
		request.transaction?.abort();
	};
	try {
		return await settled(request);
	} catch (error) {
		if (isNew) return undefined;
		throw error;
	}
}

/** Waits for other tabs to let go of it. */
export async function deleteDatabase(name: string): Promise<void> {
	await settled(indexedDB.deleteDatabase(name));
}
