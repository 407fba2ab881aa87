import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { MAX_FRAME_BYTES } from '../src/lib/sync/wire';
import type { Connection } from './connection';

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
type Live = { socket: WebSocket; isAlive: boolean };

export function createTransport() {
	// Compression would cost three times the CPU of everything else together.
	const server = new WebSocketServer({
		noServer: true,
		perMessageDeflate: false,
		maxPayload: MAX_FRAME_BYTES,
		handleProtocols: (protocols) => (protocols.has('relevo') ? 'relevo' : false),
	});
	const live = new Set<Live>();
	const frame = createFramer();
	const dirty = new Set<() => void>();

	const pings = setInterval(() => {
		for (const each of live) {
			if (!each.isAlive) each.socket.terminate();
			each.isAlive = false;
			if (each.socket.readyState === each.socket.OPEN) each.socket.ping();
		}
	}, PING_MS);
	pings.unref();

	function soon(flush: () => void): void {
		if (dirty.size === 0) setImmediate(flushAll);
		dirty.add(flush);
	}

	function flushAll(): void {
		const flushes = [...dirty];
		dirty.clear();
		for (const flush of flushes) flush();
	}

	/** On its own, so that a socket's listeners do not keep the request that opened it. */
	function attach(socket: WebSocket, raw: Duplex, start: Start): void {
		const each = { socket, isAlive: true };
		live.add(each);
		listen(socket, start(connect(socket, raw, { frame, soon })), each, () => live.delete(each));
	}

	return {
		accept(request: IncomingMessage, raw: Duplex, head: Buffer, start: Start): void {
			server.handleUpgrade(request, raw, head, (socket) => attach(socket, raw, start));
		},
		size: () => live.size,
		stop(): void {
			clearInterval(pings);
			flushAll();
			for (const { socket } of live) socket.terminate();
		},
	};
}

function listen(socket: WebSocket, listener: Listener, each: Live, forget: () => void): void {
	socket.on('message', (data, isBinary) => {
		each.isAlive = true;
		// With `nodebuffer`, ws gives one Buffer per message.
		if (!Buffer.isBuffer(data)) return;
		listener.message(isBinary ? data : data.toString('utf8'));
	});
	socket.on('pong', () => (each.isAlive = true));
	socket.on('close', () => {
		forget();
		listener.gone();
	});
	// The close event follows and tells everything that matters.
	socket.on('error', () => socket.terminate());
}

type Writing = { frame(data: string | Uint8Array): Buffer; soon(flush: () => void): void };

function connect(socket: WebSocket, raw: Duplex, { frame, soon }: Writing): Connection {
	let pending: Buffer[] = [];
	let pendingBytes = 0;

	function flush(): void {
		if (pending.length === 0 || socket.readyState !== socket.OPEN) return;
		raw.write(pending.length === 1 ? pending[0] : Buffer.concat(pending, pendingBytes));
		pending = [];
		pendingBytes = 0;
	}

	return {
		send(data) {
			if (socket.readyState !== socket.OPEN) return;
			const framed = frame(data);
			if (pending.length === 0) soon(flush);
			pending.push(framed);
			pendingBytes += framed.length;
		},
		close(code, reason) {
			flush();
			if (raw.writableLength > MAX_FRAME_BYTES) return socket.terminate();
			socket.close(code, reason);
			setTimeout(() => socket.terminate(), CLOSE_GRACE_MS).unref();
		},
		bufferedBytes: () => raw.writableLength + pendingBytes,
	};
}

const TEXT = 0x81;
const BINARY = 0x82;

/** Remembers the last message: those who get the same one after the other share its frame. */
function createFramer() {
	let last: string | Uint8Array | undefined;
	let framed = Buffer.alloc(0);

	return function frame(data: string | Uint8Array): Buffer {
		if (data === last) return framed;
		const payload = typeof data === 'string' ? Buffer.from(data) : data;
		const { length } = payload;
		const offset = length < 126 ? 2 : length < 65_536 ? 4 : 10;
		const buffer = Buffer.allocUnsafe(offset + length);
		buffer[0] = typeof data === 'string' ? TEXT : BINARY;
		if (offset === 2) buffer[1] = length;
		else if (offset === 4) {
			buffer[1] = 126;
			buffer.writeUInt16BE(length, 2);
		} else {
			buffer[1] = 127;
			buffer.writeBigUInt64BE(BigInt(length), 2);
		}
		buffer.set(payload, offset);
		last = data;
		framed = buffer;
		return buffer;
	};
}
