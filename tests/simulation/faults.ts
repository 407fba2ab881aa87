import { SECOND } from '../../src/lib/base/clock';
import type { Network } from './network';
import type { Peer } from './peer';
import type { SimulatedRelay } from './relay';
import type { VirtualClock } from './virtual-clock';
import type { Weather } from './weather';
import { pick } from './work';

/**
 * What goes wrong, as often as the seed's weather demands. Everything that is broken is mended
 * after a while; at `until` everything is.
 */
export type FaultOptions = {
	clock: VirtualClock;
	random(): number;
	weather: Weather;
	peers: readonly Peer[];
	network: Network;
	relay: SimulatedRelay;
	until: number;
	restores: number;
	/** An older copy was put back. */
	restored(): void;
	/** Of those alone: they change nothing else of a seed. */
	restoreRandom(): number;
};

export type Faults = {
	crashPeer(peer: Peer): void;
	crashRelay(): void;
	/** Nothing reaches it any more, for longer than the lease lasts. */
	loseHost(peer: Peer): void;
};

/** Longer than the engine's lease lasts. */
const FREEZE_MS = 20 * SECOND;

export function startFaults(options: FaultOptions): Faults {
	const { clock, random, weather, peers, network, relay, until } = options;
	const faults: [weight: number, strike: (peer: Peer) => void][] = [
		[30, crashPeer],
		[22, (peer) => breakLink(peer, 'cut')],
		[12, (peer) => breakLink(peer, 'silent')],
		[8, fillDisk],
		[6, partition],
		[8, (peer) => peer.freeze(Math.min(FREEZE_MS * (0.05 + random()), until - clock.now()))],
		[10, (peer) => peer.setClock(Math.round((random() - 0.5) * 2 * weather.clocksJumpMs))],
		[3, (peer) => relay.expire(peer.me.id)],
	];
	next();
	for (let nth = 0; nth < options.restores; nth++) planRestore();
	return { crashPeer, crashRelay, loseHost };

	function next(): void {
		clock.after(weather.faultEveryMs * (0.2 + 1.6 * random()), () => {
			if (clock.now() >= until) return;
			strike();
			next();
		});
	}

	function strike(): void {
		if (random() < weather.relayFaults) return crashRelay();
		const peer = pick(peers, random);
		let chance = random() * faults.reduce((sum, [weight]) => sum + weight, 0);
		faults.find(([weight]) => (chance -= weight) < 0)?.[1](peer);
	}

	function crashRelay(): void {
		if (!relay.isUp) return;
		relay.crash();
		mend(4 * SECOND, () => {
			if (!relay.isUp) void relay.start();
		});
	}

	/** What comes between the copy and its return is missing at the relay then. */
	function planRestore(): void {
		const { restoreRandom } = options;
		const leftMs = () => Math.max(0, until - clock.now());
		clock.after(leftMs() * 0.7 * restoreRandom(), () => {
			const putBack = relay.backUp();
			clock.after(leftMs() * restoreRandom(), () => {
				relay.crash();
				putBack();
				options.restored();
				mend(
					4 * SECOND,
					() => {
						if (!relay.isUp) void relay.start();
					},
					restoreRandom,
				);
			});
		});
	}

	function crashPeer(peer: Peer): void {
		if (!peer.isUp) return;
		peer.crash();
		if (random() < weather.wipes) peer.disk.wipe();
		mend(6 * SECOND, () => {
			if (!peer.isUp) peer.start();
		});
	}

	function loseHost(peer: Peer): void {
		breakLink(peer, 'silent', 40 * SECOND);
	}

	function breakLink(peer: Peer, how: 'cut' | 'silent', withinMs = 10 * SECOND): void {
		peer.link[how] = true;
		if (how === 'cut') network.linkChanged(peer.me.id);
		mend(withinMs, () => {
			peer.link[how] = false;
			// What a black hole swallowed stays lost: the connection it belonged to is dead.
			network.linkChanged(peer.me.id);
		});
	}

	function fillDisk(peer: Peer): void {
		peer.disk.full = true;
		mend(5 * SECOND, () => (peer.disk.full = false));
	}

	/** Some peers together lose the relay and come back together. */
	function partition(): void {
		for (const peer of peers) if (random() < 0.4) breakLink(peer, 'cut');
	}

	function mend(withinMs: number, action: () => void, chance = random): void {
		const due = Math.min(clock.now() + withinMs * (0.1 + chance()), until);
		clock.after(due - clock.now(), action);
	}
}
