import { EVENTS, TOLD } from '../read/changes';
import { DATABASE_VERSION } from '../read/names';
import { NoDatabase, type StorePage } from '../read/store';
import type { Database } from '../read/tables';

/** Asks the store: for history, search and reports, which are not held in memory. */
export type Ask = <Arguments extends unknown[], T>(
	query: (db: Database, ...args: Arguments) => Promise<T>,
	...args: Arguments
) => Promise<T>;

/** `read` is told which tables a question reads: what changes there may change its answer. */
export type AskNoting = (read: (table: string) => void) => Ask;

/** Dexie is loaded with the first question: lists and threads are drawn without it. */
export function openQuestions(
	workspace: string,
	/** Fails where there is no database: asking must not make one. */
	look: () => Promise<unknown>,
): {
	asking: AskNoting;
	/** Makes the database, where it is not there or older than `schema`. */
	database: Pick<StorePage, 'schema' | 'prepare'>;
	close(): Promise<void>;
} {
	let opening: Promise<Database> | undefined;
	let isClosed = false;

	/** Once it is closed it may be erased, and asking must not make it again (case 36). */
	async function open(): Promise<Database> {
		if (isClosed) throw new NoDatabase(workspace);
		opening ??= load();
		return opening;
	}

	async function load(): Promise<Database> {
		try {
			const { Database } = await import('../read/tables');
			return new Database(workspace);
		} catch (error) {
			// The next question tries to fetch the code again.
			opening = undefined;
			throw error;
		}
	}

	return {
		database: {
			schema: DATABASE_VERSION,
			async prepare() {
				await (await open()).open();
			},
		},
		asking:
			(read) =>
			async (query, ...args) => {
				if (!opening) await look();
				return query(noting(await open(), read), ...args);
			},
		async close() {
			isClosed = true;
			const opened = await opening?.catch(() => undefined);
			opened?.close();
		},
	};
}

function noting(db: Database, read: (table: string) => void): Database {
	return new Proxy(db, {
		get(target, name) {
			if (TOLD.some((table) => table === name)) read(String(name));
			// Beyond Dexie only logs are read (read/queries/logs).
			if (name === 'backendDB') read(EVENTS);
			return Reflect.get(target, name);
		},
	});
}
