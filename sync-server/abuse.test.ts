import { connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { createWriter } from '../src/lib/documents/event-log';
import { contactRoom } from '../src/lib/model/room';
import { encodeControl, encodePush } from '../src/lib/sync/wire';
import { forge } from '../tests/guard-harness';
import { createTestHub } from '../tests/relay-harness';
import { openProvider, startTestRelay, until, type TestRelay } from '../tests/relay-process';
import { awarenessMessage } from './messages';

/**
 * Abuse cases of the threat model against a real relay on real sockets; the guard's own are in
 * guard.test.ts.
 */
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const OWNER = 'tmt_0000000000000000000owner';
const ADA = 'con_0000000000000000000000ada';
const SAID = contactRoom(ADA, 1, 'said');

let served: TestRelay;
let port: number;
beforeAll(async () => {
	served = await startTestRelay({ limits: { contactRate: { perSecond: 20, burst: 50 } } });
	port = served.relay.port;
});
afterAll(() => served.dispose());

/** A raw mux: what it hears, and how it ended. */
async function mux(token?: string) {
	const socket = new WebSocket(`ws://127.0.0.1:${port}/mux`, ['relevo']);
	const heard: string[] = [];
	const state: { closed?: { code: number; reason: string } } = {};
	socket.on('message', (data, isBinary) => heard.push(isBinary ? 'bytes' : String(data)));
	socket.on('close', (code, reason) => (state.closed = { code, reason: String(reason) }));
	socket.on('error', () => {});
	await new Promise((resolve) => socket.once('open', resolve));
	if (token !== undefined) {
		socket.send(encodeControl({ t: 'hello', v: 1, token }));
		await until(() => heard.length > 0 || state.closed !== undefined, 'it is answered');
	}
	return { socket, heard, state };
}

function said(id: string) {
	const by = { kind: 'contact', id: ADA };
	return { id, at: Date.now(), by, type: 'messageSent', conversation: 'cnv_1', text: 'hola' };
}

function note(id: string) {
	return { ...said(id), by: { kind: 'teammate', id: OWNER }, type: 'noteAdded' };
}

async function isAlive(): Promise<boolean> {
	const { provider } = openProvider(port, 'public', await served.token('owner', OWNER));
	await until(() => provider.synced, 'somebody else is served');
	provider.destroy();
	return true;
}

test('7: garbage of every kind closes its sender and harms nobody else', async () => {
	const garbage: (string | Uint8Array)[] = [
		'not json',
		'{"t":"nonsense"}',
		'{"t":"feed","since":-1}',
		'{"t":"feed","since":1e99}',
		'['.repeat(100_000),
		new Uint8Array(0),
		Uint8Array.of(9, 9, 9),
		Uint8Array.of(1),
		new Uint8Array(1_000).fill(255),
		forge(1, 1, 0, 2 ** 40),
	];
	for (const data of garbage) {
		const { socket, state } = await mux(await served.token('owner', OWNER));
		socket.send(data);
		await until(() => state.closed !== undefined, 'it is closed');
		expect(state.closed?.code).toBe(4422);
	}
	expect(await isAlive()).toBe(true);
});

test('7: a bad update is refused by itself; the socket and its other rooms go on', async () => {
	const { socket, heard, state } = await mux(await served.token('contact', ADA));
	socket.send(encodePush({ push: 1, fence: 0, room: SAID, update: forge(10_000_000) }));
	socket.send(
		encodePush({ push: 2, fence: 0, room: SAID, update: createWriter(5).append([said('evt_7')]) }),
	);
	await until(() => heard.some((each) => each.includes('"ack"')), 'the good one is acked');
	expect(heard.some((each) => each.includes('"refused","push":1,"code":4422'))).toBe(true);
	expect(state.closed).toBeUndefined();
	socket.terminate();
});

describe('9: resources before and beside the protocol', () => {
	test('nothing is kept of one who does not say hello', async () => {
		const big = await mux();
		big.socket.send('x'.repeat(9_000));
		const binary = await mux();
		binary.socket.send(new Uint8Array(10));
		for (const { state } of [big, binary]) {
			await until(() => state.closed !== undefined, 'it is closed');
			expect(state.closed?.code).toBe(4401);
		}
		const silent = await mux();
		await until(() => silent.state.closed !== undefined, 'silence is closed', 8_000);
		expect(silent.state.closed).toEqual({ code: 4401, reason: 'no hello' });
	});

	test('a frame above 1 MB is cut off, and so are tiny fragments without end', async () => {
		const token = await served.token('owner', OWNER);
		const big = await mux(token);
		big.socket.send(new Uint8Array(2 << 20));
		await until(() => big.state.closed !== undefined, 'the frame is refused');
		expect(big.state.closed?.code).toBe(1009);
		const before = process.memoryUsage().rss;
		const tiny = await mux(token);
		for (let i = 0; i < 100_000 && !tiny.state.closed; i++) {
			tiny.socket.send(Uint8Array.of(1), { fin: false, binary: true });
			if (i % 5_000 === 0) await new Promise((resolve) => setImmediate(resolve));
		}
		await until(() => tiny.state.closed !== undefined, 'the fragments are refused', 20_000);
		expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
		expect(await isAlive()).toBe(true);
	});

	test('a slow request is given up', async () => {
		const socket = connectTcp(port, '127.0.0.1');
		let isClosed = false;
		socket.on('close', () => (isClosed = true));
		socket.on('error', () => {});
		socket.resume();
		socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
		await until(() => isClosed, 'the slow loris is closed', 25_000);
		expect(isClosed).toBe(true);
	}, 40_000);
});

test('10: a flood of messages closes its sender with 4529; others are served', async () => {
	const { socket, state } = await mux(
		await served.token('contact', 'con_000000000000000000000flood'),
	);
	for (let i = 0; i < 200; i++) socket.send(encodeControl({ t: 'ping', sent: i }));
	await until(() => state.closed !== undefined, 'the flood is closed');
	expect(state.closed?.code).toBe(4529);
	expect(await isAlive()).toBe(true);
});

test('11: one address makes sixty visitors, not a thousand; a manager may bring more', async () => {
	const answers = [];
	for (let i = 0; i < 70; i++) answers.push((await served.post('/api/visitors', {})).status);
	expect(answers.filter((status) => status === 200).length).toBeLessThan(65);
	expect(answers.at(-1)).toBe(429);
	const manager = await served.token('manager', OWNER);
	expect((await served.post('/api/visitors', {}, manager)).status).toBe(200);
	expect(served.relay.hub.stats().rooms).toBeLessThan(50);
});

describe('17: presence', () => {
	test('one state each, identity stamped, forged clocks without effect', async () => {
		const owner = openProvider(port, 'presence', await served.token('owner', OWNER));
		await until(() => owner.provider.synced, 'the owner is in');
		const { client, state } = await rawRoom('presence', await served.token('agent', 'tmt_mallory'));
		const victim = owner.doc.clientID;
		client.send(
			awarenessMessage([
				{
					client: 1,
					clock: 2 ** 40,
					state: JSON.stringify({ user: { id: OWNER, role: 'owner' } }),
				},
				{ client: 2, clock: 1, state: '{}' },
				{ client: victim, clock: 2 ** 40, state: 'null' },
			]),
		);
		await until(() => owner.awareness.getStates().has(1), 'the state arrives');
		expect(owner.awareness.getStates().get(1)?.user).toEqual({ id: 'tmt_mallory', role: 'agent' });
		expect(owner.awareness.getStates().has(2)).toBe(false);
		owner.awareness.setLocalState({ at: 'inbox' });
		const other = openProvider(port, 'presence', await served.token('manager', 'tmt_other'));
		await until(
			() => other.awareness.getStates().get(victim)?.at === 'inbox',
			'the victim is seen',
		);
		client.send(
			awarenessMessage([{ client: 1, clock: 3, state: JSON.stringify('x'.repeat(2_000)) }]),
		);
		await until(() => state.closed !== undefined, 'a state too large is refused');
		expect(state.closed).toBe(4422);
		owner.provider.destroy();
		other.provider.destroy();
	});

	test('100,000 states in one message close their sender', async () => {
		const { client, state } = await rawRoom('presence', await served.token('agent', 'tmt_mallory'));
		const states = Array.from({ length: 100_000 }, (_, i) => ({
			client: i,
			clock: 1,
			state: '{}',
		}));
		client.send(awarenessMessage(states));
		await until(() => state.closed !== undefined, 'it is closed');
		expect(state.closed).toBe(4422);
	});
});

test('8: an out-of-order flood fills its room to a bound and no further', async () => {
	const writer = createWriter(77);
	const updates = Array.from({ length: 700 }, (_, i) => writer.append([note(`evt_flood${i}`)]));
	const { socket, heard } = await mux(await served.token('owner', OWNER));
	const flood = updates.filter((_, i) => i % 2 === 1);
	const room = contactRoom(ADA, 1, 'desk');
	flood.forEach((update, push) => socket.send(encodePush({ push, fence: 0, room, update })));
	const count = (word: string) => heard.filter((each) => each.includes(word)).length;
	await until(
		() => count('"ack"') + count('"refused"') === flood.length,
		'all is answered',
		15_000,
	);
	expect(count('"ack"')).toBe(256);
	socket.terminate();
});

test('a reader that stops reading is dropped above 4 MB, and the relay keeps no more for it', async () => {
	const { join, turn, hub } = createTestHub();
	const writer = await join(`owner:${OWNER}`);
	const reader = await join('agent:tmt_reader');
	reader.say({ t: 'feed', since: 0 });
	await turn();
	reader.state.buffered = 5 * 1024 * 1024;
	const doc = new Y.Doc();
	doc.getMap('tags').set('tag_1', 'a');
	writer.push('workspace', Y.encodeStateAsUpdate(doc));
	await turn();
	expect(reader.state.closed?.code).toBe(4529);
	expect(hub.stats()).toMatchObject({ dropped: 1, followers: 0, sessions: 1 });
});

async function rawRoom(room: string, token: string) {
	const client = new WebSocket(`ws://127.0.0.1:${port}/sync/${room}`, ['relevo', `token.${token}`]);
	const state: { closed?: number } = {};
	client.on('close', (code) => (state.closed = code));
	client.on('error', () => {});
	await new Promise((resolve) => client.once('open', resolve));
	return { client, state };
}
