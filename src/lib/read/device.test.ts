import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { forgetDevice, forgetSession, readSession, saveSession } from './device';
import { Database } from './tables';

const SESSION = {
	workspace: { id: 'ws_device', name: 'Tienda Sol', locale: 'es' as const },
	me: { id: 'agt_0000000000000000000001', role: 'owner' as const, name: 'Ana' },
	relay: 'http://localhost',
	secret: 'secret',
};

async function names(): Promise<(string | undefined)[]> {
	return (await indexedDB.databases()).map(({ name }) => name);
}

test('case 36: to look for a session leaves no database behind', async () => {
	expect(await readSession()).toBeUndefined();
	expect(await names()).toEqual([]);
});

test('case 36: what another tab holds open is deleted too, and its next question makes nothing', async () => {
	await saveSession(SESSION);
	expect(await readSession()).toEqual(SESSION);
	const elsewhere = new Database(SESSION.workspace.id);
	await elsewhere.settings.put({ name: 'a', value: 1 });

	await forgetSession();
	await forgetDevice();
	await expect(elsewhere.settings.get('a')).rejects.toThrow('Database has been closed');
	expect(await readSession()).toBeUndefined();
	expect(await names()).toEqual([]);
});
