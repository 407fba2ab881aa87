import type { Instant } from '../src/lib/base/clock';
import type { Principal } from '../src/lib/model/role';

/** One socket as the hub sees it: the transport frames, flushes once per turn, and pings. */
export type Connection = {
	send(data: string | Uint8Array): void;
	/**
	 * One after the other, but those that are left out; who gets the very same list as the one
	 * before shares its frames.
	 */
	sendAll(messages: readonly Uint8Array[], isLeftOut?: LeftOut): void;
	/** Idempotent; nothing is sent after it. */
	close(code: number, reason: string): void;
	bufferedBytes(): number;
};

/** By its place in the list. */
export type LeftOut = (index: number) => boolean;

/** What a valid token grants, until it expires. */
export type Grant = Principal & {
	expiresAt: Instant;
	/** The device the token was issued to: one core, one engine's host. */
	device: string;
};

/** Why something that is right cannot be stored now; its sender keeps it and tries again later. */
export type Hindrance = { code: number; reason: string };

/** Something that was asked for and not granted, as the operator hears of it (abuse case 1). */
export type Refusal = {
	principal: string;
	address: string;
	room: string;
	code: number;
	reason: string;
};
