import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import {
	applyAwarenessUpdate,
	Awareness,
	encodeAwarenessUpdate,
	removeAwarenessStates,
} from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Room } from '../model/room';
import { CHANNEL_URL, channelSocket } from './channel';
import type { MuxSocket } from './socket';

export type RoomAwareness = {
	readonly awareness: Awareness;
	close(): void;
};

/**
 * Who is in a room and what they are doing, without the room's document: a provider would first
 * load every message that was ever sent there, only to show that somebody is typing.
 *
 * I1 Nothing is sent before there is a local state, and nothing but awareness is ever sent or read.
 */
export function joinAwareness(socket: MuxSocket, room: Room): RoomAwareness {
	const awareness = new Awareness(new Y.Doc({ guid: room }));
	awareness.setLocalState(null);
	const ChannelSocket = channelSocket(socket);
	let channel: WebSocket;
	let isClosed = false;

	function open(): void {
		channel = new ChannelSocket(`${CHANNEL_URL}/${room}`);
		channel.onopen = () => {
			channel.send(Uint8Array.of(QUERY_AWARENESS));
			if (awareness.getLocalState()) tell([awareness.clientID]);
		};
		channel.onmessage = (event) => receive(awareness, event.data);
		channel.onclose = (event) => {
			forget(awareness);
			// A refusal is for good; a lost connection is not, and the next channel waits for the
			// socket.
			if (!isClosed && event.code < FIRST_REFUSAL) open();
		};
	}

	function tell(clients: number[]): void {
		if (channel.readyState !== ChannelSocket.OPEN) return;
		const encoder = encoding.createEncoder();
		encoding.writeVarUint(encoder, AWARENESS);
		encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, clients));
		channel.send(encoding.toUint8Array(encoder));
	}

	awareness.on('update', (changes: Changes, origin: unknown) => {
		if (origin === 'local') tell([...changes.added, ...changes.updated, ...changes.removed]);
	});
	open();
	return {
		awareness,
		close() {
			isClosed = true;
			awareness.setLocalState(null);
			channel.close();
			awareness.destroy();
		},
	};
}

const AWARENESS = 1;
const QUERY_AWARENESS = 3;
/** Close codes from here on say that trying again changes nothing. */
const FIRST_REFUSAL = 4400;

type Changes = { added: number[]; updated: number[]; removed: number[] };

function receive(awareness: Awareness, data: unknown): void {
	if (!(data instanceof Uint8Array)) return;
	const decoder = decoding.createDecoder(data);
	if (decoding.readVarUint(decoder) !== AWARENESS) return;
	applyAwarenessUpdate(awareness, decoding.readVarUint8Array(decoder), 'remote');
}

function forget(awareness: Awareness): void {
	const others = [...awareness.getStates().keys()].filter((id) => id !== awareness.clientID);
	removeAwarenessStates(awareness, others, 'remote');
}
