import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { z } from '../model/schema';
import type { ClientMessage } from './client-message';

/**
 * The mux: many rooms on one socket. Text frames are JSON control messages; binary frames carry
 * bytes. Both ends import this file, so there is one codec.
 *
 * A channel carries exactly what a y-websocket provider would send and receive on its own socket,
 * so the provider stays unmodified. Logs do not use channels: a core pushes updates and follows the
 * feed.
 */
export const SUBPROTOCOL = 'relevo';
/**
 * Prefix of the subprotocol that carries the token on `/sync/<room>`; on the mux the hello does.
 */
export const TOKEN_SUBPROTOCOL_PREFIX = 'token.';
export const WIRE_VERSION = 1;
/** One frame; more is closed with 4413. */
export const MAX_FRAME_BYTES = 1 << 20;
/** A client must say hello within this time, and send no more than this before it. */
export const HELLO_TIMEOUT_MS = 5_000;
export const MAX_HELLO_BYTES = 8_192;

/**
 * Message types inside a channel beside y-websocket's own 0 sync, 1 awareness, 2 auth, 3 query
 * awareness.
 */
export const CHANNEL_ACK = 102;

export const CLOSE = {
	token: 4401,
	forbidden: 4403,
	erased: 4404,
	fenced: 4409,
	/** Another content stands under an event's id; who follows has been told that one before. */
	exists: 4412,
	tooLarge: 4413,
	refused: 4422,
	/** The conversation belongs to another contact: final. */
	taken: 4423,
	/** The writer's clock is wrong: with the relay's, which comes along, it is written again. */
	clock: 4425,
	/** The contact has no chapter before this one: an older copy of the log was put back. */
	notNext: 4426,
	restarting: 4503,
	rate: 4529,
} as const;

/** Server to client. */
export const ServerMessage = z.discriminatedUnion('t', [
	z.object({
		t: z.literal('welcome'),
		epoch: z.string(),
		head: z.number(),
		now: z.number(),
		principal: z.string(),
		role: z.enum(['owner', 'manager', 'agent', 'runner', 'contact']),
		workspace: z.string(),
		/** As in `lease`; never told to a contact. */
		handled: z.optional(z.number()),
		/** It answers `early` and `fetch`; one that does not know them would close the socket. */
		early: z.optional(z.boolean()),
	}),
	/** The feed has delivered everything up to here; what follows is live. */
	z.object({ t: z.literal('fed'), upTo: z.number() }),
	z.object({ t: z.literal('closed'), channel: z.number(), code: z.number(), reason: z.string() }),
	/** `at`: when it was stored; absent where it was there before. */
	z.object({
		t: z.literal('ack'),
		push: z.number(),
		seq: z.number(),
		at: z.optional(z.number()),
	}),
	z.object({
		t: z.literal('refused'),
		push: z.number(),
		code: z.number(),
		reason: z.string(),
		/** The relay's clock, where the writer's is what was wrong. */
		now: z.optional(z.number()),
	}),
	z.object({
		t: z.literal('lease'),
		held: z.boolean(),
		fence: z.number(),
		ttlMs: z.number(),
		/** The principal that runs the engine; absent when nobody does (U9). */
		holder: z.optional(z.string()),
		/** Up to here the engine needs nothing of the feed any more; absent where nobody has said. */
		handled: z.optional(z.number()),
	}),
	z.object({ t: z.literal('online'), teammates: z.array(z.string()) }),
	z.object({ t: z.literal('pong'), sent: z.number(), now: z.number() }),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;

/** Preference for the engine's lease: a higher one takes it over at the holder's next renewal. */
export const LEASE_PREFERENCE = { hidden: 0, visible: 1, runner: 2 } as const;

export type BinaryFrame =
	| { type: 'channel'; channel: number; data: Uint8Array }
	| { type: 'push'; push: number; fence: number; parts: readonly Part[] }
	/** `ahead`: of the contact that was asked for; they say nothing of how far the feed has come. */
	| { type: 'feed' | 'ahead'; entries: Fed[] }
	/** An `EarlyPage` in JSON, deflated. */
	| { type: 'early'; packed: Uint8Array };

/** `at`: when the relay stored it; absent in a snapshot, which is of many times. */
type Fed = { seq: number; room: string; update: Uint8Array; at?: number };

/** What one push writes to one room. */
export type Part = { readonly room: string; readonly update: Uint8Array };

const CHANNEL = 0;
const PUSH = 1;
const FEED = 2;
const PUSH_PARTS = 3;
const AHEAD = 4;
const EARLY = 5;
/** More rooms in one push are malformed: a contact has three logs. */
export const MAX_PARTS = 64;

export function encodeChannel(channel: number, data: Uint8Array): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, CHANNEL);
	encoding.writeVarUint(encoder, channel);
	encoding.writeUint8Array(encoder, data);
	return encoding.toUint8Array(encoder);
}

export function encodePush(push: {
	push: number;
	/** The lease's fencing token for what the engine wrote; 0 for what people wrote. */
	fence: number;
	room: string;
	update: Uint8Array;
}): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, PUSH);
	encoding.writeVarUint(encoder, push.push);
	encoding.writeVarUint(encoder, push.fence);
	encoding.writeVarString(encoder, push.room);
	encoding.writeUint8Array(encoder, push.update);
	return encoding.toUint8Array(encoder);
}

/** One push of several rooms: the relay takes all of it or nothing. */
export function encodeParts(push: {
	push: number;
	fence: number;
	parts: readonly Part[];
}): Uint8Array {
	const [only, ...others] = push.parts;
	if (only && !others.length) return encodePush({ ...push, ...only });
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, PUSH_PARTS);
	encoding.writeVarUint(encoder, push.push);
	encoding.writeVarUint(encoder, push.fence);
	encoding.writeVarUint(encoder, push.parts.length);
	for (const { room, update } of push.parts) {
		encoding.writeVarString(encoder, room);
		encoding.writeVarUint8Array(encoder, update);
	}
	return encoding.toUint8Array(encoder);
}

/** The times come last: a reader of an earlier version ends before them. */
export function encodeFeed(entries: Fed[], type: 'feed' | 'ahead' = 'feed'): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, type === 'feed' ? FEED : AHEAD);
	encoding.writeVarUint(encoder, entries.length);
	for (const { seq, room, update } of entries) {
		encoding.writeVarUint(encoder, seq);
		encoding.writeVarString(encoder, room);
		encoding.writeVarUint8Array(encoder, update);
	}
	for (const { at = 0 } of entries) encoding.writeVarUint(encoder, at);
	return encoding.toUint8Array(encoder);
}

export function encodeEarly(packed: Uint8Array): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, EARLY);
	encoding.writeUint8Array(encoder, packed);
	return encoding.toUint8Array(encoder);
}

/** Undefined for bytes that are not one of our frames; never throws. */
export function decodeBinary(bytes: Uint8Array): BinaryFrame | undefined {
	try {
		const decoder = decoding.createDecoder(bytes);
		const type = decoding.readVarUint(decoder);
		if (type === CHANNEL) {
			const channel = decoding.readVarUint(decoder);
			return { type: 'channel', channel, data: decoding.readTailAsUint8Array(decoder) };
		}
		if (type === PUSH) {
			const push = decoding.readVarUint(decoder);
			const fence = decoding.readVarUint(decoder);
			const room = decoding.readVarString(decoder);
			const update = decoding.readTailAsUint8Array(decoder);
			return { type: 'push', push, fence, parts: [{ room, update }] };
		}
		if (type === PUSH_PARTS) return decodeParts(decoder);
		if (type === FEED) return { type: 'feed', entries: decodeFeed(decoder) };
		if (type === AHEAD) return { type: 'ahead', entries: decodeFeed(decoder) };
		if (type === EARLY) return { type: 'early', packed: decoding.readTailAsUint8Array(decoder) };
	} catch {
		// lib0 throws on truncated input; the caller treats it like any other malformed frame.
		return undefined;
	}
	return undefined;
}

/** Undefined for a push that writes nothing, too much, or to one room twice. */
function decodeParts(decoder: decoding.Decoder): BinaryFrame | undefined {
	const push = decoding.readVarUint(decoder);
	const fence = decoding.readVarUint(decoder);
	const count = decoding.readVarUint(decoder);
	if (count === 0 || count > MAX_PARTS) return undefined;
	const parts = new Map<string, Part>();
	for (let i = 0; i < count; i++) {
		const room = decoding.readVarString(decoder);
		parts.set(room, { room, update: decoding.readVarUint8Array(decoder) });
	}
	const isSound = parts.size === count && !decoding.hasContent(decoder);
	return isSound ? { type: 'push', push, fence, parts: [...parts.values()] } : undefined;
}

function decodeFeed(decoder: decoding.Decoder): Fed[] {
	const count = decoding.readVarUint(decoder);
	const entries: Fed[] = [];
	for (let i = 0; i < count; i++) {
		const seq = decoding.readVarUint(decoder);
		const room = decoding.readVarString(decoder);
		entries.push({ seq, room, update: decoding.readVarUint8Array(decoder) });
	}
	for (const entry of decoding.hasContent(decoder) ? entries : []) {
		const at = decoding.readVarUint(decoder);
		if (at > 0) entry.at = at;
	}
	return entries;
}

export function encodeControl(message: ServerMessage | ClientMessage): string {
	return JSON.stringify(message);
}

export function decodeControl<T>(schema: z.ZodMiniType<T>, text: string): T | undefined {
	let raw: unknown;
	try {
		raw = JSON.parse(text);
	} catch {
		// Not JSON: the caller treats it like any other malformed frame.
		return undefined;
	}
	const parsed = schema.safeParse(raw);
	return parsed.success ? parsed.data : undefined;
}
