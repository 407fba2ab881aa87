import type { MuxSocket } from './socket';
import { encodeChannel } from './wire';

/** The server address to give a provider: what follows it in the url is the room. */
export const CHANNEL_URL = 'mux://rooms';

/**
 * A class that an unmodified y-websocket provider takes for the platform's WebSocket: each instance
 * is one channel of the shared socket. `new WebsocketProvider(CHANNEL_URL, room, doc, {
 * WebSocketPolyfill })`.
 *
 * I1 It opens when the socket is up, and closes (1006) when the socket goes down; the provider
 *    makes a new one.
 */
export function channelSocket(socket: MuxSocket): typeof WebSocket {
	class ChannelWebSocket extends Channel {
		constructor(url: string | URL) {
			super(socket, String(url).slice(CHANNEL_URL.length + 1));
		}
	}
	// The provider uses these members and no others; the rest of the platform's class is not
	// imitated.
	// eslint-disable-next-line @typescript-eslint/consistent-type-assertions
	return ChannelWebSocket as unknown as typeof WebSocket;
}

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 3;

/** Numbers are never used twice, so that a late frame of a closed channel finds nobody. */
let lastNumber = 0;

class Channel {
	static readonly CONNECTING = CONNECTING;
	static readonly OPEN = OPEN;
	static readonly CLOSED = CLOSED;
	readonly CONNECTING = CONNECTING;
	readonly OPEN = OPEN;
	readonly CLOSED = CLOSED;

	readyState = CONNECTING;
	binaryType = 'arraybuffer';
	onopen: (() => void) | null = null;
	onmessage: ((event: { data: Uint8Array }) => void) | null = null;
	onclose: ((event: { code: number; reason: string }) => void) | null = null;
	onerror: ((event: unknown) => void) | null = null;

	readonly #number = ++lastNumber;
	readonly #stopListening: () => void;
	readonly #socket: MuxSocket;
	readonly #room: string;

	constructor(socket: MuxSocket, room: string) {
		this.#socket = socket;
		this.#room = room;
		this.#stopListening = socket.listen({
			up: () => this.#open(),
			down: () => this.#ended(1006, ''),
			control: (message) => {
				if (message.t !== 'closed' || message.channel !== this.#number) return;
				this.#ended(message.code, message.reason);
			},
			binary: (frame) => {
				if (frame.type !== 'channel' || frame.channel !== this.#number) return;
				this.onmessage?.({ data: frame.data });
			},
		});
	}

	send(data: Uint8Array | ArrayBuffer): void {
		if (this.readyState !== OPEN) return;
		this.#socket.send(encodeChannel(this.#number, new Uint8Array(data)));
	}

	close(): void {
		if (this.readyState === OPEN) this.#socket.send({ t: 'close', channel: this.#number });
		this.#ended(1000, '');
	}

	#open(): void {
		if (this.readyState !== CONNECTING) return;
		this.readyState = OPEN;
		this.#socket.send({ t: 'open', channel: this.#number, room: this.#room });
		this.onopen?.();
	}

	#ended(code: number, reason: string): void {
		// While connecting, a lost socket changes nothing: the channel waits for the next one.
		if (this.readyState === CLOSED || (code === 1006 && this.readyState === CONNECTING)) return;
		this.readyState = CLOSED;
		this.#stopListening();
		this.onclose?.({ code, reason });
	}
}
