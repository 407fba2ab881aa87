import { encodeChannel } from '../src/lib/sync/wire';
import type { Connection, Grant } from './connection';
import type { Member } from './room';

type Options = {
	who: Grant;
	connection: Connection;
	/** Of a mux; a plain y-websocket has none. */
	channel?: number;
	close: Member['close'];
};

/** How a room speaks to one that is in it: as it is, or wrapped for a channel of a mux. */
export function memberOf({ who, connection, channel, close }: Options): Member {
	const wrap = (message: Uint8Array) =>
		channel === undefined ? message : encodeChannel(channel, message);
	return {
		who,
		wantsAcks: false,
		send: (message) => connection.send(wrap(message)),
		// Who gets the very same list as the one before shares its frames.
		sendAll: (messages) =>
			connection.sendAll(channel === undefined ? messages : messages.map(wrap)),
		close,
	};
}
