import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { openProvider, startTestRelay, until, type TestRelay } from '../tests/relay-process';
import { createWriter } from '../src/lib/documents/event-log';
import { updateMessage } from './messages';
import { openSqliteLog } from './sqlite-log';

const OWNER = 'tmt_0000000000000000000owner';
const AGENT = 'tmt_0000000000000000000agent';
const ADA = 'con_0000000000000000000000ada';

vi.setConfig({ testTimeout: 30_000 });

let cleanups: (() => unknown)[] = [];
afterEach(async () => {
	for (const cleanup of cleanups.reverse()) await cleanup();
	cleanups = [];
});

async function start(options?: Parameters<typeof startTestRelay>[0]): Promise<TestRelay> {
	const relay = await startTestRelay(options);
	cleanups.push(() => relay.dispose());
	return relay;
}

function open(port: number, room: string, token: string, doc?: Y.Doc) {
	const opened = openProvider(port, room, token, doc);
	cleanups.push(() => opened.provider.destroy());
	return opened;
}

describe('an unmodified WebsocketProvider', () => {
	test('syncs both ways, live and on joining', async () => {
		const { relay, token } = await start();
		const owner = await token('owner', OWNER);
		const one = open(relay.port, 'workspace', owner);
		const two = open(relay.port, 'workspace', owner);
		await until(() => one.provider.synced && two.provider.synced, 'both are synced');
		one.doc.getMap('tags').set('tag_1', 'urgente');
		await until(() => two.doc.getMap('tags').get('tag_1') === 'urgente', 'the edit arrives');
		two.doc.getMap('tags').delete('tag_1');
		await until(() => one.doc.getMap('tags').size === 0, 'the deletion arrives');
		const three = open(relay.port, 'workspace', owner);
		await until(() => three.provider.synced, 'the third is synced');
		expect(Y.encodeStateAsUpdate(three.doc)).toEqual(Y.encodeStateAsUpdate(one.doc));
	});

	test('shares presence under the identity of the token, and takes it away on leaving', async () => {
		const { relay, token } = await start();
		const one = open(relay.port, 'presence', await token('owner', OWNER));
		const two = open(relay.port, 'presence', await token('agent', AGENT));
		await until(() => one.provider.synced && two.provider.synced, 'both are synced');
		one.awareness.setLocalState({ user: { id: AGENT, role: 'owner' }, at: 'inbox' });
		const seen = () => two.awareness.getStates().get(one.doc.clientID);
		await until(() => seen()?.at === 'inbox', 'the presence arrives');
		expect(seen()?.user).toEqual({ id: OWNER, role: 'owner' });
		one.provider.disconnect();
		await until(() => seen() === undefined, 'the presence is gone');
		one.provider.connect();
		await until(() => seen()?.at === 'inbox', 'the presence is back');
	});

	test('brings edits made offline, deletions included', async () => {
		const { relay, token } = await start();
		const owner = await token('owner', OWNER);
		const one = open(relay.port, 'workspace', owner);
		const two = open(relay.port, 'workspace', owner);
		one.doc.getMap('tags').set('tag_1', 'a');
		await until(() => two.doc.getMap('tags').size === 1, 'the first edit arrives');
		one.provider.disconnect();
		one.doc.getMap('tags').set('tag_2', 'b');
		two.doc.getMap('tags').delete('tag_1');
		one.provider.connect();
		await until(() => two.doc.getMap('tags').has('tag_2'), 'the offline edit arrives');
		// Equal state vectors say nothing about deletions: step 2 carries them.
		await until(() => !one.doc.getMap('tags').has('tag_1'), 'the missed deletion arrives');
		expect(one.doc.getMap('tags').toJSON()).toEqual(two.doc.getMap('tags').toJSON());
	});

	test('survives a restart of the relay', async () => {
		const first = await startTestRelay();
		const { port } = first.relay;
		const owner = await first.token('owner', OWNER);
		const one = open(port, 'workspace', owner);
		one.doc.getMap('tags').set('tag_1', 'a');
		const log = () => first.relay.hub.stats().head;
		await until(() => log() === 1, 'the edit is durable');
		await first.relay.stop();
		// The relay has said it; that it was heard is another turn of the event loop.
		await until(() => one.closes.length > 0, 'the restart is heard');
		expect(one.closes[0]).toBe(4503);
		one.doc.getMap('tags').set('tag_2', 'b');
		const second = await start({ dataDir: first.dataDir, port });
		const two = open(port, 'workspace', await second.token('owner', OWNER));
		await until(() => two.doc.getMap('tags').size === 2, 'both edits are there');
		expect(two.doc.getMap('tags').toJSON()).toEqual({ tag_1: 'a', tag_2: 'b' });
	});

	test('a client inside the tail gets only what it lacks; one with everything gets no struct', async () => {
		const { relay, token } = await start();
		const owner = await token('owner', OWNER);
		const one = open(relay.port, 'workspace', owner);
		await until(() => one.provider.synced, 'it is synced');
		for (let i = 0; i < 100; i++) one.doc.getMap('tags').set(`tag_${i}`, 'x'.repeat(50));
		await until(() => relay.hub.stats().head === 100, 'all is durable');
		const copy = new Y.Doc();
		Y.applyUpdate(copy, Y.encodeStateAsUpdate(one.doc));
		const heard: number[] = [];
		const again = open(relay.port, 'workspace', owner, copy);
		again.provider.on('status', () => {
			again.provider.ws?.addEventListener('message', (event) => {
				heard.push((event.data as ArrayBuffer).byteLength);
			});
		});
		await until(() => again.provider.synced, 'it is synced');
		expect(heard.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(1_000);
	});
});

test('compaction happens in its own thread, and who comes later misses nothing', async () => {
	const first = await startTestRelay({ limits: { compactEntries: 20 } });
	const owner = await first.token('owner', OWNER);
	const one = open(first.relay.port, 'workspace', owner);
	await until(() => one.provider.synced, 'it is synced');
	for (let i = 0; i < 60; i++) {
		one.doc.getMap('tags').set(`tag_${i}`, i);
		if (i % 3 === 2) one.doc.getMap('tags').delete(`tag_${i}`);
		await until(() => first.relay.hub.stats().head > i, 'it is durable');
	}
	await until(() => first.relay.hub.stats().compactions > 0, 'it is compacted', 20_000);
	await first.relay.stop();
	const log = await openSqliteLog(join(first.dataDir, 'log.db'));
	const { snapshot, entries } = await log.room('workspace');
	await log.close();
	expect(snapshot?.seq).toBeGreaterThanOrEqual(20);
	expect(entries.length).toBeLessThan(60);
	expect(first.problems).toEqual([]);
	const second = await start({ dataDir: first.dataDir });
	const later = open(second.relay.port, 'workspace', await second.token('owner', OWNER));
	await until(() => later.provider.synced, 'it is synced');
	expect(later.doc.getMap('tags').toJSON()).toEqual(one.doc.getMap('tags').toJSON());
	expect(later.doc.getMap('tags').size).toBe(40);
});

describe('rights at the door', () => {
	test('13: a token that is forged or of another workspace closes with 4401', async () => {
		const { relay } = await start();
		const other = await start();
		const foreign = await other.token('owner', OWNER);
		const none = btoa('{"alg":"none"}').replaceAll('=', '');
		const unsigned = `${none}.${foreign.split('.')[1]}.`;
		for (const bad of ['', 'nonsense', foreign, unsigned]) {
			const { closes } = open(relay.port, 'workspace', bad);
			await until(() => closes.length > 0, 'it is closed');
			expect(closes).toEqual([4401]);
		}
	});

	test('1, 2, 40: a visitor opens its own said and shown and public, and nothing else', async () => {
		const { relay, token } = await start();
		const ada = await token('contact', ADA);
		const own = [`contact/${ADA}/1/said`, `contact/${ADA}/1/shown`, 'public'];
		for (const room of own) {
			const { provider } = open(relay.port, room, ada);
			await until(() => provider.synced, `${room} is synced`);
		}
		const others = [
			`contact/${ADA}/1/desk`,
			'contact/con_0000000000000000000000bob/1/said',
			'contact/con_0000000000000000000000bob/1/shown',
			'workspace',
			'live',
			'presence',
			'workflow/wfl_0000000000000000',
			`contact/${ADA}/1/said/../desk`,
			`contact/${ADA}/01/said`,
			`contact/${ADA}/1/said%00`,
			`contact/${ADA},con_0000000000000000000000bob/1/said`,
			'nowhere',
			'x'.repeat(5_000),
		];
		for (const room of others) {
			const { closes } = open(relay.port, room, ada);
			await until(() => closes.length > 0, `${room} is closed`);
			expect(closes, room).toEqual([4403]);
		}
	});

	test('12: a site that is not ours gets no socket', async () => {
		const { relay } = await start();
		const statuses = [
			'https://evil.example',
			'null',
			`https://127.0.0.1:${relay.port}.evil.example`,
		].map((origin) => statusOfUpgrade(relay.port, origin));
		expect(await Promise.all(statuses)).toEqual([403, 403, 403]);
		expect(await statusOfUpgrade(relay.port, `http://127.0.0.1:${relay.port}`)).toBe(101);
	});

	test('12: a program, which has no origin, gets as far as its token', async () => {
		const { relay, token } = await start();
		const { provider } = open(relay.port, 'workspace', await token('agent', AGENT));
		await until(() => provider.synced, 'the token opens it');
		const { closes } = open(relay.port, 'workspace', '');
		await until(() => closes.length > 0, 'without one it is closed');
		expect(closes).toEqual([4401]);
	});

	test('9: above the limit of sockets the relay says so before it answers an upgrade', async () => {
		const { relay } = await start({ limits: { sockets: 3 } });
		const origin = `http://127.0.0.1:${relay.port}`;
		const statuses = [];
		for (let i = 0; i < 5; i++) statuses.push(await statusOfUpgrade(relay.port, origin));
		expect(statuses).toEqual([101, 101, 101, 503, 503]);
	});

	test('9: what is sent along with a token is heard after the token, or not at all', async () => {
		const { relay, token } = await start();
		const good = await token('owner', OWNER);
		for (const [name, wanted] of [
			[good, 'synced'],
			['nonsense', 'closed'],
		] as const) {
			const heard = await sendAtOnce(relay.port, name);
			expect(heard, name).toBe(wanted);
		}
		await until(() => relay.hub.stats().head > 0, 'the edit of the first is durable');
		expect(relay.hub.stats().head).toBe(1);
	});

	test('15: who may only read cannot write by any message', async () => {
		const { relay, token } = await start();
		const owner = open(relay.port, 'workspace', await token('owner', OWNER));
		owner.doc.getMap('tags').set('tag_1', 'a');
		const agent = open(relay.port, 'workspace', await token('agent', AGENT));
		await until(() => agent.doc.getMap('tags').size === 1, 'it reads');
		agent.awareness.setLocalState({ at: 'settings' });
		agent.doc.getMap('tags').set('tag_2', 'b');
		await until(() => agent.closes.length > 0, 'it is closed');
		expect(agent.closes).toEqual([4403]);
		const offline = new Y.Doc();
		offline.getMap('tags').set('tag_3', 'c');
		const late = open(relay.port, 'workspace', await token('agent', AGENT), offline);
		late.provider.on('sync', () => late.doc.getMap('tags').set('tag_4', 'd'));
		await until(() => late.closes.length > 0, 'it is closed too');
		expect(owner.doc.getMap('tags').toJSON()).toEqual({ tag_1: 'a' });
		expect(owner.awareness.getStates().has(agent.doc.clientID)).toBe(false);
		expect(relay.hub.stats().head).toBe(1);
	});
});

test('14: a teammate who is disabled loses the sockets at once and gets no token any more', async () => {
	const { relay, post, token } = await start();
	const link = await relay.setupLink();
	const setup = await post('/api/setup', {
		token: link?.split('token=')[1],
		workspace: { name: 'Casa', locale: 'es', timeZone: 'Europe/Madrid' },
		owner: { name: 'Olga' },
	});
	expect(setup.status).toBe(200);
	const owner = setup.body as unknown as { token: string; principal: { id: string } };
	const invite = await post('/api/invites', { role: 'agent' }, owner.token);
	const secret = String(invite.body.link).split('#')[1];
	const joined = await post('/api/join', { invite: secret, name: 'Ana' });
	expect((await post('/api/join', { invite: secret, name: 'Ana again' })).status).toBe(401);
	const ana = joined.body as unknown as {
		token: string;
		secret: string;
		principal: { id: string };
	};
	const socket = open(relay.port, 'workspace', ana.token);
	await until(() => socket.doc.getMap('teammates').size === 2, 'both teammates are on the canvas');
	expect(socket.doc.getMap('settings').toJSON()).toEqual({
		name: 'Casa',
		locale: 'es',
		timeZone: 'Europe/Madrid',
	});
	const began = Date.now();
	await post(`/api/members/${ana.principal.id}`, { disabled: true }, owner.token);
	await until(() => socket.closes.length > 0, 'the socket is closed');
	expect(Date.now() - began).toBeLessThan(1_000);
	expect(socket.closes).toEqual([4401]);
	expect((await post('/api/token', { secret: ana.secret })).status).toBe(410);
	const again = open(relay.port, 'workspace', ana.token);
	await until(() => again.closes.length > 0, 'the old token is refused');
	const last = await post(`/api/members/${owner.principal.id}`, { disabled: true }, owner.token);
	expect(last.status).toBe(409);
	expect(await token('owner', OWNER)).toBeTruthy();
});

test('14: a teammate whose role is lowered is out at once, and comes back with less', async () => {
	const { relay, post } = await start();
	const link = await relay.setupLink();
	const setup = await post('/api/setup', {
		token: link?.split('token=')[1],
		workspace: { name: 'Casa', locale: 'es', timeZone: 'Europe/Madrid' },
		owner: { name: 'Olga' },
	});
	const owner = setup.body as unknown as { token: string };
	const invite = await post('/api/invites', { role: 'manager' }, owner.token);
	const secret = String(invite.body.link).split('#')[1];
	const ana = (await post('/api/join', { invite: secret, name: 'Ana' })).body as unknown as {
		token: string;
		secret: string;
		principal: { id: string };
	};
	const socket = open(relay.port, 'workspace', ana.token);
	await until(() => socket.doc.getMap('teammates').size === 2, 'she is in');
	socket.doc.getMap('tags').set('tag_1', 'a');
	const began = Date.now();
	await post(`/api/members/${ana.principal.id}`, { role: 'agent' }, owner.token);
	await until(() => socket.closes.length > 0, 'the socket is closed');
	expect(Date.now() - began).toBeLessThan(1_000);
	expect(socket.closes).toEqual([4401]);
	const { head } = relay.hub.stats();
	const old = open(relay.port, 'workspace', ana.token);
	await until(() => old.closes.length > 0, 'the old token is refused');
	expect(old.closes).toEqual([4401]);
	const fresh = await post('/api/token', { secret: ana.secret });
	expect(fresh.body).toMatchObject({ principal: { role: 'agent' } });
	const less = open(relay.port, 'workspace', String(fresh.body.token));
	await until(() => less.provider.synced, 'she reads');
	less.doc.getMap('tags').set('tag_2', 'b');
	await until(() => less.closes.length > 0, 'and does not write');
	expect(less.closes).toEqual([4403]);
	expect(relay.hub.stats().head).toBe(head);
});

test('a visitor may write what it says through a plain provider, and 3: not as somebody else', async () => {
	const { relay, token } = await start();
	const room = `contact/${ADA}/1/said`;
	const ada = open(relay.port, room, await token('contact', ADA));
	await until(() => ada.provider.synced, 'it is synced');
	const said = {
		id: 'evt_1',
		at: Date.now(),
		by: { kind: 'contact', id: ADA },
		type: 'messageSent',
		conversation: 'cnv_1',
		text: 'hola',
	};
	Y.applyUpdate(ada.doc, createWriter(7).append([said]));
	await until(() => relay.hub.stats().head === 1, 'it is durable');
	const forged = { ...said, id: 'evt_2', by: { kind: 'teammate', id: AGENT } };
	Y.applyUpdate(ada.doc, createWriter(8).append([forged]));
	await until(() => ada.closes.length > 0, 'it is refused');
	expect(ada.closes).toEqual([4422]);
	expect(relay.hub.stats().head).toBe(1);
});

function statusOfUpgrade(port: number, origin: string): Promise<number> {
	return new Promise((resolve) => {
		const socket = new WebSocket(`ws://127.0.0.1:${port}/mux`, ['relevo'], { origin });
		cleanups.push(() => socket.terminate());
		socket.on('error', () => {});
		socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
		socket.on('open', () => resolve(101));
	});
}

/** The upgrade, step 1 and an edit in one write, as no client that waits for the answer would. */
function sendAtOnce(port: number, token: string): Promise<'synced' | 'closed'> {
	const doc = new Y.Doc();
	doc.getMap('tags').set('tag_1', 'a');
	const messages = [Uint8Array.of(0, 0, 1, 0), updateMessage(Y.encodeStateAsUpdate(doc))].map(
		(message) => Buffer.concat([Buffer.of(0x82, 0x80 | message.length, 0, 0, 0, 0), message]),
	);
	const request = [
		'GET /sync/workspace HTTP/1.1',
		`Host: 127.0.0.1:${port}`,
		'Upgrade: websocket',
		'Connection: Upgrade',
		'Sec-WebSocket-Version: 13',
		'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
		`Sec-WebSocket-Protocol: relevo, token.${token}`,
	].join('\r\n');
	return new Promise((resolve) => {
		const socket = connectTcp(port, '127.0.0.1');
		cleanups.push(() => socket.destroy());
		socket.on('error', () => {});
		let heard = Buffer.alloc(0);
		socket.on('data', (data) => {
			heard = Buffer.concat([heard, data]);
			// Step 2 is a binary message that begins with 0, 1; a close frame carries 4401.
			if (heard.includes(Buffer.of(0, 1, 2, 0, 0))) resolve('synced');
			if (heard.includes(Buffer.of(0x11, 0x31))) resolve('closed');
		});
		socket.write(Buffer.concat([Buffer.from(`${request}\r\n\r\n`), ...messages]));
	});
}
