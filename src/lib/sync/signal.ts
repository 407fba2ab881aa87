import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Room } from '../model/room';
import { CHANNEL_URL, channelSocket } from './channel';
import type { MuxSocket } from './socket';

/**
 * Awareness of one room without Yjs, for the messenger, which is counted in bytes: the y-protocols
 * message itself, one state of our own, and the states of others while they last.
 *
 * I1 What is not repeated is over: a state that is not renewed within 30 s is taken for gone.
 */
export type Signal = {
	/** Null takes it back. */
	show(state: Record<string, unknown> | null): void;
	close(): void;
};

export function openSignal(
	socket: MuxSocket,
	room: Room,
	world: { now(): number; random(): number; after(ms: number, callback: () => void): () => void },
	changed: (states: unknown[]) => void,
): Signal {
	const me = 1 + Math.floor(world.random() * 0xfffffffe);
	const others = new Map<number, { clock: number; state: unknown; until: number }>();
	const ChannelSocket = channelSocket(socket);
	let channel: WebSocket;
	let own: Record<string, unknown> | null = null;
	let clock = 0;
	let isClosed = false;
	let cancel = () => {};

	function open(): void {
		channel = new ChannelSocket(`${CHANNEL_URL}/${room}`);
		channel.onopen = () => {
			channel.send(Uint8Array.of(QUERY_AWARENESS));
			if (own) send();
		};
		channel.onmessage = (event) => receive(event.data);
		channel.onclose = (event) => {
			others.clear();
			tell();
			if (!isClosed && event.code < FIRST_REFUSAL) open();
		};
	}

	function send(): void {
		if (channel.readyState !== ChannelSocket.OPEN) return;
		const states = encoding.createEncoder();
		encoding.writeVarUint(states, 1);
		encoding.writeVarUint(states, me);
		encoding.writeVarUint(states, ++clock);
		encoding.writeVarString(states, JSON.stringify(own));
		const message = encoding.createEncoder();
		encoding.writeVarUint(message, AWARENESS);
		encoding.writeVarUint8Array(message, encoding.toUint8Array(states));
		channel.send(encoding.toUint8Array(message));
	}

	function receive(data: unknown): void {
		if (!(data instanceof Uint8Array)) return;
		const message = decoding.createDecoder(data);
		if (decoding.readVarUint(message) !== AWARENESS) return;
		const states = decoding.createDecoder(decoding.readVarUint8Array(message));
		for (let count = decoding.readVarUint(states); count > 0; count--) {
			const client = decoding.readVarUint(states);
			const clockThere = decoding.readVarUint(states);
			const state: unknown = JSON.parse(decoding.readVarString(states));
			if (client === me || (others.get(client)?.clock ?? -1) >= clockThere) continue;
			others.set(client, { clock: clockThere, state, until: world.now() + OUTDATED_MS });
		}
		tell();
	}

	function tell(): void {
		const now = world.now();
		const alive = [...others.values()].filter(({ state, until }) => state !== null && until > now);
		cancel();
		const next = Math.min(...alive.map(({ until }) => until));
		if (alive.length) cancel = world.after(next - now + 1, tell);
		changed(alive.map(({ state }) => state));
	}

	open();
	return {
		show(state) {
			own = state;
			send();
		},
		close() {
			isClosed = true;
			cancel();
			channel.close();
		},
	};
}

const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const OUTDATED_MS = 30_000;
/** Close codes from here on say that trying again changes nothing. */
const FIRST_REFUSAL = 4400;
