import { once } from 'node:events';
import { WebSocket } from 'ws';
import { decodeBinary, encodeChannel, encodeControl } from '../../src/lib/sync/wire';
import { stepOneOfNothing } from './relay-load';
import type { Served } from './relay-load';

/** A mux without a document behind it: it opens rooms and hears when each is complete. */
export async function openMux(served: Served) {
	const socket = new WebSocket(`ws://127.0.0.1:${served.port}/mux`, ['relevo']);
	const synced = new Map<number, () => void>();
	await once(socket, 'open');
	socket.send(encodeControl({ t: 'hello', v: 1, token: served.token }));
	await once(socket, 'message');
	socket.on('message', (data: Buffer, isBinary: boolean) => {
		const frame = isBinary ? decodeBinary(data) : undefined;
		if (frame?.type === 'channel' && frame.data[0] === 0 && frame.data[1] === 1) {
			synced.get(frame.channel)?.();
		}
	});
	let channels = 0;
	return {
		open(room: string): Promise<void> {
			const channel = ++channels;
			socket.send(encodeControl({ t: 'open', channel, room }));
			socket.send(encodeChannel(channel, stepOneOfNothing));
			return new Promise((resolve) => synced.set(channel, resolve));
		},
		close: () => socket.terminate(),
	};
}
