import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLOSE, encodeControl } from '../src/lib/sync/wire';
import { createTestConnection, createTestHub } from '../tests/relay-harness';
import { startTestRelay, type TestRelay, until } from '../tests/relay-process';

/** B8, B9: connections of a peer that speaks HTTP by hand and keeps to no rule of it. */
const ADA = 'con_0000000000000000000000ada';

const sockets: Socket[] = [];
const relays: TestRelay[] = [];
afterAll(async () => {
	for (const each of sockets) each.destroy();
	for (const each of relays) await each.dispose();
});

async function start(limits = {}): Promise<TestRelay> {
	const served = await startTestRelay({ limits });
	relays.push(served);
	return served;
}

/** It never ends the connection by itself. */
function open({ relay }: TestRelay, head: string) {
	const socket = connect({ port: relay.port, host: '127.0.0.1', allowHalfOpen: true });
	sockets.push(socket);
	const state = { answer: '', isClosed: false };
	socket.on('data', (data) => (state.answer += data.toString('latin1')));
	socket.on('close', () => (state.isClosed = true));
	// A reset is an end like another.
	socket.on('error', () => {});
	socket.write(`${head}\r\n`);
	const status = async () => {
		await until(() => state.isClosed || state.answer.includes('\r\n'), 'it is answered', 15_000);
		return state.answer.split(' ')[1];
	};
	return { socket, state, status };
}

function upgrade(served: TestRelay, path: string, protocols = 'relevo') {
	return open(
		served,
		`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
			'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
			`Sec-WebSocket-Protocol: ${protocols}\r\n`,
	);
}

describe('B9: a body that drips', () => {
	let served: TestRelay;
	beforeAll(async () => void (served = await start()));

	const calls: [string, string, bytes: number, first: number, status: string][] = [
		['JSON that was too large already', 'POST /api/token', 900_000, 70_000, '413'],
		['of a call that is none', 'POST /api/nothing', 900_000, 0, '404'],
		['of another method', 'POST /healthz', 900_000, 0, '405'],
		['of a GET', 'GET /healthz', 900_000, 0, '200'],
		['of a page that there is not', 'GET /nothing', 900_000, 0, '404'],
		['of a file without a token', 'PUT /files', 900_000, 0, '401'],
		['of an address that is none', 'GET //', 900_000, 0, '404'],
		['in chunks', 'GET /metrics', 0, 0, '200'],
	];
	test.concurrent.each(calls)(
		'is answered and ended: %s',
		async (_, call, bytes, first, status) => {
			const length = bytes > 0 ? `Content-Length: ${bytes}` : 'Transfer-Encoding: chunked';
			const { socket, state, ...peer } = open(
				served,
				`${call} HTTP/1.1\r\nHost: a\r\n${length}\r\n`,
			);
			if (first > 0) socket.write(Buffer.alloc(first, ' '));
			const drip = setInterval(() => socket.write(bytes > 0 ? ' ' : '1\r\n \r\n'), 200);
			try {
				expect(await peer.status()).toBe(status);
				await until(() => state.isClosed, 'it is closed', 12_000);
			} finally {
				clearInterval(drip);
			}
		},
		30_000,
	);

	test.concurrent(
		'a body that comes to its end keeps its connection for the next call',
		async () => {
			const call = 'POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n';
			const { socket, state } = open(served, call);
			socket.write('abc');
			await until(() => state.answer.includes('405'), 'it is answered');
			await new Promise((resolve) => setTimeout(resolve, 4_800));
			socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
			await until(() => state.answer.includes('200 OK'), 'the next call is answered');
		},
		30_000,
	);
});

describe('B8: sockets of one address', () => {
	const limits = { sockets: 60, teamSockets: 40, rangeSockets: 20, rangeUnknownSockets: 10 };

	async function many(served: TestRelay, path: string, protocols: string): Promise<string[]> {
		const peers = Array.from({ length: 90 }, () => upgrade(served, path, protocols));
		return Promise.all(peers.map(async ({ status }) => (await status()) ?? ''));
	}

	const count = (statuses: string[], status: string) =>
		statuses.filter((each) => each === status).length;

	test('with tokens that are not valid they are bounded as those before a hello', async () => {
		const served = await start(limits);
		const statuses = await many(served, '/sync/workspace', 'relevo, token.nonsense');
		expect(count(statuses, '101')).toBeLessThanOrEqual(10);
		expect(count(statuses, '429')).toBeGreaterThanOrEqual(80);
		expect(served.relay.hub.mayEnter('192.0.2.1')).toBe(true);
		// They leave the close unanswered, and are cut off after a while.
		const { relay } = served;
		await until(() => relay.hub.mayEnter('127.0.0.1'), 'there is room again', 10_000);
		expect(await upgrade(served, '/mux').status()).toBe('101');
	}, 30_000);

	test('with valid tokens, all at the same moment', async () => {
		const served = await start({ ...limits, rangeUnknownSockets: 1_000 });
		const protocols = `relevo, token.${await served.token('contact', ADA)}`;
		const statuses = await many(served, `/sync/contact/${ADA}/1/said`, protocols);
		expect(count(statuses, '101')).toBeLessThanOrEqual(20);
		expect(count(statuses, '101')).toBeGreaterThan(0);
	}, 30_000);

	test('a session that was closed counts until its socket is gone', async () => {
		const { hub, turn } = createTestHub({ limits: { rangeUnknownSockets: 2, contactSockets: 1 } });
		const [stranger, ada, again] = [1, 2, 3].map(() => {
			const client = createTestConnection();
			return { ...client, session: hub.connect(client.connection, { address: '192.0.2.1' }) };
		});
		const hello = encodeControl({ t: 'hello', v: 1, token: `contact:${ADA}` });
		for (const each of [ada, again]) {
			each?.session.message(hello);
			await turn();
		}
		stranger?.session.message('no hello');
		expect([stranger, ada, again].map((each) => each?.state.closed?.code)).toEqual([
			CLOSE.token,
			undefined,
			CLOSE.rate,
		]);
		expect(hub.mayEnter('192.0.2.1')).toBe(false);
		expect(hub.mayEnter('198.51.100.1')).toBe(true);
		stranger?.session.gone();
		expect(hub.mayEnter('192.0.2.1')).toBe(true);
		for (const each of [again, ada]) each?.session.gone();
		const last = createTestConnection();
		hub.connect(last.connection, { address: '192.0.2.1' }).message(hello);
		await turn();
		expect(last.state.closed).toBeUndefined();
	});

	test('one that is turned away before the upgrade is not kept open', async () => {
		const served = await start(limits);
		for (const path of ['/nothing', '/%']) {
			const { socket, status, state } = upgrade(served, path);
			expect(await status()).toBe('404');
			// Only a peer that writes on hears that nobody listens.
			const writing = setInterval(() => socket.write('x'), 50);
			await until(() => state.isClosed, 'it is closed', 3_000).finally(() =>
				clearInterval(writing),
			);
		}
	}, 30_000);
});
