import type { Connection, LeftOut } from './connection';
import type { Limits } from './limits';

/** Frames above this are history that was asked for, not a flood that was not. */
const HISTORY_FRAME_BYTES = 64 * 1024;

/**
 * Watches a connection for a reader that has stopped reading: what it has not taken lies in our
 * memory. A join of a big room may lie there too, once, until it is taken.
 */
export class WatchedConnection implements Connection {
	readonly #connection: Connection;
	readonly #limits: Limits;
	readonly #drop: () => void;
	#history = 0;

	constructor(connection: Connection, limits: Limits, drop: () => void) {
		this.#connection = connection;
		this.#limits = limits;
		this.#drop = drop;
	}

	send(data: string | Uint8Array): void {
		if (this.#mayTake(data.length)) this.#connection.send(data);
	}

	sendAll(messages: readonly Uint8Array[], isLeftOut?: LeftOut): void {
		let longest = 0;
		for (const { length } of messages) longest = Math.max(longest, length);
		if (this.#mayTake(longest)) this.#connection.sendAll(messages, isLeftOut);
	}

	close(code: number, reason: string): void {
		this.#connection.close(code, reason);
	}

	bufferedBytes(): number {
		return this.#connection.bufferedBytes();
	}

	#mayTake(frameBytes: number): boolean {
		const { unreadBytes, roomBytes } = this.#limits;
		const buffered = this.bufferedBytes();
		if (buffered === 0) this.#history = 0;
		else if (buffered > unreadBytes + this.#history) {
			this.#drop();
			return false;
		}
		if (frameBytes > HISTORY_FRAME_BYTES) {
			this.#history = Math.min(roomBytes, this.#history + frameBytes);
		}
		return true;
	}
}
