import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TAKEN_BACK } from '../model/assignment';
import { Database } from '../read/tables';
import { mayTell } from './taken-back';

let db: Database;
beforeEach(() => void (db = new Database('ws_telling')));
afterEach(() => db.delete());

test('E-26: it is told once, by one tab', async () => {
	const name = `${TAKEN_BACK}ev_ana`;
	await db.settings.put({ name, value: false });
	const told = await Promise.all([mayTell({ db }, 'ev_ana'), mayTell({ db }, 'ev_ana')]);
	expect(told.filter(Boolean)).toHaveLength(1);
	expect(await db.settings.get(name)).toEqual({ name, value: true });
	expect(await mayTell({ db }, 'ev_ana')).toBe(false);
	expect(await mayTell({ db }, 'ev_unknown')).toBe(false);
});
