import { committed, openIfThere } from './indexed-db';
import { type PlainTables, tablesOf } from './plain-tables';
import { createTouched } from './touched';

/**
 * The database of a workspace without Dexie, which a page has to have made before. The core's
 * service worker is loaded whenever it is woken, and Dexie would be half of what it may weigh.
 *
 * I1 What was written is told to the pages, and only once it is complete.
 * I2 Another tab that upgrades or erases the database is never held up; what is asked for
 *    afterwards opens it again, or fails where it is gone.
 */
export type PlainDatabase = {
	read<T>(look: (tables: PlainTables) => PromiseLike<T>): Promise<T>;
	/** All of it or nothing. Await nothing but the tables: the transaction would end on the way. */
	write(change: (tables: PlainTables) => Promise<void>): Promise<void>;
	close(): void;
};

export function openPlain(name: string): PlainDatabase {
	let opening: Promise<IDBDatabase> | undefined;

	async function connect(): Promise<IDBDatabase> {
		const database = await openIfThere(name);
		if (!database) throw new Error(`There is no database ${name}.`);
		database.onversionchange = () => {
			opening = undefined;
			database.close();
		};
		database.onclose = () => (opening = undefined);
		return database;
	}

	async function begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
		try {
			const database = await (opening ??= connect());
			return database.transaction([...database.objectStoreNames], mode);
		} catch (error) {
			// Whoever asks next finds out anew whether it can be opened.
			opening = undefined;
			throw error;
		}
	}

	return {
		async read(look) {
			const transaction = await begin('readonly');
			return look(tablesOf(transaction, createTouched(name)));
		},
		async write(change) {
			const transaction = await begin('readwrite');
			const touched = createTouched(name);
			const ended = committed(transaction);
			const changing = change(tablesOf(transaction, touched)).catch((error: unknown) => {
				abort(transaction);
				throw error;
			});
			await Promise.all([changing, ended]);
			touched.tell();
		},
		close() {
			opening?.then(
				(database) => database.close(),
				() => {
					// It was never open.
				},
			);
			opening = undefined;
		},
	};
}

function abort(transaction: IDBTransaction): void {
	try {
		transaction.abort();
	} catch {
		// The failed request has already undone it.
	}
}
