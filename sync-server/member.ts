import { encodeChannel } from '../src/lib/sync/wire';
import type { Connection, Grant, LeftOut } from './connection';
import type { Member } from './room';

/**
 * How a room speaks to one that is in it: as it is, or wrapped for a channel of a mux. A class,
 * because thousands of them lie idle.
 */
export class RoomMember implements Member {
	readonly who: Grant;
	readonly close: Member['close'];
	wantsAcks = false;
	awarenessClient?: number;
	readonly #connection: Connection;
	/** Of a mux; a plain y-websocket has none. */
	readonly #channel: number | undefined;

	constructor(
		who: Grant,
		connection: Connection,
		close: Member['close'],
		channel: number | undefined,
	) {
		this.who = who;
		this.close = close;
		this.#connection = connection;
		this.#channel = channel;
	}

	send(message: Uint8Array): void {
		this.#connection.send(this.#wrap(message));
	}

	/** Those who get the very same list one after another share its frames. */
	sendAll(messages: readonly Uint8Array[], isLeftOut?: LeftOut): void {
		const isPlain = this.#channel === undefined;
		const all = isPlain ? messages : messages.map((each) => this.#wrap(each));
		this.#connection.sendAll(all, isLeftOut);
	}

	#wrap(message: Uint8Array): Uint8Array {
		return this.#channel === undefined ? message : encodeChannel(this.#channel, message);
	}
}
