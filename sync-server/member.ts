import { encodeChannel } from '../src/lib/sync/wire';
import type { Connection, Grant, LeftOut } from './connection';
import type { Member } from './room';

/**
 * How a room speaks to one that is in it: as it is, or wrapped for a channel of a mux. A class,
 * because thousands of them lie idle.
 */
export class RoomMember implements Member {
	readonly who: Grant;
	wantsAcks = false;
	awarenessClient?: number;
	readonly #connection: Connection;
	readonly #rooms: Rooms;
	readonly #channel: number;
	readonly #isPlain: boolean;

	constructor(who: Grant, connection: Connection, rooms: Rooms, place: Place) {
		this.who = who;
		this.#connection = connection;
		this.#rooms = rooms;
		this.#channel = place.channel;
		this.#isPlain = place.isPlain;
	}

	close(code: number, reason: string): void {
		this.#rooms.close(this.#channel, code, reason);
	}

	send(message: Uint8Array): void {
		this.#connection.send(this.#wrap(message));
	}

	/** Those who get the very same list one after another share its frames. */
	sendAll(messages: readonly Uint8Array[], isLeftOut?: LeftOut): void {
		const all = this.#isPlain ? messages : messages.map((each) => this.#wrap(each));
		this.#connection.sendAll(all, isLeftOut);
	}

	#wrap(message: Uint8Array): Uint8Array {
		return this.#isPlain ? message : encodeChannel(this.#channel, message);
	}
}

/** What its socket is in. */
type Rooms = { close(channel: number, code: number, reason: string): void };
/** A plain y-websocket is not wrapped for its channel. */
type Place = { channel: number; isPlain: boolean };
