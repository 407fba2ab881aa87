import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TAKEN_BACK } from '../model/assignment';
import { noteTold } from './own';
import type { Store } from './store';
import { stagedStore } from '../../../tests/store-stage';
import type { Database } from './tables';

let db: Database;
let store: Store;
beforeEach(() => void ({ db, store } = stagedStore('ws_telling')));
afterEach(() => db.delete());

test('E-26: it is told once, by one tab', async () => {
	const name = `${TAKEN_BACK}ev_ana`;
	await db.settings.put({ name, value: false });
	const told = await Promise.all([noteTold(store, 'ev_ana'), noteTold(store, 'ev_ana')]);
	expect(told.filter(Boolean)).toHaveLength(1);
	expect(await db.settings.get(name)).toEqual({ name, value: true });
	expect(await noteTold(store, 'ev_ana')).toBe(false);
	expect(await noteTold(store, 'ev_unknown')).toBe(false);
});
