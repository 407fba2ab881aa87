import type { Problem, Result } from '../base/result';
import { connectionClock } from './connection-clock';
import {
	type BinaryFrame,
	type ClientMessage,
	CLOSE,
	decodeBinary,
	decodeControl,
	encodeControl,
	ServerMessage,
	SUBPROTOCOL,
	WIRE_VERSION,
} from './wire';

/**
 * One connection to the relay, shared by everything on this page or worker.
 * Owns: connecting, the hello, reconnecting, the heartbeat, the token's refresh, the relay's clock.
 * Does not own: what travels on it; `socket-relay` and `channel` give and take messages.
 *
 * I1 Listeners hear `up` once per connection, after the welcome (one that comes later hears it then), and
 *    `down` once after each `up` and after each attempt that failed.
 * I2 Messages given while it is not up are dropped: every user of it starts over at `up`.
 * I3 A black hole is noticed within three heartbeats; the network's own close event is never relied on.
 * I4 A refused token is refreshed once; refused again, it stays down until `retry`.
 */
export type MuxSocket = {
	isUp(): boolean;
	listen(listener: SocketListener): () => void;
	send(message: ClientMessage | Uint8Array): void;
	/** Connects now instead of waiting: the network came back, or a person signed in or asked for it. */
	retry(): void;
	close(): void;
};

export type SocketListener = {
	up?(welcome: WelcomeMessage): void;
	/** `retryAt` is absent when nothing but `retry` brings it back. */
	down?(reason: DownReason, retryAt?: number): void;
	control?(message: ServerMessage): void;
	binary?(frame: BinaryFrame): void;
	clock?(offsetMs: number): void;
};

export type WelcomeMessage = Extract<ServerMessage, { t: 'welcome' }>;
export type DownReason = 'network' | 'token' | 'gone' | 'restarting' | 'rate';

/**
 * `fresh`: the last one was refused or is about to expire. `offline` is tried again; `signedOut` waits for a
 * person; `gone` means that this device was revoked.
 */
export type GetToken = (fresh: boolean) => Promise<Result<string, TokenProblem>>;
export type TokenProblem = Problem & { kind: 'offline' | 'signedOut' | 'gone' };

export type SocketOptions = {
	/** Of the mux: `wss://host/mux`. */
	url: string;
	getToken: GetToken;
	world: SocketWorld;
	/** The platform's class; Node and tests bring their own. */
	WebSocket: new (url: string, protocols: string[]) => PlatformSocket;
	report(error: unknown, where: string): void;
};

export type SocketWorld = {
	now(): number;
	random(): number;
	after(delayMs: number, callback: () => void): () => void;
};

/** The part of the platform's WebSocket that is used: `ws` in Node has it too. */
export type PlatformSocket = {
	binaryType: string;
	onopen: Handler<unknown> | null;
	onmessage: Handler<{ data: unknown }> | null;
	onclose: Handler<{ code: number }> | null;
	onerror: Handler<unknown> | null;
	send(data: string | Uint8Array<ArrayBuffer>): void;
	close(): void;
};

/** A method's parameter may be narrower than asked: the platforms' event classes differ. */
type Handler<E> = { handle(event: E): void }['handle'];

const HEARTBEAT_MS = 8_000;
/** From the start of an attempt to the welcome; a slower one is given up. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Access tokens live ten minutes. */
const TOKEN_REFRESH_MS = 8 * 60_000;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_LIMIT_MS = 15_000;
/** The relay asked for patience: at least this long. */
const RATE_PAUSE_MS = 5_000;

export function openSocket(options: SocketOptions): MuxSocket {
	const { world } = options;
	const listeners = new Set<SocketListener>();
	const clock = connectionClock(world, (offsetMs) => tell((l) => l.clock?.(offsetMs)));
	let socket: PlatformSocket | undefined;
	let up = false;
	let lastWelcome: WelcomeMessage | undefined;
	let closed = false;
	let attempts = 0;
	let tokenRefused = false;
	let missedBeats = 0;
	let cancelTimers: (() => void)[] = [];
	/** Tells an answer to an old attempt from the present one. */
	let attempt = 0;

	function tell(what: (listener: SocketListener) => void): void {
		for (const listener of [...listeners]) {
			try {
				what(listener);
			} catch (error) {
				options.report(error, 'socket listener');
			}
		}
	}

	async function connect(): Promise<void> {
		const mine = ++attempt;
		schedule(CONNECT_TIMEOUT_MS, () => drop('network'));
		const token = await options.getToken(tokenRefused);
		if (closed || mine !== attempt) return;
		if (!token.ok) return drop(downReasonOf(token.problem));
		const opened = new options.WebSocket(options.url, [SUBPROTOCOL]);
		opened.binaryType = 'arraybuffer';
		opened.onopen = () => {
			opened.send(encodeControl({ t: 'hello', v: WIRE_VERSION, token: token.value }));
		};
		opened.onmessage = (event) => receive(event.data);
		opened.onclose = (event) => drop(reasonOf(event.code));
		// A close event always follows; without a listener, Node would throw.
		opened.onerror = () => {};
		socket = opened;
	}

	function receive(data: unknown): void {
		missedBeats = 0;
		if (typeof data !== 'string') {
			const frame = decodeBinary(bytesOf(data));
			if (frame) tell((listener) => listener.binary?.(frame));
			return;
		}
		const message = decodeControl(ServerMessage, data);
		// A message that this version does not know is for a newer one.
		if (!message) return;
		if (message.t === 'welcome') return welcome(message);
		if (message.t === 'pong') {
			attempts = 0;
			clock.pong(message);
			return;
		}
		tell((listener) => listener.control?.(message));
	}

	function welcome(message: WelcomeMessage): void {
		clearTimers();
		up = true;
		lastWelcome = message;
		tokenRefused = false;
		clock.welcome(message.now);
		tell((listener) => listener.up?.(message));
		beat();
		schedule(TOKEN_REFRESH_MS, refreshToken);
	}

	function beat(): void {
		if (missedBeats >= 2) return drop('network');
		missedBeats++;
		transmit(encodeControl({ t: 'ping', sent: world.now() }));
		schedule(HEARTBEAT_MS, beat);
	}

	function refreshToken(): void {
		const mine = attempt;
		options.getToken(true).then(
			(token) => {
				if (mine !== attempt || !up) return;
				// Without a new one the relay closes the socket when the old one ends, and I4 takes over.
				if (token.ok) transmit(encodeControl({ t: 'token', token: token.value }));
				schedule(TOKEN_REFRESH_MS, refreshToken);
			},
			(error) => options.report(error, 'token refresh'),
		);
	}

	/** Ends the present attempt or connection, whatever the network thinks of it (I3). */
	function drop(reason: DownReason): void {
		if (closed) return;
		release();
		const waits = retryDelay(reason);
		if (waits !== undefined) schedule(waits, start);
		const retryAt = waits === undefined ? undefined : world.now() + waits;
		tell((listener) => listener.down?.(reason, retryAt));
	}

	function retryDelay(reason: DownReason): number | undefined {
		if (reason === 'gone') return undefined;
		if (reason === 'token') {
			if (tokenRefused) return undefined;
			tokenRefused = true;
			return 0;
		}
		const ceiling = Math.min(BACKOFF_LIMIT_MS, BACKOFF_FIRST_MS * 2 ** attempts++);
		// Full jitter: a thousand clients of a restarted relay must not return in one wave (I13).
		const delay = ceiling * (0.1 + 0.9 * world.random());
		return reason === 'rate' ? RATE_PAUSE_MS + delay : delay;
	}

	function release(): void {
		attempt++;
		clearTimers();
		missedBeats = 0;
		up = false;
		const old = socket;
		socket = undefined;
		if (!old) return;
		old.onopen = old.onmessage = old.onclose = null;
		old.close();
	}

	function start(): void {
		connect().catch((error: unknown) => {
			options.report(error, 'socket connect');
			drop('network');
		});
	}

	function schedule(delayMs: number, callback: () => void): void {
		cancelTimers.push(world.after(delayMs, callback));
	}

	function clearTimers(): void {
		for (const cancel of cancelTimers) cancel();
		cancelTimers = [];
	}

	function transmit(data: string | Uint8Array): void {
		try {
			socket?.send(typeof data === 'string' ? data : new Uint8Array(data));
		} catch (error) {
			// A socket that is already closing: its close event, or the heartbeat, ends it.
			options.report(error, 'socket send');
		}
	}

	start();
	return {
		isUp: () => up,
		listen(listener) {
			listeners.add(listener);
			const mine = attempt;
			const missed = lastWelcome;
			if (up && missed) {
				queueMicrotask(() => {
					if (up && mine === attempt && listeners.has(listener)) listener.up?.(missed);
				});
			}
			return () => listeners.delete(listener);
		},
		send(message) {
			if (up) transmit(message instanceof Uint8Array ? message : encodeControl(message));
		},
		retry() {
			if (up || closed) return;
			tokenRefused = false;
			attempts = 0;
			release();
			start();
		},
		close() {
			closed = true;
			release();
			listeners.clear();
		},
	};
}

function reasonOf(code: number): DownReason {
	switch (code) {
		case CLOSE.token:
			return 'token';
		case CLOSE.erased:
			return 'gone';
		case CLOSE.restarting:
			return 'restarting';
		case CLOSE.rate:
			return 'rate';
		default:
			return 'network';
	}
}

function downReasonOf(problem: TokenProblem): DownReason {
	switch (problem.kind) {
		case 'offline':
			return 'network';
		case 'gone':
			return 'gone';
		case 'signedOut':
			return 'token';
	}
}

function bytesOf(data: unknown): Uint8Array {
	if (data instanceof ArrayBuffer) return new Uint8Array(data);
	// Node's Buffer is a Uint8Array; anything else is malformed and decodes to nothing.
	return data instanceof Uint8Array ? data : new Uint8Array();
}
