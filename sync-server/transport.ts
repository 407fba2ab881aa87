import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { MAX_FRAME_BYTES } from '../src/lib/sync/wire';
import type { Connection, LeftOut } from './connection';

/**
 * WebSockets on raw sockets. What is sent in one turn of the event loop goes out in one write per
 * socket, and a message for many is framed once: server frames carry no mask, so their bytes are
 * the same for all.
 */
type Listener = { message(data: string | Uint8Array): void; gone(): void };

/** A socket that answered nothing for two of these is gone. */
const PING_MS = 25_000;
/** A peer that does not finish the closing handshake is cut off after this. */
const CLOSE_GRACE_MS = 2_000;

type Start = (connection: Connection) => Listener;
export type Transport = ReturnType<typeof createTransport>;
type Live = { listener: Listener; isAlive: boolean };

export function createTransport() {
	// Compression would cost three times the CPU of everything else together.
	const server = new WebSocketServer({
		noServer: true,
		perMessageDeflate: false,
		maxPayload: MAX_FRAME_BYTES,
		handleProtocols: (protocols) => (protocols.has('relevo') ? 'relevo' : false),
	});
	const live = new Map<WebSocket, Live>();
	const writes = createWrites();

	const pings = setInterval(() => {
		for (const [socket, each] of live) {
			if (!each.isAlive) socket.terminate();
			each.isAlive = false;
			if (socket.readyState === socket.OPEN) socket.ping();
		}
	}, PING_MS);
	pings.unref();

	// One of each for all sockets, of which thousands lie idle.
	function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
		const each = live.get(this);
		// With `nodebuffer`, ws gives one Buffer per message.
		if (!each || !Buffer.isBuffer(data)) return;
		each.isAlive = true;
		each.listener.message(isBinary ? data : data.toString('utf8'));
	}

	function onPong(this: WebSocket): void {
		const each = live.get(this);
		if (each) each.isAlive = true;
	}

	function onClose(this: WebSocket): void {
		const each = live.get(this);
		live.delete(this);
		each?.listener.gone();
	}

	function attach(socket: WebSocket, raw: Duplex, start: Start): void {
		const each: Live = { listener: NOBODY, isAlive: true };
		live.set(socket, each);
		each.listener = start(new SocketConnection(socket, raw, writes));
		socket.on('message', onMessage);
		socket.on('pong', onPong);
		socket.on('close', onClose);
		// The close event follows and tells everything that matters.
		socket.on('error', socket.terminate);
	}

	return {
		accept(request: IncomingMessage, raw: Duplex, head: Buffer, start: Start): void {
			server.handleUpgrade(request, raw, head, (socket) => attach(socket, raw, start));
		},
		size: () => live.size,
		stop(): void {
			clearInterval(pings);
			writes.flush();
			for (const socket of live.keys()) socket.terminate();
		},
	};
}

/** Until it is known who listens. */
const NOBODY: Listener = { message() {}, gone() {} };

class SocketConnection implements Connection {
	readonly #socket: WebSocket;
	readonly #raw: Duplex;
	readonly #writes: Writes;
	#pending: Buffer[] = [];
	#pendingBytes = 0;

	constructor(socket: WebSocket, raw: Duplex, writes: Writes) {
		this.#socket = socket;
		this.#raw = raw;
		this.#writes = writes;
	}

	send(data: string | Uint8Array): void {
		if (this.#isOpen()) this.#add(this.#writes.frame(data));
	}

	sendAll(messages: readonly Uint8Array[], isLeftOut?: LeftOut): void {
		if (!this.#isOpen() || messages.length === 0) return;
		const framed = this.#writes.frame(messages);
		if (!isLeftOut) return this.#add(framed);
		let from = 0;
		let end = 0;
		for (const [index, { length }] of messages.entries()) {
			const next = end + headerBytes(length) + length;
			if (isLeftOut(index)) {
				if (end > from) this.#add(framed.subarray(from, end));
				from = next;
			}
			end = next;
		}
		if (end > from) this.#add(framed.subarray(from, end));
	}

	close(code: number, reason: string): void {
		const socket = this.#socket;
		this.flush();
		if (this.#raw.writableLength > MAX_FRAME_BYTES) return socket.terminate();
		socket.close(code, reason);
		setTimeout(() => socket.terminate(), CLOSE_GRACE_MS).unref();
	}

	bufferedBytes(): number {
		return this.#raw.writableLength + this.#pendingBytes;
	}

	flush(): void {
		const pending = this.#pending;
		if (pending.length === 0 || !this.#isOpen()) return;
		this.#raw.write(pending.length === 1 ? pending[0] : Buffer.concat(pending, this.#pendingBytes));
		this.#pending = [];
		this.#pendingBytes = 0;
	}

	#add(framed: Buffer): void {
		if (this.#pending.length === 0) this.#writes.soon(this);
		this.#pending.push(framed);
		this.#pendingBytes += framed.length;
	}

	#isOpen(): boolean {
		return this.#socket.readyState === this.#socket.OPEN;
	}
}

type Payload = string | Uint8Array | readonly Uint8Array[];
type Writes = ReturnType<typeof createWrites>;

/**
 * What is to be written at the end of this turn. Until then it remembers what was framed last:
 * those who get the same after one another share its frames.
 */
function createWrites() {
	const dirty = new Set<SocketConnection>();
	let last: Payload | undefined;
	let framed: Buffer = Buffer.alloc(0);

	function flush(): void {
		last = undefined;
		framed = Buffer.alloc(0);
		const connections = [...dirty];
		dirty.clear();
		for (const connection of connections) connection.flush();
	}

	return {
		soon(connection: SocketConnection): void {
			if (dirty.size === 0) setImmediate(flush);
			dirty.add(connection);
		},
		frame(data: Payload): Buffer {
			if (data === last) return framed;
			last = data;
			return (framed = typeof data === 'string' ? frameText(data) : frameBinary(data));
		},
		flush,
	};
}

const TEXT = 0x81;
const BINARY = 0x82;

function frameText(text: string): Buffer {
	const payload = Buffer.from(text);
	const buffer = Buffer.allocUnsafe(headerBytes(payload.length) + payload.length);
	payload.copy(buffer, writeHeader(buffer, 0, TEXT, payload.length));
	return buffer;
}

function frameBinary(data: Uint8Array | readonly Uint8Array[]): Buffer {
	const messages = data instanceof Uint8Array ? [data] : data;
	let length = 0;
	for (const message of messages) length += headerBytes(message.length) + message.length;
	const buffer = Buffer.allocUnsafe(length);
	let at = 0;
	for (const message of messages) {
		at = writeHeader(buffer, at, BINARY, message.length);
		buffer.set(message, at);
		at += message.length;
	}
	return buffer;
}

function headerBytes(length: number): number {
	return length < 126 ? 2 : length < 65_536 ? 4 : 10;
}

/** Answers where the payload begins. */
function writeHeader(buffer: Buffer, at: number, opcode: number, length: number): number {
	buffer[at] = opcode;
	const bytes = headerBytes(length);
	if (bytes === 2) buffer[at + 1] = length;
	else if (bytes === 4) {
		buffer[at + 1] = 126;
		buffer.writeUInt16BE(length, at + 2);
	} else {
		buffer[at + 1] = 127;
		buffer.writeBigUInt64BE(BigInt(length), at + 2);
	}
	return at + bytes;
}
