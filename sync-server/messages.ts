import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { CHANNEL_ACK } from '../src/lib/sync/wire';
import type { Ranges } from './ranges';

/** What a y-websocket provider says on its socket, or on its channel of the mux. */
export type ChannelMessage =
	| { type: 'step1'; next(client: number): number }
	/** Step 2 and update mean the same to us: something that may be new. */
	| { type: 'update'; update: Uint8Array }
	| { type: 'awareness'; states: AwarenessState[] }
	| { type: 'queryAwareness' }
	/** The client understands durable acks and asks for them. */
	| { type: 'wantAcks' };
export type AwarenessState = { client: number; clock: number; state: string };

const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const STEP1 = 0;
const STEP2 = 1;
const UPDATE = 2;
/** State vectors longer than this belong to no document of ours. */
const MAX_CLIENTS = 100_000;

/** Undefined for bytes that are none of these; never throws. */
export function readChannelMessage(
	bytes: Uint8Array,
	maxStates: number,
): ChannelMessage | undefined {
	try {
		const decoder = decoding.createDecoder(bytes);
		const message = readMessage(decoder, maxStates);
		return decoding.hasContent(decoder) ? undefined : message;
	} catch {
		// lib0 throws on truncated input; the caller treats it like any other malformed message.
		return undefined;
	}
}

function readMessage(decoder: decoding.Decoder, maxStates: number): ChannelMessage | undefined {
	switch (decoding.readVarUint(decoder)) {
		case SYNC: {
			const step = decoding.readVarUint(decoder);
			const payload = decoding.readVarUint8Array(decoder);
			if (step === STEP1) return readStateVector(payload);
			return step === STEP2 || step === UPDATE ? { type: 'update', update: payload } : undefined;
		}
		case AWARENESS: {
			const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder));
			const count = decoding.readVarUint(inner);
			if (count > maxStates) return undefined;
			const states: AwarenessState[] = [];
			for (let i = 0; i < count; i++) {
				const client = decoding.readVarUint(inner);
				const clock = decoding.readVarUint(inner);
				states.push({ client, clock, state: decoding.readVarString(inner) });
			}
			return { type: 'awareness', states };
		}
		case QUERY_AWARENESS:
			return { type: 'queryAwareness' };
		case CHANNEL_ACK:
			return { type: 'wantAcks' };
		default:
			return undefined;
	}
}

function readStateVector(payload: Uint8Array): ChannelMessage | undefined {
	const decoder = decoding.createDecoder(payload);
	const count = decoding.readVarUint(decoder);
	if (count > MAX_CLIENTS) return undefined;
	const clocks = new Map<number, number>();
	for (let i = 0; i < count; i++) {
		const client = decoding.readVarUint(decoder);
		clocks.set(client, decoding.readVarUint(decoder));
	}
	return { type: 'step1', next: (client) => clocks.get(client) ?? 0 };
}

/** Asks the client for what the relay lacks. */
export function stepOne(known: Ranges): Uint8Array {
	const vector = encoding.createEncoder();
	const clocks = [...known.clients()].map((client) => [client, known.next(client)] as const);
	const contiguous = clocks.filter(([, next]) => next > 0);
	encoding.writeVarUint(vector, contiguous.length);
	for (const [client, next] of contiguous) {
		encoding.writeVarUint(vector, client);
		encoding.writeVarUint(vector, next);
	}
	return syncMessage(STEP1, encoding.toUint8Array(vector));
}

/**
 * Ends a join. The structs have gone before as updates; what remains is every deletion, because
 * equal state vectors say nothing about deletions.
 */
export function stepTwo(deleted: Ranges): Uint8Array {
	const update = encoding.createEncoder();
	encoding.writeVarUint(update, 0);
	const clients = [...deleted.entries()];
	encoding.writeVarUint(update, clients.length);
	for (const [client, list] of clients) {
		encoding.writeVarUint(update, client);
		encoding.writeVarUint(update, list.length / 2);
		for (let i = 0; i < list.length; i += 2) {
			encoding.writeVarUint(update, list[i]!);
			encoding.writeVarUint(update, list[i + 1]! - list[i]!);
		}
	}
	return syncMessage(STEP2, encoding.toUint8Array(update));
}

export function updateMessage(update: Uint8Array): Uint8Array {
	return syncMessage(UPDATE, update);
}

export function awarenessMessage(states: readonly AwarenessState[]): Uint8Array {
	const inner = encoding.createEncoder();
	encoding.writeVarUint(inner, states.length);
	for (const { client, clock, state } of states) {
		encoding.writeVarUint(inner, client);
		encoding.writeVarUint(inner, clock);
		encoding.writeVarString(inner, state);
	}
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, AWARENESS);
	encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner));
	return encoding.toUint8Array(encoder);
}

/** Says nothing: a provider gives up a socket on which it hears nothing for 30 s. */
export const KEEP_ALIVE = awarenessMessage([]);
export const ACK = Uint8Array.of(CHANNEL_ACK);

/** Out of Node's pool: every update that is passed on comes through here, and lives for a turn. */
function syncMessage(step: number, payload: Uint8Array): Uint8Array {
	let { length } = payload;
	let header = 3;
	for (let rest = length; rest > 127; rest = Math.floor(rest / 128)) header++;
	const message = Buffer.allocUnsafe(header + length);
	message[0] = SYNC;
	message[1] = step;
	message.set(payload, header);
	let at = 2;
	for (; length > 127; length = Math.floor(length / 128)) message[at++] = (length & 127) | 128;
	message[at] = length;
	return message;
}
