import { describe, expect, test } from 'vitest';
import { virtualClock, virtualWorld } from '../../../tests/simulation/virtual-clock';
import { fail, ok } from '../base/result';
import { CHANNEL_URL, channelSocket } from './channel';
import { type GetToken, openSocket, type PlatformSocket, type WelcomeMessage } from './socket';
import { decodeBinary, encodeChannel, encodeControl, type ServerMessage } from './wire';

const WELCOME: WelcomeMessage = {
	t: 'welcome',
	epoch: 'e1',
	head: 3,
	now: 0,
	principal: 'tm_1',
	role: 'agent',
	workspace: 'ws_1',
};

/** The far end of a connection, driven by hand. */
class Line implements PlatformSocket {
	binaryType = '';
	onopen: (() => void) | null = null;
	onmessage: ((event: { data: unknown }) => void) | null = null;
	onclose: ((event: { code: number }) => void) | null = null;
	onerror: (() => void) | null = null;
	sent: (string | Uint8Array)[] = [];
	hungUp = false;
	send(data: string | Uint8Array) {
		this.sent.push(data);
	}
	close() {
		this.hungUp = true;
	}
	say(message: ServerMessage) {
		this.onmessage?.({ data: encodeControl(message) });
	}
	controls(): { t: string; token?: string; sent?: number }[] {
		return this.sent.filter((data) => typeof data === 'string').map((data) => JSON.parse(data));
	}
}

function setup(getToken: GetToken = () => Promise.resolve(ok('jwt'))) {
	const clock = virtualClock();
	const lines: Line[] = [];
	const log: string[] = [];
	const socket = openSocket({
		url: 'ws://relay/mux',
		getToken,
		world: virtualWorld(clock, 'socket'),
		WebSocket: class extends Line {
			constructor() {
				super();
				lines.push(this);
			}
		},
		report: (error) => log.push(`report ${String(error)}`),
	});
	socket.listen({
		up: () => log.push('up'),
		down: (reason, retryAt) =>
			log.push(`down ${reason}${retryAt === undefined ? ' for good' : ''}`),
		clock: ({ offsetMs }) => log.push(`clock ${offsetMs}`),
	});
	async function connected(wayMs = 0) {
		await clock.runUntil(clock.now());
		const line = lines.at(-1)!;
		line.onopen?.();
		await clock.runUntil(clock.now() + wayMs);
		const now = clock.now();
		await clock.runUntil(clock.now() + wayMs);
		line.say({ ...WELCOME, now });
		return line;
	}
	return { clock, lines, log, socket, connected };
}

describe('the shared socket', () => {
	test('says hello with the token and is up after the welcome', async () => {
		const { log, socket, connected } = setup();
		const line = await connected();
		expect(line.controls()[0]).toMatchObject({ t: 'hello', v: 1, token: 'jwt' });
		expect(socket.isUp()).toBe(true);
		expect(log).toContain('up');
	});

	test('I3: two unanswered heartbeats are a dead line, though no close event ever comes', async () => {
		const { clock, lines, log, connected } = setup();
		const line = await connected();
		await clock.runUntil(clock.now() + 17_000);
		expect(line.hungUp).toBe(true);
		expect(log.at(-1)).toBe('down network');
		await clock.runUntil(clock.now() + 1_000);
		expect(lines.length).toBe(2);
	});

	test('A2: the welcome says how long it took to be answered', async () => {
		const { clock, socket, connected } = setup();
		const heard: unknown[] = [];
		socket.listen({ up: ({ now, roundTripMs }) => heard.push([clock.now() - now, roundTripMs]) });
		await connected(2_000);
		expect(heard).toEqual([[2_000, 4_000]]);
	});

	test('A2: who listens later hears the time of then, and the best measurement of it', async () => {
		const { clock, socket, connected } = setup();
		const line = await connected(2_000);
		await clock.runUntil(clock.now() + 40);
		const { sent } = line.controls().findLast(({ t }) => t === 'ping')!;
		line.say({ t: 'pong', sent: sent!, now: clock.now() - 20 });
		await clock.runUntil(clock.now() + 7_000);
		const heard: unknown[] = [];
		socket.listen({
			clock: (measured) => heard.push(measured),
			up: ({ now, roundTripMs }) => heard.push(clock.now() - now, roundTripMs),
		});
		await Promise.resolve();
		expect(heard).toEqual([{ offsetMs: 0, withinMs: 20 }, 2_000, 4_000]);
	});

	test('a line that answers stays up', async () => {
		const { clock, lines, connected } = setup();
		const line = await connected();
		for (let i = 0; i < 20; i++) {
			line.say({ t: 'pong', sent: clock.now(), now: clock.now() });
			await clock.runUntil(clock.now() + 8_000);
		}
		expect(lines.length).toBe(1);
	});

	test('I4: a refused token is refreshed once, at once; refused again, a person is asked', async () => {
		const asked: boolean[] = [];
		const { clock, lines, log, socket } = setup((fresh) => {
			asked.push(fresh);
			return Promise.resolve(ok('jwt'));
		});
		await clock.runUntil(clock.now());
		lines[0]!.onclose?.({ code: 4401 });
		await clock.runUntil(clock.now());
		lines[1]!.onclose?.({ code: 4401 });
		await clock.runUntil(clock.now() + 60_000);
		expect(asked).toEqual([false, true]);
		expect(log).toEqual(['down token', 'down token for good']);
		socket.retry();
		await clock.runUntil(clock.now());
		expect(lines.length).toBe(3);
	});

	test('a revoked device is told so and does not come back', async () => {
		const { clock, log, lines } = setup(() => Promise.resolve(fail('gone')));
		await clock.runUntil(clock.now() + 60_000);
		expect(log).toEqual(['down gone for good']);
		expect(lines).toEqual([]);
	});

	test('I13: waits grow, with jitter, up to their limit', async () => {
		const { clock, lines } = setup();
		const start = clock.now();
		const waits: number[] = [];
		for (let i = 0; i < 12; i++) {
			const failedAt = clock.now();
			while (lines.length <= i) await clock.runUntil(clock.now() + 50);
			waits.push(clock.now() - failedAt);
			lines[i]!.onclose?.({ code: 1006 });
		}
		expect(Math.max(...waits)).toBeLessThanOrEqual(15_050);
		expect(clock.now() - start).toBeGreaterThan(20_000);
	});

	test('the relay clock follows the heartbeat and ignores one wild sample (E-18)', async () => {
		const { clock, log, connected } = setup();
		const line = await connected();
		line.say({ t: 'pong', sent: clock.now(), now: clock.now() + 90_000 });
		expect(log.at(-1)).toBe('clock 90000');
		line.say({ t: 'pong', sent: clock.now(), now: clock.now() + 3_600_000 });
		expect(log.at(-1)).toBe('clock 90000');
		line.say({ t: 'pong', sent: clock.now(), now: clock.now() + 3_600_000 });
		expect(log.at(-1)).toBe('clock 3600000');
	});

	test('an exception in a listener reaches nobody else', async () => {
		const { log, socket, connected } = setup();
		socket.listen({
			up() {
				throw new Error('boom');
			},
		});
		let heard = false;
		socket.listen({ up: () => (heard = true) });
		await connected();
		expect(heard).toBe(true);
		expect(log).toContain('report Error: boom');
	});
});

describe('a channel', () => {
	test('opens with the socket, carries bytes both ways, and is closed by the relay with its code', async () => {
		const { socket, clock, connected } = setup();
		const Polyfill = channelSocket(socket);
		const channel = new Polyfill(`${CHANNEL_URL}/workspace`);
		const heard: unknown[] = [];
		channel.onopen = () => heard.push('open');
		channel.onmessage = (event) => heard.push([...new Uint8Array(event.data)]);
		channel.onclose = (event) => heard.push(event.code);
		const line = await connected();
		const open = line.controls().find((control) => control.t === 'open') as unknown as {
			room: string;
			channel: number;
		};
		expect(open.room).toBe('workspace');
		channel.send(new Uint8Array([1, 2]));
		const frame = decodeBinary(line.sent.find((data) => typeof data !== 'string') as Uint8Array);
		expect(frame).toEqual({
			type: 'channel',
			channel: open.channel,
			data: new Uint8Array([1, 2]),
		});
		line.onmessage?.({ data: encodeChannel(open.channel, new Uint8Array([7])) });
		line.say({ t: 'closed', channel: open.channel, code: 4422, reason: 'no' });
		expect(heard).toEqual(['open', [7], 4422]);
		await clock.runUntil(clock.now());
	});

	test('I1: one made while the socket is up opens by itself; a lost socket closes it', async () => {
		const { socket, clock, lines, connected } = setup();
		await connected();
		const channel = new (channelSocket(socket))(`${CHANNEL_URL}/public`);
		const heard: unknown[] = [];
		channel.onopen = () => heard.push('open');
		channel.onclose = (event) => heard.push(event.code);
		await clock.runUntil(clock.now());
		lines[0]!.onclose?.({ code: 1006 });
		expect(heard).toEqual(['open', 1006]);
	});
});
