import type { ClientMessage } from './client-message';
import { type MeasuredClock, stopwatch } from '../base/clock';
import type { Problem, Result } from '../base/result';
import { connectionClock } from './connection-clock';
import {
	type BinaryFrame,
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
 * I1 Listeners hear `up` once per connection, after the welcome (one that comes later hears it
 *    then), and `down` once after each `up` and after each attempt that failed.
 * I2 Messages given while it is not up are dropped: every user of it starts over at `up`.
 * I3 A black hole is noticed within three heartbeats; the network's own close event is never relied
 *    on.
 * I4 A refused token is refreshed once; refused again, it stays down until `retry`.
 */
export type MuxSocket = {
	isUp(): boolean;
	listen(listener: SocketListener): () => void;
	send(message: ClientMessage | Uint8Array): void;
	/**
	 * Connects now instead of waiting: the network came back, or a person signed in or asked for it.
	 */
	retry(): void;
	/** Gives up a connection that is up, for a new one. */
	restart(): void;
	close(): void;
};

export type SocketListener = {
	up?(welcome: Welcome): void;
	/** `retryAt` is absent when nothing but `retry` brings it back. */
	down?(reason: DownReason, retryAt?: number): void;
	control?(message: ServerMessage): void;
	binary?(frame: BinaryFrame): void;
	clock?(measured: MeasuredClock): void;
};

export type WelcomeMessage = Extract<ServerMessage, { t: 'welcome' }>;
/** From the hello to the welcome: so much of `now` may be the network's. */
type Welcome = WelcomeMessage & { roundTripMs: number };
export type DownReason = 'network' | 'token' | 'gone' | 'restarting' | 'rate';

/**
 * `fresh`: the last one was refused or is about to expire. `offline` is tried again; `signedOut`
 * waits for a person; `gone` means that this device was revoked.
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
	elapsed(): number;
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
	return new Socket(options);
}

class Socket implements MuxSocket {
	readonly #options: SocketOptions;
	readonly #listeners = new Set<SocketListener>();
	readonly #clock: ReturnType<typeof connectionClock>;
	#socket: PlatformSocket | undefined;
	#up = false;
	#lastWelcome: (() => Welcome) | undefined;
	#closed = false;
	#attempts = 0;
	#tokenRefused = false;
	#missedBeats = 0;
	#cancelTimers: (() => void)[] = [];
	/** Tells an answer to an old attempt from the present one. */
	#attempt = 0;

	constructor(options: SocketOptions) {
		this.#options = options;
		this.#clock = connectionClock(options.world, (measured) =>
			this.#tell((listener) => listener.clock?.(measured)),
		);
		this.#start();
	}

	isUp(): boolean {
		return this.#up;
	}

	listen(listener: SocketListener): () => void {
		this.#listeners.add(listener);
		const mine = this.#attempt;
		const missed = this.#lastWelcome;
		if (this.#up && missed) {
			queueMicrotask(() => {
				const isCurrent = this.#up && mine === this.#attempt;
				if (!isCurrent || !this.#listeners.has(listener)) return;
				const measured = this.#clock.told();
				if (measured) listener.clock?.(measured);
				listener.up?.(missed());
			});
		}
		return () => this.#listeners.delete(listener);
	}

	send(message: ClientMessage | Uint8Array): void {
		if (!this.#up) return;
		this.#transmit(message instanceof Uint8Array ? message : encodeControl(message));
	}

	retry(): void {
		if (this.#up || this.#closed) return;
		this.#tokenRefused = false;
		this.#attempts = 0;
		this.#release();
		this.#start();
	}

	restart(): void {
		if (!this.#up) return;
		this.#release();
		this.#tell((listener) => listener.down?.('network', this.#options.world.now()));
		this.#start();
	}

	close(): void {
		this.#closed = true;
		this.#release();
		this.#listeners.clear();
	}

	#tell(what: (listener: SocketListener) => void): void {
		for (const listener of [...this.#listeners]) {
			try {
				what(listener);
			} catch (error) {
				this.#options.report(error, 'socket listener');
			}
		}
	}

	async #connect(): Promise<void> {
		const mine = ++this.#attempt;
		this.#schedule(CONNECT_TIMEOUT_MS, () => this.#drop('network'));
		const token = await this.#options.getToken(this.#tokenRefused);
		if (this.#closed || mine !== this.#attempt) return;
		if (!token.ok) return this.#drop(downReasonOf(token.problem));
		const opened = new this.#options.WebSocket(this.#options.url, [SUBPROTOCOL]);
		opened.binaryType = 'arraybuffer';
		opened.onopen = () => {
			this.#clock.hello();
			opened.send(encodeControl({ t: 'hello', v: WIRE_VERSION, token: token.value }));
		};
		opened.onmessage = (event) => this.#receive(event.data);
		opened.onclose = (event) => this.#drop(reasonOf(event.code));
		// A close event always follows; without a listener, Node would throw.
		opened.onerror = () => {};
		this.#socket = opened;
	}

	#receive(data: unknown): void {
		this.#missedBeats = 0;
		if (typeof data !== 'string') {
			const frame = decodeBinary(bytesOf(data));
			if (frame) this.#tell((listener) => listener.binary?.(frame));
			return;
		}
		const message = decodeControl(ServerMessage, data);
		// A message that this version does not know is for a newer one.
		if (!message) return;
		if (message.t === 'welcome') return this.#welcome(message);
		if (message.t === 'pong') {
			this.#attempts = 0;
			this.#clock.pong(message);
			return;
		}
		this.#tell((listener) => listener.control?.(message));
	}

	#welcome(message: WelcomeMessage): void {
		this.#clearTimers();
		this.#up = true;
		const passed = stopwatch(this.#options.world);
		const roundTripMs = this.#clock.welcome(message.now);
		// The relay's time goes on.
		const welcome = () => ({ ...message, now: message.now + passed(), roundTripMs });
		this.#lastWelcome = welcome;
		this.#tokenRefused = false;
		this.#tell((listener) => listener.up?.(welcome()));
		this.#beat();
		this.#schedule(TOKEN_REFRESH_MS, () => this.#refreshToken());
	}

	#beat(): void {
		if (this.#missedBeats >= 2) return this.#drop('network');
		this.#missedBeats++;
		this.#transmit(encodeControl({ t: 'ping', sent: this.#clock.ping() }));
		this.#schedule(HEARTBEAT_MS, () => this.#beat());
	}

	#refreshToken(): void {
		const mine = this.#attempt;
		this.#options.getToken(true).then(
			(token) => {
				if (mine !== this.#attempt || !this.#up) return;
				// Without a new one the relay closes the socket when the old one ends, and I4 takes over.
				if (token.ok) this.#transmit(encodeControl({ t: 'token', token: token.value }));
				this.#schedule(TOKEN_REFRESH_MS, () => this.#refreshToken());
			},
			(error) => this.#options.report(error, 'token refresh'),
		);
	}

	/** Ends the present attempt or connection, whatever the network thinks of it (I3). */
	#drop(reason: DownReason): void {
		if (this.#closed) return;
		this.#release();
		const waits = this.#retryDelay(reason);
		if (waits !== undefined) this.#schedule(waits, () => this.#start());
		const retryAt = waits === undefined ? undefined : this.#options.world.now() + waits;
		this.#tell((listener) => listener.down?.(reason, retryAt));
	}

	#retryDelay(reason: DownReason): number | undefined {
		if (reason === 'gone') return undefined;
		if (reason === 'token') {
			if (this.#tokenRefused) return undefined;
			this.#tokenRefused = true;
			return 0;
		}
		const ceiling = Math.min(BACKOFF_LIMIT_MS, BACKOFF_FIRST_MS * 2 ** this.#attempts++);
		// Full jitter: a thousand clients of a restarted relay must not return in one wave (I13).
		const delay = ceiling * (0.1 + 0.9 * this.#options.world.random());
		return reason === 'rate' ? RATE_PAUSE_MS + delay : delay;
	}

	#release(): void {
		this.#attempt++;
		this.#clearTimers();
		this.#missedBeats = 0;
		this.#up = false;
		const old = this.#socket;
		this.#socket = undefined;
		if (!old) return;
		old.onopen = old.onmessage = old.onclose = null;
		old.close();
	}

	#start(): void {
		this.#connect().catch((error: unknown) => {
			this.#options.report(error, 'socket connect');
			this.#drop('network');
		});
	}

	#schedule(delayMs: number, callback: () => void): void {
		this.#cancelTimers.push(this.#options.world.after(delayMs, callback));
	}

	#clearTimers(): void {
		for (const cancel of this.#cancelTimers) cancel();
		this.#cancelTimers = [];
	}

	#transmit(data: string | Uint8Array): void {
		try {
			this.#socket?.send(typeof data === 'string' ? data : new Uint8Array(data));
		} catch (error) {
			// A socket that is already closing: its close event, or the heartbeat, ends it.
			this.#options.report(error, 'socket send');
		}
	}
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
