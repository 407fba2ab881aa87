import { execFile } from 'node:child_process';
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
	[['--role', 'contact'], 'Say --contact ID with --role contact, and only then.'],
	[['--role', 'agent', '--ttl', 'soon'], 'Say --ttl as 30s, 10m, 1h or 2d.'],
])('%j is answered with a sentence', async (args, sentence) => {
	await expect(command(...args)).rejects.toMatchObject({
		code: 1,
		stdout: '',
		stderr: expect.stringContaining(sentence),
	});
});
