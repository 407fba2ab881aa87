import { type Changes, createRecorder, tellChanges, VERSION } from './changes';
import { committed, openIfThere } from './indexed-db';
import { type StoreTables, type TableName, tablesOf } from './store-tables';

/**
 * The one way in which anything is written to the database of a workspace, by pages and by the
 * core. Without Dexie: the worker is loaded whenever it is woken, and Dexie would be half of its
 * size.
 *
 * S1 What was written survives the browser's end: every transaction is strictly durable.
 * S2 What a transaction changed is told to the pages as data (changes.ts), once it is complete.
 * S3 Another tab that upgrades or erases the database is never held up; what is asked for
 *    afterwards opens it again, or fails where it is gone.
 */
export type Store = {
	/** The name of its database. */
	readonly name: string;
	read<T>(look: (tables: StoreTables) => PromiseLike<T>): Promise<T>;
	/**
	 * All of it or nothing. Await nothing but the tables: the transaction would end on the way. `of`
	 * names the tables that it needs, so that others can be read meanwhile; absent: all.
	 */
	write(
		change: (tables: StoreTables) => Promise<void>,
		of?: readonly TableName[],
	): Promise<Changes>;
	close(): void;
};

/** What a page does that the core does not. */
export type StorePage = {
	/** What `prepare` makes: an older database is brought to it. */
	schema: number;
	prepare(): Promise<void>;
	/** A newer version of Relevo has taken the database over: this page can write no more. */
	outdated(): void;
};

/** The core, which gives no `page`, works on what a page has made. */
export function openStore(name: string, page?: StorePage): Store {
	let opening: Promise<IDBDatabase> | undefined;
	let isPrepared = !page;
	let isClosed = false;

	async function connect(): Promise<IDBDatabase> {
		let database = await openIfThere(name);
		if (page && !isPrepared && (database?.version ?? 0) < page.schema) {
			database?.close();
			await page.prepare();
			database = await openIfThere(name);
		}
		// What was erased is not made again.
		isPrepared = true;
		if (!database) throw new NoDatabase(name);
		database.onversionchange = ({ newVersion }) => {
			opening = undefined;
			database.close();
			if (!page) return;
			isClosed = true;
			if (newVersion !== null) page.outdated();
		};
		database.onclose = () => (opening = undefined);
		return database;
	}

	async function begin(
		mode: IDBTransactionMode,
		of?: readonly TableName[],
	): Promise<IDBTransaction> {
		if (isClosed) throw new NoDatabase(name);
		try {
			const database = await (opening ??= connect());
			const tables = of ? [...of, 'settings'] : [...database.objectStoreNames];
			return database.transaction(tables, mode, { durability: 'strict' });
		} catch (error) {
			// The next call tries to open it again.
			opening = undefined;
			throw error;
		}
	}

	return {
		name,
		async read(look) {
			return look(tablesOf(await begin('readonly')));
		},
		async write(change, of) {
			const transaction = await begin('readwrite', of);
			const recorder = createRecorder();
			const tables = tablesOf(transaction, recorder);
			const ended = committed(transaction);
			const changing = (async () => {
				await change(tables);
				return recorder.isEmpty ? 0 : nextVersion(tables);
			})().catch((error: unknown) => {
				abort(transaction);
				throw error;
			});
			const [version] = await Promise.all([changing, ended]);
			const changes = { version, rows: recorder.rows() };
			if (version > 0) tellChanges(name, changes);
			return changes;
		},
		close() {
			isClosed = page !== undefined;
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

/** It was erased: by a person who signed out, or by the browser. */
export class NoDatabase extends Error {
	constructor(name: string) {
		super(`There is no database ${name}.`);
		this.name = 'NoDatabase';
	}
}

/** Of the last transaction that changed a row that pages are told of; 0 when none has. */
export async function versionOf({ settings }: StoreTables): Promise<number> {
	return Number((await settings.get(VERSION))?.value ?? 0);
}

async function nextVersion(tables: StoreTables): Promise<number> {
	const version = (await versionOf(tables)) + 1;
	await tables.settings.put({ name: VERSION, value: version });
	return version;
}

function abort(transaction: IDBTransaction): void {
	try {
		transaction.abort();
	} catch {
		// The failed request has already undone it.
	}
}
