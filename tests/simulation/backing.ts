import 'fake-indexeddb/auto';
import { settled as request } from '../../src/lib/read/indexed-db';
import { memoryStorage } from '../../src/lib/core/memory-storage';
import type { Change, Storage } from '../../src/lib/core/ports';
import { type DomainEvent, roomOf } from '../../src/lib/model/event';
import { databaseName } from '../../src/lib/read/names';
import { deviceStorage } from '../../src/lib/read/storage';
import { openStore } from '../../src/lib/read/store';
import { Database } from '../../src/lib/read/tables';
import { storeWritten } from '../../src/lib/read/write';

/** What lies on one device's disk, and the ways in which a process gets at it. */
export type Backing = {
	/** For the core of a process that begins. */
	open(): Storage;
	/** What a page does beside the core; false where it could not be stored. */
	write(contact: string, events: readonly DomainEvent[]): Promise<boolean>;
};

export function memoryBacking(): Backing {
	const storage = memoryStorage();
	return {
		open: () => storage,
		async write(contact, events) {
			const pending: Change['pending'] = events.map((event) => {
				return { room: roomOf(contact, 1, event), contact, event };
			});
			await storage.commit({ pending });
			return true;
		},
	};
}

/**
 * As in a browser: the desk's database in IndexedDB, the core's adapter over it, and the page's one
 * transaction. Its work goes on in turns of the event loop: `atWork` counts what has not ended.
 */
export function deviceBacking(atWork: AtWork): Backing {
	const name = `simulated ${++devices}`;
	const made = atWork.during(makeDatabase(databaseName(name)));
	const page = openStore(databaseName(name));
	return {
		open() {
			const storage = deviceStorage(databaseName(name));
			return Object.fromEntries(
				METHODS.map((method) => [
					method,
					(...args: unknown[]) =>
						atWork.during(made.then(() => Reflect.apply(storage[method], storage, args))),
				]),
			) as Storage;
		},
		async write(contact, events) {
			const storing = made.then(() => storeWritten(page, [{ contact, events }]));
			return (await atWork.during(storing)).ok;
		},
	};
}

let devices = 0;
const METHODS = [
	'commit',
	'updates',
	'log',
	'confirmedBy',
	'pending',
	'inbox',
	'timers',
	'nextTimer',
	'runningContacts',
	'queuedRuns',
	'load',
	'dirtyRooms',
	'setting',
] as const satisfies (keyof Storage)[];

/** The same stores as the desk makes: told by Dexie once, because it takes 6 ms each time. */
async function makeDatabase(name: string): Promise<void> {
	const { version, stores } = await (shape ??= shapeOfDesk());
	const opening = indexedDB.open(name, version);
	opening.onupgradeneeded = () => {
		for (const { name: store, keyPath, autoIncrement, indexes } of stores) {
			const made = opening.result.createObjectStore(store, { keyPath, autoIncrement });
			for (const { name: index, keyPath: path, unique } of indexes) {
				made.createIndex(index, path, { unique });
			}
		}
	};
	(await request(opening)).close();
}

let shape: ReturnType<typeof shapeOfDesk> | undefined;

async function shapeOfDesk() {
	const desk = new Database('shape');
	await desk.open();
	const { version, objectStoreNames } = desk.backendDB();
	const transaction = desk.backendDB().transaction([...objectStoreNames]);
	const stores = [...objectStoreNames].map((name) => {
		const { keyPath, autoIncrement, indexNames } = transaction.objectStore(name);
		const indexes = [...indexNames].map((each) => {
			const { keyPath: path, unique } = transaction.objectStore(name).index(each);
			return { name: each, keyPath: path, unique };
		});
		return { name, keyPath, autoIncrement, indexes };
	});
	desk.close();
	return { version, stores };
}

/** What is under way and no clock can tell the end of. */
export type AtWork = ReturnType<typeof createAtWork>;

export function createAtWork() {
	let count = 0;
	return {
		async during<T>(work: Promise<T>): Promise<T> {
			count++;
			try {
				return await work;
			} finally {
				count--;
			}
		},
		/** Resolves when all has ended, and what follows from it has been done. */
		async settled(): Promise<void> {
			await promises();
			while (count > 0) {
				await new Promise((resolve) => setImmediate(resolve));
				await promises();
			}
		},
	};
}

/**
 * Waits until every promise chain that can go on by itself has done so: what is put off by a tick
 * runs when no promise has anything left to do.
 */
function promises(): Promise<void> {
	return new Promise((resolve) => process.nextTick(resolve));
}
