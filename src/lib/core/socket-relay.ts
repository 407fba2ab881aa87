import type { MuxSocket } from '../sync/socket';
import { encodeParts } from '../sync/wire';
import type { Relay } from './ports';

/** The `Relay` port over the shared socket. Closing the socket is its owner's business. */
export function socketRelay(socket: MuxSocket): Relay {
	let stopListening: (() => void) | undefined;
	return {
		start(listener) {
			stopListening = socket.listen({
				up: (welcome) => listener.up(welcome),
				down: (reason, retryAt) => listener.down(reason, retryAt),
				clock: (measured) => listener.clock(measured),
				binary(frame) {
					if (frame.type === 'feed') listener.entries(frame.entries);
					else if (frame.type === 'ahead') listener.ahead(frame.entries);
				},
				control(message) {
					switch (message.t) {
						case 'fed':
							return listener.caughtUp(message.upTo);
						case 'ack':
							return listener.acked(message.push, message.seq, message.at);
						case 'refused':
							return listener.refused(message.push, message.code, message.reason, message.now);
						case 'lease':
							return listener.lease(message);
						case 'online':
							return listener.online(message.teammates);
					}
				},
			});
		},
		push: ({ id, fence, parts }) => socket.send(encodeParts({ push: id, fence, parts })),
		follow: (cursor) => socket.send({ t: 'feed', since: cursor }),
		fetch: (contact) => socket.send({ t: 'fetch', contact }),
		requestLease: (asked) => socket.send({ t: 'lease', ...asked }),
		releaseLease: () => socket.send({ t: 'release' }),
		reconnect: () => socket.restart(),
		stop() {
			stopListening?.();
			stopListening = undefined;
		},
	};
}
