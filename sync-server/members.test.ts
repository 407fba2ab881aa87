import { afterEach, expect, test, vi } from 'vitest';
import type * as Y from 'yjs';
import { startTestRelay, type TestRelay } from '../tests/relay-process';

vi.setConfig({ testTimeout: 30_000 });

let served: TestRelay | undefined;
afterEach(() => served?.dispose());

const MINE = 'a-secret-that-this-device-drew-for-itself';
const SETUP = {
	workspace: { name: 'Casa', locale: 'es', timeZone: 'Europe/Madrid' },
	owner: { name: 'Olga' },
};

async function setUp(secret?: string) {
	served = await startTestRelay();
	const token = (await served.relay.setupLink())?.split('token=')[1];
	const ask = () => served!.post('/api/setup', { token, ...SETUP, ...(secret && { secret }) });
	return { ask, first: await ask() };
}

test('M6: whoever lost the answer to the setup asks again from the same device', async () => {
	const { ask, first } = await setUp(MINE);
	expect(first.status).toBe(200);
	const again = await ask();
	expect(again.status).toBe(200);
	expect(again.body['principal']).toEqual(first.body['principal']);
	expect(again.body['secret']).toBe(MINE);
	expect(Object.keys(await team())).toEqual([first.body['principal']?.['id']]);
});

test('M1, M6: the link is spent for every other device, and for one that says nothing', async () => {
	const { ask } = await setUp();
	expect((await ask()).status).toBe(401);
});

test('M6: so does whoever lost the answer to an invitation', async () => {
	const { first } = await setUp();
	const { link } = (
		await served!.post('/api/invites', { role: 'agent' }, String(first.body['token']))
	).body;
	const invite = String(link).split('#')[1];
	const join = (secret: string) => served!.post('/api/join', { invite, name: 'Ana', secret });
	const ana = await join(MINE);
	expect((await join(MINE)).body['principal']).toEqual(ana.body['principal']);
	expect((await join(`${MINE} of another`)).status).toBe(401);
	expect(Object.keys(await team())).toHaveLength(2);
});

test('an owner who joins later leaves the workspace as its managers have named it', async () => {
	const { first } = await setUp();
	await served!.relay.hub.write('workspace', (doc) => doc.getMap('settings').set('name', 'Patio'));
	const owner = String(first.body['token']);
	const { link } = (await served!.post('/api/invites', { role: 'owner' }, owner)).body;
	const invite = String(link).split('#')[1];
	expect((await served!.post('/api/join', { invite, name: 'Ana' })).status).toBe(200);
	const settings = await served!.relay.hub.read('workspace', (doc) =>
		doc.getMap('settings').toJSON(),
	);
	expect(settings).toMatchObject({ name: 'Patio', locale: 'es' });
});

test('M7: a relay that died before it told the team tells it when it starts', async () => {
	const { first } = await setUp(MINE);
	const owner = String(first.body['principal']?.['id']);
	await served!.relay.hub.write('workspace', (doc) => doc.getMap('teammates').delete(owner));
	expect(await team()).toEqual({});
	const { dataDir } = served!;
	await served!.relay.stop();
	served = await startTestRelay({ dataDir });
	expect(await team()).toMatchObject({ [owner]: { name: 'Olga', role: 'owner' } });
	const { head } = served.relay.hub.stats();
	await served.relay.stop();
	served = await startTestRelay({ dataDir });
	expect(served.relay.hub.stats().head).toBe(head);
});

function team(): Promise<Record<string, unknown>> {
	return served!.relay.hub.read('workspace', (doc: Y.Doc) => doc.getMap('teammates').toJSON());
}
