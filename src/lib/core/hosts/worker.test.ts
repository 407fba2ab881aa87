import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import { saveSession } from '../../read/device';
import { Database } from '../../read/tables';
import { createWorkerHost } from './worker';

beforeEach(async () => {
	// Node 20 has none; the host looks there for locks.
	vi.stubGlobal('navigator', {});
	// A page makes it before it wakes the worker.
	const made = new Database('ws_worker_host');
	await made.open();
	made.close();
	await saveSession({
		workspace: { id: 'ws_worker_host', name: 'Tienda Sol', locale: 'es' },
		me: { id: 'agt_0000000000000000000001', role: 'owner', name: 'Ana' },
		relay: null,
		secret: '',
	});
});

test('I3: told to stop, the worker answers, lets go of what it held, and holds nothing again', async () => {
	const host = createWorkerHost();
	const held = host.heard({ type: 'tick', visible: true });
	const { port1, port2 } = new MessageChannel();
	const answer = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));

	await host.heard({ type: 'stop' }, port2);
	expect(await answer).toBe('stopped');
	await held;
	// Another tab goes on ticking until it is loaded anew.
	await host.heard({ type: 'tick', visible: true });
	port1.close();
}, 5_000);
