import type { Principal } from '../model/role';
import type { Relay, RelayListener } from './ports';

/**
 * The relay of a device that has none: everything is confirmed at once, and the lease is always
 * ours, because the host's lock already makes this the only core (architecture §4).
 */
export function aloneRelay(me: Principal, now: () => number): Relay {
	let listener: RelayListener | undefined;
	let seq = 0;
	return {
		start(given) {
			listener = given;
			this.reconnect();
		},
		reconnect() {
			const { id: principal, role } = me;
			// What is here is all that there is: no cursor is behind it.
			const head = Number.MAX_SAFE_INTEGER;
			const place = { epoch: 'alone', workspace: 'alone', head };
			listener?.up({ ...place, now: now(), roundTripMs: 0, principal, role });
		},
		push: ({ id }) => listener?.acked(id, ++seq, now()),
		follow: (cursor) => listener?.caughtUp(cursor),
		requestLease() {
			listener?.online([me.id]);
			listener?.lease({ held: true, fence: 1, ttlMs: Number.MAX_SAFE_INTEGER });
		},
		releaseLease() {},
		stop() {
			listener = undefined;
		},
	};
}
