import { SECOND } from '../../src/lib/base/clock';
import type { Network } from './network';
import type { Peer } from './peer';
import type { VirtualClock } from './virtual-clock';
import { pick } from './work';

/**
 * What goes wrong, drawn per seed (a swarm): some seeds are calm and only lose links, some
 * crash something
 * every second. Everything that is broken is mended after a while; at `until` everything is.
 */
export type FaultOptions = {
	clock: VirtualClock;
	random(): number;
	peers: readonly Peer[];
	network: Network;
	relay: { crash(): void; start(): void; readonly isUp: boolean };
	until: number;
};

const INTERVALS_MS = [800, 3 * SECOND, 6 * SECOND, 20 * SECOND];
const WIPE_CHANCES = [0, 0.1, 0.5];
const RELAY_WEIGHTS = [0.02, 0.1, 0.3];

export function startFaults(options: FaultOptions): void {
	const { clock, random, peers, network, relay, until } = options;
	const interval = pick(INTERVALS_MS, random);
	const wipeChance = pick(WIPE_CHANCES, random);
	const relayWeight = pick(RELAY_WEIGHTS, random);
	next();

	function next(): void {
		clock.after(interval * (0.2 + 1.6 * random()), () => {
			if (clock.now() >= until) return;
			strike();
			next();
		});
	}

	function strike(): void {
		if (random() < relayWeight) return crashRelay();
		const peer = pick(peers, random);
		const chance = random();
		if (chance < 0.35) crashPeer(peer);
		else if (chance < 0.65) breakLink(peer, 'cut');
		else if (chance < 0.8) breakLink(peer, 'silent');
		else if (chance < 0.9) fillDisk(peer);
		else partition();
	}

	function crashRelay(): void {
		if (!relay.isUp) return;
		relay.crash();
		mend(4 * SECOND, () => {
			if (!relay.isUp) relay.start();
		});
	}

	function crashPeer(peer: Peer): void {
		if (!peer.isUp) return;
		peer.crash();
		if (random() < wipeChance) peer.disk.wipe();
		mend(6 * SECOND, () => {
			if (!peer.isUp) peer.start();
		});
	}

	function breakLink(peer: Peer, how: 'cut' | 'silent'): void {
		peer.link[how] = true;
		if (how === 'cut') network.linkChanged(peer.me.id);
		mend(10 * SECOND, () => {
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

	function mend(withinMs: number, action: () => void): void {
		const due = Math.min(clock.now() + withinMs * (0.1 + random()), until);
		clock.after(due - clock.now(), action);
	}
}
