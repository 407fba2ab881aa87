import { createHmac } from 'node:crypto';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openProvider, startTestRelay, until, type TestRelay } from '../tests/relay-process';
import { readIdentity } from './identity';
import { visibleText } from '../src/lib/base/visible-text';

/** Smaller ways in, each of the abuse register's kinds (B9). */
vi.setConfig({ testTimeout: 40_000, hookTimeout: 30_000 });

let served: TestRelay;
let site: string;
beforeEach(async () => {
	site = await mkdtemp(join(tmpdir(), 'relevo-site-'));
	await mkdir(join(site, 'messenger'));
	await writeFile(join(site, 'index.html'), '<title>desk</title>');
	await writeFile(join(site, 'messenger/index.html'), '<title>messenger</title>');
	served = await startTestRelay({ staticDir: site });
});
afterEach(async () => {
	await served.dispose();
	await rm(site, { recursive: true });
});

async function owner(name = 'Olga') {
	const link = (await served.relay.setupLink()) ?? '';
	const { body } = await served.post('/api/setup', {
		token: new URL(link).searchParams.get('token'),
		workspace: { name: 'Shop', locale: 'es', timeZone: 'Europe/Madrid' },
		owner: { name },
	});
	return body as unknown as { token: string; secret: string; principal: { name: string } };
}

test('14, 13: a token of a device that signed out opens nothing after a restart either', async () => {
	const { token, secret } = await owner();
	await served.post('/api/signout', { secret });
	await served.relay.stop();
	const { dataDir } = served;
	served = await startTestRelay({ dataDir, staticDir: site });
	const { closes, provider } = openProvider(served.relay.port, 'workspace', token);
	await until(() => closes.length > 0 || provider.synced, 'it is answered');
	provider.destroy();
	expect(closes[0]).toBe(4401);
});

test('28: a user_hash is 64 hex digits and nothing behind them', async () => {
	const { visitorSecret } = readIdentity(served.dataDir);
	const good = createHmac('sha256', visitorSecret).update('ada').digest('hex');
	const prove = async (user_hash: string) =>
		(await served.post('/api/visitors', { user_id: 'ada', user_hash })).status;
	expect(await prove(good)).toBe(200);
	for (const bad of [
		`${good}zz`,
		`${good} `,
		`${good}\n`,
		`${good.slice(0, 63)}g`,
		`0x${good}`,
		'',
	]) {
		expect(await prove(bad)).toBe(401);
	}
});

test('28: a user_jwt runs out, and within a week', async () => {
	const key = new TextEncoder().encode(readIdentity(served.dataDir).visitorSecret);
	const prove = async (expires?: string) => {
		const jwt = new SignJWT({ user_id: 'ada' }).setProtectedHeader({ alg: 'HS256' });
		const user_jwt = await (expires === undefined ? jwt : jwt.setExpirationTime(expires)).sign(key);
		return (await served.post('/api/visitors', { user_jwt })).status;
	};
	expect([await prove('1h'), await prove('6d')]).toEqual([200, 200]);
	expect([await prove(), await prove('8d'), await prove('10y'), await prove('-1h')]).toEqual([
		401, 401, 401, 401,
	]);
});

test('17: a name shows what it says', async () => {
	const { principal } = await owner('\u202eana\u200b \u2066Ruiz\u2069\ufeff');
	expect(principal.name).toBe('ana Ruiz');
	expect(visibleText('نیم\u200cفاصله')).toBe('نیم\u200cفاصله');
	expect(visibleText('👩\u200d🚀')).toBe('👩\u200d🚀');
	expect(visibleText('a\u0000b\u2028c\u00add\u200ee')).toBe('abcde');
});

test('26: how a path is written changes no header', async () => {
	const get = (path: string) =>
		new Promise<{ status: number; policy: string; frame: string }>((resolve) => {
			const sent = request({ port: served.relay.port, path, method: 'GET' }, (response) => {
				const { statusCode = 0, headers } = response;
				response.resume();
				const policy = String(headers['content-security-policy']);
				resolve({ status: statusCode, policy, frame: String(headers['x-frame-options']) });
			});
			sent.end();
		});
	const messenger = await get('/messenger/');
	expect(messenger.policy).toContain("default-src 'none'");
	for (const path of ['/%6dessenger/', '/messenger%2f', '/messenge%72/']) {
		const found = await get(path);
		if (found.status === 200) expect(found).toEqual(messenger);
	}
	for (const path of ['/messenger/%2e%2e/', '/messenger/..%2findex.html', '/messenger%2f..%2f']) {
		const found = await get(path);
		if (found.status === 200) expect(found.frame).toBe('DENY');
	}
	for (const path of ['/%', '/%zz', '/%256d', '/messenger.', '/a%00b', '/a%5cb', '/%2f%2fevil']) {
		expect((await get(path)).status).toBe(404);
	}
});

test('9: a body that does not come is not waited for', async () => {
	const socket = connectTcp(served.relay.port, '127.0.0.1');
	let isClosed = false;
	socket.on('close', () => (isClosed = true));
	socket.on('error', () => {});
	socket.resume();
	socket.write('POST /api/token HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{');
	const drip = setInterval(() => socket.write(' '), 500);
	await until(() => isClosed, 'it is closed', 20_000);
	clearInterval(drip);
	expect((await fetch(`http://127.0.0.1:${served.relay.port}/healthz`)).status).toBe(200);
});
