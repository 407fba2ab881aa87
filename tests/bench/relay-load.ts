import { fork, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import * as encoding from 'lib0/encoding';
import { bundle } from '../../sync-server/bundle';
import { createWriter, freshClientId } from '../../src/lib/documents/event-log';
import { awarenessMessage } from '../../sync-server/messages';

type Vitals = { cpuMs: number; heapBytes: number; heldBytes: number; head: number };

/** One of the two servers side by side, in a process of its own. */
export type Served = {
	kind: 'ours' | 'peer';
	port: number;
	protocols: string[];
	path: string;
	/** Of an owner; empty where nobody asks. */
	token: string;
	/** True of a server that sends an update back to its author. */
	echoes: boolean;
	measure(): Promise<Vitals>;
	stop(signal?: NodeJS.Signals): Promise<void>;
};

export async function serve(kind: 'ours' | 'peer', dataDir?: string): Promise<Served> {
	const server = await bundle(join(import.meta.dirname, 'relay-server.mts'));
	const child = fork(server, dataDir === undefined ? [kind] : [kind, dataDir], {
		execArgv: ['--expose-gc'],
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	});
	const told = await message<Pick<Served, 'port' | 'protocols' | 'path' | 'token'>>(child);
	return {
		...told,
		kind,
		echoes: kind === 'peer',
		async measure() {
			const answer = message<Vitals>(child);
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
	/** Sends one new message, of about 100 bytes when nothing else is asked for. */
	write(bytes?: number): void;
	/** Moves the cursor. */
	point(): void;
	/** An update of somebody, or somebody's cursor. */
	onUpdate(): void;
	updatesBeforeSync(): number;
	/** Reads nothing any more. */
	stall(): void;
	/** Whether the server has cut this client off, or does so within the time. */
	isDropped(withinMs: number): Promise<boolean>;
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
	let clock = 0;
	let updates = 0;
	let atSync = 0;
	let isSynced = () => {};
	const began = performance.now();
	const client: Client = {
		synced: new Promise((resolve) => {
			isSynced = () => {
				atSync = updates;
				resolve(performance.now() - began);
			};
		}),
		write(bytes = TEXT.length) {
			const id = `evt_${writer.client}_${++count}`;
			const event = { id, text: TEXT.padEnd(bytes, '.') };
			socket.write(frame(sync(2, writer.append([event]))));
		},
		point() {
			const at = { cursor: { x: ++clock, y: clock } };
			const state = { client: writer.client, clock, state: JSON.stringify(at) };
			socket.write(frame(awarenessMessage([state])));
		},
		onUpdate() {},
		updatesBeforeSync: () => atSync,
		stall: () => void socket.pause(),
		isDropped(withinMs) {
			// A socket hears of its end only while it reads.
			socket.resume();
			return new Promise((resolve) => {
				if (socket.destroyed) return resolve(true);
				socket.once('close', () => resolve(true));
				setTimeout(() => resolve(false), withinMs);
			});
		},
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
	socket.write(frame(stepOneOfNothing));
	return client;

	function hear(opcode: number, type: number, step: number): void {
		if (opcode === PING) socket.write(Uint8Array.of(0x80 | PONG, 0x80, 0, 0, 0, 0));
		if (opcode !== BINARY) return;
		if (type === AWARENESS) return client.onUpdate();
		if (type !== SYNC) return;
		if (step === 1) isSynced();
		else if (step === 2) {
			updates++;
			client.onUpdate();
		}
	}
}

const SYNC = 0;
const AWARENESS = 1;
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

/** What a provider says first when it has nothing. */
export const stepOneOfNothing = sync(0, Uint8Array.of(0));

/** So many rooms with so many members each, all of them complete. */
export async function joinRooms(
	served: Served,
	rooms: number,
	members: number,
): Promise<Client[][]> {
	const all: Client[][] = [];
	for (let i = 0; i < rooms; i++) all.push(await joinAll(served, i, members));
	return all;
}

export async function joinAll(served: Served, room: number, members: number): Promise<Client[]> {
	const joining = Array.from({ length: members }, () => joinRoom(served, roomName(room)));
	const clients = await Promise.all(joining);
	await Promise.all(clients.map(({ synced }) => synced));
	return clients;
}

export function leave(clients: Client[]): void {
	for (const client of clients) client.close();
}

export function roomName(index: number): string {
	return `workflow/wfl_${String(index).padStart(16, '0')}`;
}

export function pause(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
