import { createHash, createHmac } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestRelay, type TestRelay } from '../tests/relay-process';
import { readIdentity } from './identity';
import { png } from './image-samples.test-kit';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let served: TestRelay;
let site: string;
beforeAll(async () => {
	site = await mkdtemp(join(tmpdir(), 'relevo-site-'));
	await mkdir(join(site, '_app/immutable'), { recursive: true });
	await mkdir(join(site, 'messenger'));
	await writeFile(join(site, 'index.html'), '<!doctype html><title>desk</title>');
	await writeFile(join(site, '_app/immutable/a.js'), 'export {};');
	await writeFile(join(site, 'messenger/index.html'), '<!doctype html><title>frame</title>');
	served = await startTestRelay({ staticDir: site, maxBlobBytes: 1_000 });
});
afterAll(async () => {
	await served.dispose();
	await rm(site, { recursive: true });
});

function get(path: string, headers: Record<string, string> = {}) {
	return fetch(`http://127.0.0.1:${served.relay.port}${path}`, { headers });
}

describe('the site', () => {
	test('the desk is never framed and always asked for again; its routes get the shell', async () => {
		for (const path of ['/', '/inbox/mine', '/inbox/mine/con_1~cnv.a:1']) {
			const response = await get(path);
			expect(await response.text()).toContain('desk');
			expect(response.headers.get('cache-control')).toBe('no-cache');
			expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
			expect(response.headers.get('x-content-type-options')).toBe('nosniff');
		}
		const again = await get('/', { 'if-none-match': (await get('/')).headers.get('etag')! });
		expect(again.status).toBe(304);
	});

	test('hashed files are kept for ever, and a missing one is not answered with a page', async () => {
		const found = await get('/_app/immutable/a.js');
		expect(found.headers.get('cache-control')).toContain('immutable');
		const missing = await get('/_app/immutable/b.js');
		expect(missing.status).toBe(404);
		expect(missing.headers.get('cache-control')).toBe('no-store');
	});

	test('the messenger may be framed, and runs under a policy of its own', async () => {
		const policy = (await get('/messenger/')).headers.get('content-security-policy');
		expect(policy).toContain("default-src 'none'");
		expect(policy).not.toContain('frame-ancestors');
		// Answered with the desk, it would be a desk that any site may frame.
		const nothing = await get('/messenger/nothing');
		expect(nothing.status).toBe(404);
		expect(await nothing.text()).not.toContain('desk');
	});

	test('no path leads out of the folder', async () => {
		for (const path of ['/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd.txt', '/a%00.html']) {
			const response = await get(path);
			expect(await response.text()).not.toContain('root:');
		}
	});
});

describe('files', () => {
	const picture = png();

	async function put(body: Uint8Array, token?: string) {
		return fetch(`http://127.0.0.1:${served.relay.port}/files`, {
			method: 'PUT',
			body: new Uint8Array(body),
			headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
		});
	}

	test('23: a file is stored under its hash, with the type that its bytes say', async () => {
		const token = await served.token('contact', 'con_0000000000000000000000ada');
		const stored = (await (await put(picture, token)).json()) as Record<string, unknown>;
		const sha256 = createHash('sha256').update(picture).digest('hex');
		expect(stored).toEqual({ sha256, sizeBytes: picture.length, mime: 'image/png' });
		const read = await get(`/files/${sha256}`, { authorization: `Bearer ${token}` });
		expect(Buffer.from(await read.arrayBuffer())).toEqual(picture);
		expect(read.headers.get('content-security-policy')).toContain('sandbox');
		const script = await put(Buffer.from('<svg onload="alert(1)"/>'), token);
		expect(await script.json()).toMatchObject({ mime: 'application/octet-stream' });
	});

	test('nobody reads or writes without a token, and nothing too large is kept', async () => {
		expect((await put(picture)).status).toBe(401);
		expect((await get(`/files/${'0'.repeat(64)}`)).status).toBe(401);
		const token = await served.token('agent', 'tmt_0000000000000000000agent');
		expect((await put(new Uint8Array(2_000), token)).status).toBe(413);
		const missing = await get(`/files/${'0'.repeat(64)}`, { authorization: `Bearer ${token}` });
		expect(missing.status).toBe(404);
	});

	test('one who does not say how much is coming is answered all the same', async () => {
		const token = await served.token('agent', 'tmt_0000000000000000000agent');
		const body = new Blob([new Uint8Array(300_000)]).stream();
		const response = await fetch(`http://127.0.0.1:${served.relay.port}/files`, {
			method: 'PUT',
			body,
			duplex: 'half',
			headers: { authorization: `Bearer ${token}` },
		} as RequestInit);
		expect(response.status).toBe(413);
	});
});

describe('visitors', () => {
	type Answer = { principal: { id: string }; secret: string };

	test('a device comes back as the contact it was; a wrong secret makes a stranger', async () => {
		const first = (await served.post('/api/visitors', {})).body as unknown as Answer;
		const { secret, principal } = first;
		const again = await served.post('/api/visitors', { contact: principal.id, secret });
		expect((again.body as unknown as Answer).principal.id).toBe(principal.id);
		const wrong = { contact: principal.id, secret: 'x'.repeat(43) };
		const stranger = (await served.post('/api/visitors', wrong)).body as unknown as Answer;
		expect(stranger.principal.id).not.toBe(principal.id);
		await served.post('/api/signout', { secret });
		expect((await served.post('/api/token', { secret })).status).toBe(401);
	});

	function proofOf(user_id: string) {
		const { visitorSecret } = readIdentity(served.dataDir);
		const user_hash = createHmac('sha256', visitorSecret).update(user_id).digest('hex');
		return { user_id, user_hash };
	}

	async function visit(body: object): Promise<Answer> {
		return (await served.post('/api/visitors', body)).body as unknown as Answer;
	}

	test('28: a proven user is one contact on every device; an unproven claim is nobody', async () => {
		const proven = proofOf('user-1');
		const ids = [];
		for (const body of [proven, proven, { user_id: 'user-1' }]) {
			ids.push((await visit(body)).principal.id);
		}
		expect(ids[0]).toBe(ids[1]);
		expect(ids[2]).not.toBe(ids[0]);
		const forged = { user_id: 'user-1', user_hash: 'ab'.repeat(32) };
		expect((await served.post('/api/visitors', forged)).status).toBe(401);
		expect((await served.post('/api/visitors', { user_jwt: 'e30.e30.' })).status).toBe(401);
	});

	test('28: a visitor who logs in for the first time goes on as the contact they were', async () => {
		const anonymous = await visit({});
		const proven = await visit({ secret: anonymous.secret, ...proofOf('user-2') });
		expect(proven).toMatchObject({ principal: anonymous.principal, secret: anonymous.secret });
		expect((await visit(proofOf('user-2'))).principal).toEqual(anonymous.principal);
	});

	test('R1: who logs in on the device of another user is not that user', async () => {
		const ana = await visit(proofOf('ana'));
		const bea = await visit({ secret: ana.secret, ...proofOf('bea') });
		expect(bea.principal.id).not.toBe(ana.principal.id);
		expect(bea.secret).not.toBe(ana.secret);
		expect((await visit(proofOf('bea'))).principal).toEqual(bea.principal);
		expect((await visit(proofOf('ana'))).principal).toEqual(ana.principal);
		expect((await visit({ secret: ana.secret })).principal).toEqual(ana.principal);
	});

	test('R1: a user known elsewhere gets their own contact, and the device keeps its own', async () => {
		const elsewhere = await visit(proofOf('user-3'));
		const anonymous = await visit({});
		const proven = await visit({ secret: anonymous.secret, ...proofOf('user-3') });
		expect(proven.principal).toEqual(elsewhere.principal);
		expect((await visit({ secret: anonymous.secret })).principal).toEqual(anonymous.principal);
	});

	test('R1: two first logins at the same moment are one contact', async () => {
		const answers = await Promise.all([1, 2, 3, 4].map(() => visit(proofOf('user-4'))));
		expect(new Set(answers.map(({ principal }) => principal.id)).size).toBe(1);
	});

	test('R1: two users at the same moment on one anonymous device are two contacts', async () => {
		const { secret } = await visit({});
		const users = ['user-5', 'user-6'];
		const both = await Promise.all(users.map((user) => visit({ secret, ...proofOf(user) })));
		expect(new Set(both.map(({ principal }) => principal.id)).size).toBe(2);
	});
});

test('what is not as agreed gets a sentence, never a stack', async () => {
	const notJson = await fetch(`http://127.0.0.1:${served.relay.port}/api/setup`, {
		method: 'POST',
		body: '{',
	});
	expect(notJson.status).toBe(400);
	expect(await notJson.json()).toEqual({
		error: { code: 'invalid', message: 'The body is not JSON.' },
	});
	const tooLong = await served.post('/api/visitors', { contact: 'x'.repeat(1_000_000) });
	expect(tooLong).toMatchObject({ status: 413, body: { error: { code: 'tooLarge' } } });
	expect((await served.post('/api/nothing', {})).status).toBe(404);
	expect((await served.post('/api/invites', { role: 'agent' })).status).toBe(401);
	const agent = await served.token('agent', 'tmt_0000000000000000000agent');
	expect((await served.post('/api/invites', { role: 'agent' }, agent)).status).toBe(403);
	const manager = await served.token('manager', 'tmt_00000000000000000manager');
	expect((await served.post('/api/invites', { role: 'owner' }, manager)).status).toBe(403);
});

test('health, readiness and metrics answer in plain text', async () => {
	expect(await (await get('/healthz')).text()).toBe('ok\n');
	expect((await get('/readyz')).status).toBe(200);
	const metrics = await (await get('/metrics')).text();
	expect(metrics).toMatch(/^# HELP relevo_sockets /);
	expect(metrics).toMatch(/\nrelevo_log_head \d+\n/);
	expect(metrics).toMatch(/\nrelevo_lease_held 0\n/);
});
