import { fork, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import * as encoding from 'lib0/encoding';
import { createWriter, freshClientId } from '../../src/lib/documents/event-log';

/** One of the two servers side by side, in a process of its own. */
export type Served = {
	kind: 'ours' | 'peer';
	port: number;
	protocols: string[];
	path: string;
	measure(): Promise<{ cpuMs: number; heapBytes: number }>;
	stop(signal?: NodeJS.Signals): Promise<void>;
};

export async function serve(kind: 'ours' | 'peer', dataDir?: string): Promise<Served> {
	const child = fork(
		join(import.meta.dirname, 'relay-server.mts'),
		dataDir === undefined ? [kind] : [kind, dataDir],
		{ execArgv: ['--import', 'tsx', '--expose-gc'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
	);
	const { port, protocols, path } =
		await message<Pick<Served, 'port' | 'protocols' | 'path'>>(child);
	return {
		kind,
		port,
		protocols,
		path,
		async measure() {
			const answer = message<{ cpuMs: number; heapBytes: number }>(child);
			child.send('measure');
			return answer;
		},
		stop(signal = 'SIGKILL') {
			return new Promise((resolve) => {
				child.once('exit', () => resolve());
				child.kill(signal);
			});
		},
	};
}

function message<T>(child: ChildProcess): Promise<T> {
	return new Promise((resolve, reject) => {
		child.once('message', (value) => resolve(value as T));
		child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
	});
}

export type Client = {
	/** Resolves with the milliseconds to step 2. */
	synced: Promise<number>;
	/** Sends one new message of about 100 bytes. */
	write(): void;
	onUpdate(): void;
	close(): void;
};

/**
 * A y-websocket client on a bare TCP socket, without a document and without a WebSocket library:
 * the load must cost less than what it loads. It looks at no more than the first two bytes of a
 * message.
 */
export async function joinRoom(served: Served, room: string): Promise<Client> {
	const socket = connect({ port: served.port, host: '127.0.0.1', noDelay: true });
	const writer = createWriter(freshClientId(Math.random));
	let count = 0;
	let isSynced = () => {};
	const began = performance.now();
	const client: Client = {
		synced: new Promise((resolve) => {
			isSynced = () => resolve(performance.now() - began);
		}),
		write() {
			const id = `evt_${writer.client}_${++count}`;
			const event = { id, text: TEXT };
			socket.write(frame(sync(2, writer.append([event]))));
		},
		onUpdate() {},
		close: () => socket.destroy(),
	};
	// A server that was killed with its clients still there.
	socket.on('error', () => socket.destroy());
	const head = [
		`GET ${served.path}${room} HTTP/1.1`,
		`Host: 127.0.0.1:${served.port}`,
		'Upgrade: websocket',
		'Connection: Upgrade',
		'Sec-WebSocket-Version: 13',
		'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
		...(served.protocols.length > 0
			? [`Sec-WebSocket-Protocol: ${served.protocols.join(', ')}`]
			: []),
	];
	socket.write(`${head.join('\r\n')}\r\n\r\n`);
	await new Promise<void>((resolve, reject) => {
		socket.once('close', () => reject(new Error('the server closed the socket')));
		socket.once('data', (data) => {
			const end = data.indexOf('\r\n\r\n') + 4;
			if (!data.toString('latin1', 0, 12).endsWith('101')) reject(new Error('no upgrade'));
			let rest: Buffer = data.subarray(end);
			socket.on('data', (more) => {
				rest = readFrames(rest.length === 0 ? more : Buffer.concat([rest, more]), hear);
			});
			rest = readFrames(rest, hear);
			resolve();
		});
	});
	socket.write(frame(sync(0, Uint8Array.of(0))));
	return client;

	function hear(opcode: number, type: number, step: number): void {
		if (opcode === PING) socket.write(Uint8Array.of(0x80 | PONG, 0x80, 0, 0, 0, 0));
		if (opcode !== BINARY || type !== 0) return;
		if (step === 1) isSynced();
		else if (step === 2) client.onUpdate();
	}
}

const BINARY = 2;
const PING = 9;
const PONG = 10;

/** Calls back for each whole frame and answers what is left. */
function readFrames(
	data: Buffer,
	hear: (opcode: number, type: number, step: number) => void,
): Buffer {
	let at = 0;
	while (data.length - at >= 2) {
		let length = data[at + 1]! & 127;
		let header = 2;
		if (length === 126) {
			if (data.length - at < 4) break;
			length = data.readUInt16BE(at + 2);
			header = 4;
		} else if (length === 127) {
			if (data.length - at < 10) break;
			length = Number(data.readBigUInt64BE(at + 2));
			header = 10;
		}
		if (data.length - at < header + length) break;
		hear(data[at]! & 15, data[at + header] ?? -1, data[at + header + 1] ?? -1);
		at += header + length;
	}
	return data.subarray(at);
}

/** Masked, as a client must, with the key zero, which changes nothing. */
function frame(payload: Uint8Array): Buffer {
	const long = payload.length > 125;
	const header = long ? Buffer.alloc(8) : Buffer.alloc(6);
	header[0] = 0x80 | BINARY;
	header[1] = 0x80 | (long ? 126 : payload.length);
	if (long) header.writeUInt16BE(payload.length, 2);
	return Buffer.concat([header, payload]);
}

const TEXT = 'Hola, quisiera saber cuándo llega mi pedido, por favor.';

function sync(step: number, payload: Uint8Array): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, 0);
	encoding.writeVarUint(encoder, step);
	encoding.writeVarUint8Array(encoder, payload);
	return encoding.toUint8Array(encoder);
}

export function roomName(index: number): string {
	return `workflow/wfl_${String(index).padStart(16, '0')}`;
}

export function pause(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
