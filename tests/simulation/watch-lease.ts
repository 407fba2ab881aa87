import { ClientMessage } from '../../src/lib/sync/client-message';
import { SECOND } from '../../src/lib/base/clock';
import { decodeControl, LEASE_PREFERENCE, ServerMessage } from '../../src/lib/sync/wire';
import type { LeaseRequest } from '../../src/lib/core/ports';
import { RUNNER } from './cast';
import type { Fail } from './checks';
import type { VirtualClock } from './virtual-clock';

/**
 * I18: a lease that has not run out goes to nobody but one who is entitled to more than its holder
 * asked for. It sees what arrives at the relay and what leaves it, and knows that the preference of
 * the runner is the runner's alone.
 */
const TTL_MS = 15 * SECOND;
/** What the log has lost comes before all else. */
const RESTORING = LEASE_PREFERENCE.runner + 1;

export function watchLease(clock: VirtualClock, fail: Fail) {
	const asks = new Map<string, { at: number; preference: number }[]>();
	let holder: { peer: string; until: number; yields?: number } | undefined;

	function asked(peer: string, { preference: most, restores }: LeaseRequest): void {
		const limit = peer === RUNNER.id ? LEASE_PREFERENCE.runner : LEASE_PREFERENCE.visible;
		const preference = restores ? RESTORING : Math.min(most, limit);
		const since = clock.now() - 2 * TTL_MS;
		const recent = (asks.get(peer) ?? []).filter(({ at }) => at > since);
		asks.set(peer, [...recent, { at: clock.now(), preference }]);
	}

	/** What it asked for last, and at most within the life of a lease. */
	const last = (peer: string) => asks.get(peer)?.at(-1)?.preference ?? 0;
	const most = (peer: string) =>
		Math.max(0, ...(asks.get(peer) ?? []).map(({ preference }) => preference));

	return {
		arrives(peer: string, data: string | Uint8Array): void {
			const message = typeof data === 'string' ? decodeControl(ClientMessage, data) : undefined;
			if (message?.t === 'lease') asked(peer, message);
			else if (message?.t === 'release' && holder?.peer === peer) holder = undefined;
		},
		leaves(peer: string, data: string | Uint8Array): void {
			const message = typeof data === 'string' ? decodeControl(ServerMessage, data) : undefined;
			if (message?.t !== 'lease') return;
			const isHolder = holder?.peer === peer;
			if (!message.held) {
				if (isHolder && holder) holder.yields ??= last(peer);
				return;
			}
			const isTaken = !isHolder && holder !== undefined && clock.now() < holder.until;
			if (isTaken && holder && most(peer) <= (holder.yields ?? last(holder.peer))) {
				fail('I18', `${peer} took the lease of ${holder.peer}, and is entitled to no more`);
			}
			holder = { peer, until: clock.now() + message.ttlMs };
		},
		/** After a restart nobody holds it. */
		restarts: () => void (holder = undefined),
	};
}
