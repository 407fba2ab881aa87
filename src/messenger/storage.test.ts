import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { runStorageTests } from '../../tests/storage.conformance';
import { memoryStorage } from '../lib/core/memory-storage';
import { openStorage, rememberRefused } from './storage';

let count = 0;

runStorageTests('messenger', async () => {
	const contact = `ct_visitor${count++}`;
	return {
		storage: await openStorage('ws_one', contact),
		reopen: () => openStorage('ws_one', contact),
	};
});

runStorageTests('messenger without storage', async () => ({
	storage: rememberRefused(memoryStorage()),
}));

test('a message that the relay refused is kept with its words and the reason', async () => {
	const storage = await openStorage('ws_one', 'ct_refused');
	const event = {
		id: 'ev_1',
		at: 1,
		by: { kind: 'contact' as const, id: 'ct_refused' },
		type: 'messageSent' as const,
		conversation: 'cnv_1',
		text: 'Hola',
	};
	await storage.commit({
		pending: [{ room: 'contact/ct_refused/1/said', contact: 'ct_refused', event }],
	});
	await storage.commit({ refused: [{ id: 'ev_1', reason: 'tooLong' }] });
	expect(await storage.refused()).toEqual([{ id: 'ev_1', reason: 'tooLong', event }]);
});

test('another visitor on the same browser finds nothing of the one before', async () => {
	const ana = await openStorage('ws_two', 'ct_ana');
	await ana.commit({ settings: { name: 'Ana' } });
	const bea = await openStorage('ws_two', 'ct_bea');
	await bea.forgetOthers();
	const again = await openStorage('ws_two', 'ct_ana');
	expect(await again.setting('name')).toBeUndefined();
});

test('wiping leaves no database behind', async () => {
	const storage = await openStorage('ws_three', 'ct_ana');
	await storage.wipe();
	const names = (await indexedDB.databases()).map(({ name }) => name);
	expect(names.filter((name) => name?.includes('ws_three'))).toEqual([]);
});
