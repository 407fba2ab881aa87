import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { afterEach, expect, test, vi } from 'vitest';
import { deleteDatabase, openIfThere } from './indexed-db';
import { DATABASE_VERSION, databaseName } from './names';
import { openStore } from './store';
import { Database } from './tables';

const WORKSPACE = 'ws_store';
const NAME = databaseName(WORKSPACE);
afterEach(() => deleteDatabase(NAME));

/** As an earlier release has made it, which a tab still has open. */
async function earlierRelease(): Promise<Dexie> {
	const current = await new Database(WORKSPACE).open();
	const schema = Object.fromEntries(
		current.tables.map((table) => [
			table.name,
			[table.schema.primKey.src, ...table.schema.indexes.map(({ src }) => src)].join(', '),
		]),
	);
	await current.delete();
	const earlier = new Dexie(NAME);
	earlier.version(2).stores(schema);
	earlier.on('versionchange', () => {
		earlier.close();
		return false;
	});
	return earlier.open();
}

function pageStore(outdated: () => void = () => {}) {
	return openStore(NAME, {
		schema: DATABASE_VERSION,
		async prepare() {
			const made = await new Database(WORKSPACE).open();
			made.close();
		},
		outdated,
	});
}

test('an old tab lets go, and what it had stored and not sent is here', async () => {
	const earlier = await earlierRelease();
	await earlier.table('pending').add({ id: 'ev_1', contact: 'con_1', room: 'r', event: {} });
	const store = pageStore();
	const rows = await store.read(({ pending }) => pending.all());
	expect(rows).toMatchObject([{ order: 1, id: 'ev_1' }]);
	await expect(earlier.table('pending').count()).rejects.toThrow();
	store.close();
});

test('a page whose database a newer release takes over says so, and writes no more', async () => {
	const outdated = vi.fn();
	const store = pageStore(outdated);
	await store.write(({ drafts }) => drafts.put({ id: 'a', text: 'a', at: 1 }));
	const request = indexedDB.open(NAME, DATABASE_VERSION + 10);
	await new Promise((resolve) => (request.onsuccess = resolve));
	request.result.close();
	expect(outdated).toHaveBeenCalledOnce();
	await expect(store.write(({ drafts }) => drafts.clear())).rejects.toThrow();
});

test('whoever is told of an erased database does not make it again', async () => {
	const outdated = vi.fn();
	const store = pageStore(outdated);
	await store.read(({ drafts }) => drafts.all());
	await deleteDatabase(NAME);
	await expect(store.read(({ drafts }) => drafts.all())).rejects.toThrow();
	expect(await openIfThere(NAME)).toBeUndefined();
	expect(outdated).not.toHaveBeenCalled();
});

test('S1: a page and the core write with strict durability, whatever they write', async () => {
	const begun = vi.spyOn(IDBDatabase.prototype, 'transaction');
	const store = pageStore();
	await store.write(({ marks }) => marks.put({ conversation: 'a', readUpTo: 1 }), ['marks']);
	const writes = begun.mock.calls.filter(([, mode]) => mode === 'readwrite');
	expect(writes).toHaveLength(1);
	expect(writes[0]?.[2]).toEqual({ durability: 'strict' });
	expect(writes[0]?.[0]).toEqual(['marks', 'settings']);
	store.close();
	begun.mockRestore();
});
