import type { Connection } from './connection';
import type { Limits } from './limits';

/** Frames above this are history that was asked for, not a flood that was not. */
const HISTORY_FRAME_BYTES = 64 * 1024;

/**
 * Watches a connection for a reader that has stopped reading: what it has not taken lies in our
 * memory. A join of a big room may lie there too, once, until it is taken.
 */
export function guardSlowReader(
	connection: Connection,
	limits: Limits,
	drop: () => void,
): Connection {
	let history = 0;
	return {
		...connection,
		send(data) {
			const buffered = connection.bufferedBytes();
			if (buffered === 0) history = 0;
			else if (buffered > limits.unreadBytes + history) return drop();
			if (data.length > HISTORY_FRAME_BYTES) {
				history = Math.min(limits.roomBytes, history + data.length);
			}
			connection.send(data);
		},
	};
}
