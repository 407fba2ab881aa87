import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openProvider, startTestRelay, until, type TestRelay } from '../tests/relay-process';

/** `npm run relay -- token`, as an operator types it, beside a relay that runs. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ADA = 'con_0000000000000000000000ada';
const run = promisify(execFile);

let served: TestRelay;
beforeAll(async () => void (served = await startTestRelay()));
afterAll(() => served.dispose());

async function command(...args: string[]): Promise<string> {
	const env = { PATH: process.env.PATH, RELAY_DATA_DIR: served.dataDir };
	const program = join(import.meta.dirname, 'run.js');
	return (await run(process.execPath, [program, 'token', ...args], { env })).stdout.trim();
}

async function closeOf(room: string, token: string): Promise<number | 'synced'> {
	const { provider, doc, closes } = openProvider(served.relay.port, room, token);
	try {
		await until(() => provider.synced || closes.length > 0, `${room} is answered`, 20_000);
		if (closes.length > 0) return closes[0] ?? 0;
		doc.getMap('tags').set('tag', 1);
		const before = served.relay.hub.stats().head;
		const isStored = () => served.relay.hub.stats().head > before;
		await until(() => isStored() || closes.length > 0, `${room} is written or refused`, 20_000);
		return closes[0] ?? 'synced';
	} finally {
		provider.destroy();
	}
}

test.each([
	['owner', 'synced'],
	['manager', 'synced'],
	['agent', 4403],
])('a token of role %s has the rights of that role', async (role, outcome) => {
	expect(await closeOf('workspace', await command('--role', role))).toBe(outcome);
});

test('a token of a contact opens what is its own', async () => {
	const token = await command('--role', 'contact', '--contact', ADA);
	const { provider } = openProvider(served.relay.port, `contact/${ADA}/1/shown`, token);
	await until(() => provider.synced, 'its own is open', 20_000);
	provider.destroy();
	expect(await closeOf('workspace', token)).toBe(4403);
});

test('13: --ttl says how long it is good for; then the socket is answered 4401', async () => {
	const [hour, moment] = [
		await command('--role', 'agent', '--ttl', '1h'),
		await command('--role', 'agent', '--ttl', '1s'),
	];
	const claims = JSON.parse(Buffer.from(hour.split('.')[1] ?? '', 'base64url').toString());
	expect(claims.exp - claims.iat).toBe(3_600);
	await new Promise((resolve) => setTimeout(resolve, 2_000));
	expect(await closeOf('workspace', moment)).toBe(4401);
});

test.each([
	[['--role', 'god'], 'Say --role owner, manager, agent or contact.'],
	[['--role', 'agent', '--ttl', 'soon'], 'Say --ttl as 30s, 10m, 1h or 2d.'],
])('%j is answered with a sentence', async (args, sentence) => {
	await expect(command(...args)).rejects.toMatchObject({
		code: 1,
		stdout: '',
		stderr: expect.stringContaining(sentence),
	});
});

test('without an id it is a new contact’s, and an id that names no room is refused', async () => {
	expect(await command('--role', 'contact')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
	for (const id of ['ana', 'a/b', '__proto__']) {
		await expect(command('--role', 'contact', '--contact', id)).rejects.toThrow('Say --contact');
	}
	await expect(command('--role', 'agent', '--contact', ADA)).rejects.toThrow('only then');
	await expect(command('--role', 'owner', '--ttl', '0s')).rejects.toThrow('Say --ttl');
	await expect(command('--rolle', 'owner')).rejects.toThrow('Say token --role');
});

test('a second relay on the same data folder is refused with a sentence', async () => {
	const program = join(import.meta.dirname, 'run.js');
	const env = { PATH: process.env.PATH, RELAY_DATA_DIR: served.dataDir, RELAY_PORT: '0' };
	await expect(run(process.execPath, [program], { env })).rejects.toThrow(
		`Another relay is using ${served.dataDir}`,
	);
	await expect(run(process.execPath, [program, 'tokn'], { env })).rejects.toThrow(
		'There is no "tokn"',
	);
});

test('a port that is taken is told in a sentence', async () => {
	const dataDir = await mkdtemp(join(tmpdir(), 'relevo-port-'));
	const env = {
		PATH: process.env.PATH,
		RELAY_DATA_DIR: dataDir,
		RELAY_PORT: String(served.relay.port),
		RELAY_HOST: '127.0.0.1',
	};
	const second = run(process.execPath, [join(import.meta.dirname, 'run.js')], { env });
	await expect(second).rejects.toThrow(`Port ${served.relay.port} is in use`);
	await rm(dataDir, { recursive: true });
});
