import type { Connection } from '../../sync-server/connection';
import type { Hub } from '../../sync-server/hub';
import type { PlatformSocket } from '../../src/lib/sync/socket';
import type { Process } from './process';
import type { VirtualClock } from './virtual-clock';

/**
 * The network between peers and the relay. Owns: delays, lost links, and what is on its way.
 *
 * N1 What arrives arrives in order, per direction of one connection; between connections in any
 *    order.
 * N2 A cut loses what is on its way. A black hole loses it too and tells nobody: only a
 *    heartbeat notices.
 */
export type Link = { cut: boolean; silent: boolean; readonly process: Process };

export type Network = {
	/** The WebSocket class of one peer; its connections obey the peer's link. */
	socketFor(peer: string, link: Link): new (url: string, protocols: string[]) => PlatformSocket;
	/** The relay's process is gone, or back. */
	setHub(hub: Hub | undefined): void;
	/** Applies a change of a link to the connections that are open on it. */
	linkChanged(peer: string): void;
};

export type NetworkOptions = {
	clock: VirtualClock;
	random(): number;
	/** Every byte that leaves the relay, before it is delivered (I8, I9). */
	onDelivery(peer: string, data: string | Uint8Array): void;
	/** What the relay hears (I18). */
	onArrival?(peer: string, data: string | Uint8Array): void;
	/** A device connects, or tries to (I13). */
	onConnect(peer: string): void;
};

const MIN_DELAY_MS = 5;
const DELAY_SPREAD_MS = 120;
/** Two in a hundred are held up, by up to this. */
const SLOW_CHANCE = 0.02;
const SLOW_MS = 5_000;

export function createNetwork(options: NetworkOptions): Network {
	const { clock, random, onDelivery, onArrival, onConnect } = options;
	let hub: Hub | undefined;
	const open = new Map<string, Set<Wire>>();

	function delay(): number {
		const slow = random() < SLOW_CHANCE ? random() * SLOW_MS : 0;
		return Math.round(MIN_DELAY_MS + random() * DELAY_SPREAD_MS + slow);
	}

	/** One direction: what was sent first arrives first (N1). */
	function direction(): (deliver: () => void) => void {
		let last = 0;
		return (deliver) => {
			last = Math.max(last, clock.now() + delay());
			clock.after(last - clock.now(), deliver);
		};
	}

	type Wire = { lost(): void };

	function connect(peer: string, link: Link, client: PlatformSocket): Wire & ClientEnd {
		const up = direction();
		const down = direction();
		let session: ReturnType<Hub['connect']> | undefined;
		let alive = true;

		const passes = (deliver: () => void) => () => {
			if (alive && !link.cut && !link.silent) deliver();
		};
		const end = (code: number) => {
			if (!alive) return;
			alive = false;
			open.get(peer)?.delete(wire);
			session?.gone();
			link.process.run(() => client.onclose?.({ code }));
		};
		const hear = (callback: () => void) => passes(() => link.process.run(callback));
		const server: Connection = {
			send(data) {
				onDelivery(peer, data);
				down(hear(() => client.onmessage?.({ data })));
			},
			sendAll(messages, isLeftOut) {
				for (const [index, message] of messages.entries()) {
					if (!isLeftOut?.(index)) this.send(message);
				}
			},
			close(code) {
				down(passes(() => end(code)));
			},
			bufferedBytes: () => 0,
		};
		up(
			passes(() => {
				if (!hub) return end(1006);
				session = hub.connect(server, { address: peer });
				link.process.run(() => client.onopen?.({}));
			}),
		);
		const wire: Wire & ClientEnd = {
			send: (data) =>
				up(
					passes(() => {
						onArrival?.(peer, data);
						session?.message(data);
					}),
				),
			close() {
				alive = false;
				open.get(peer)?.delete(wire);
				const left = session;
				if (left) clock.after(delay(), () => left.gone());
			},
			lost: () => end(1006),
		};
		return wire;
	}

	type ClientEnd = { send(data: string | Uint8Array): void; close(): void };

	return {
		socketFor(peer, link) {
			const wires = open.get(peer) ?? new Set();
			open.set(peer, wires);
			return class SimulatedSocket implements PlatformSocket {
				binaryType = '';
				onopen: PlatformSocket['onopen'] = null;
				onmessage: PlatformSocket['onmessage'] = null;
				onclose: PlatformSocket['onclose'] = null;
				onerror: PlatformSocket['onerror'] = null;
				readonly #wire: Wire & ClientEnd;

				constructor() {
					onConnect(peer);
					this.#wire = connect(peer, link, this);
					wires.add(this.#wire);
					if (link.cut || !hub) clock.after(delay(), () => this.#wire.lost());
				}
				send(data: string | Uint8Array) {
					this.#wire.send(data);
				}
				close() {
					this.#wire.close();
				}
			};
		},
		setHub(next) {
			hub = next;
			if (hub) return;
			for (const wires of open.values()) for (const wire of [...wires]) wire.lost();
		},
		linkChanged(peer) {
			for (const wire of [...(open.get(peer) ?? [])]) wire.lost();
		},
	};
}
