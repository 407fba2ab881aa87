import { openCore, type Core } from '../../src/lib/core/core';
import type { CoreStatus } from '../../src/lib/core/status';
import type { EngineParts } from '../../src/lib/core/engine-host';
import type { Relay, World } from '../../src/lib/core/ports';
import { socketRelay } from '../../src/lib/core/socket-relay';
import type { ContactView } from '../../src/lib/core/watchers';
import type { EventBody } from '../../src/lib/model/event';
import type { Principal } from '../../src/lib/model/role';
import { type MuxSocket, openSocket } from '../../src/lib/sync/socket';
import { WORKSPACE } from './cast';
import type { Disk } from './disk';
import type { Link, Network } from './network';
import type { VirtualClock } from './virtual-clock';

/**
 * One device: the production core, socket and fold over a simulated disk and network. It can
 * die at any moment; a dead process runs no timer, hears no answer and writes nothing.
 */
export type Peer = {
	readonly me: Principal;
	readonly disk: Disk;
	readonly link: Link;
	readonly isUp: boolean;
	/** What its screen shows of a contact, as of the last change; undefined before the first one. */
	seen(contact: string): ContactView | undefined;
	start(): void;
	crash(): void;
	write(contact: string, drafts: EventBody[]): void;
	/** Undefined while it is down. */
	status(): CoreStatus | undefined;
};

export type PeerOptions = {
	me: Principal;
	clock: VirtualClock;
	network: Network;
	disk: Disk;
	skewMs: number;
	random(): number;
	contacts: readonly string[];
	decide?: EngineParts['decide'];
	wrapRelay?: (relay: Relay) => Relay;
	/** "Saved": it survives this process. */
	onSaved(peer: Peer, ids: string[]): void;
	/** "Sent": it survives this device. */
	onSent(peer: Peer, ids: string[]): void;
	report(error: unknown, where: string): void;
};

export function createPeer(options: PeerOptions): Peer {
	const { me, clock, network, disk, contacts } = options;
	const link: Link = { cut: false, silent: false };
	let life = 0;
	let core: Core | undefined;
	let socket: MuxSocket | undefined;
	let views = new Map<string, ContactView>();
	const unsent = new Map<string, string>();

	function worldOf(mine: number): World {
		return {
			now: () => clock.now() + options.skewMs,
			random: options.random,
			after: (delayMs, callback) => clock.after(delayMs, () => mine === life && callback()),
		};
	}

	async function boot(mine: number): Promise<void> {
		const world = worldOf(mine);
		const report = (error: unknown, where: string) => {
			if (mine === life) options.report(error, `${me.id}: ${where}`);
		};
		const opened = openSocket({
			url: 'sim://relay/mux',
			getToken: async () => ({ ok: true, value: `${me.role}:${me.id}` }),
			world,
			WebSocket: network.socketFor(me.id, link),
			report,
		});
		socket = opened;
		const relay = socketRelay(opened);
		const { decide } = options;
		const started = await openCore({
			me,
			storage: disk.open(),
			relay: options.wrapRelay?.(relay) ?? relay,
			lock: { acquire: async () => ({ release() {} }) },
			world,
			...(decide ? { engine: { decide, workspace: { apply() {}, read: () => WORKSPACE } } } : {}),
			preference: () => (me.role === 'runner' ? 2 : 1),
			report,
		});
		if (mine !== life) return;
		core = started;
		for (const contact of contacts) {
			started.watch(contact, (view) => {
				views.set(contact, view);
				notePassed(contact, view);
			});
		}
	}

	/** What was saved and is pending no longer has been acked by the relay. */
	function notePassed(contact: string, view: ContactView): void {
		const sent: string[] = [];
		for (const [id, of] of unsent) {
			if (of !== contact || view.isPending(id)) continue;
			if (view.events.some((event) => event.id === id)) sent.push(id);
			unsent.delete(id);
		}
		if (sent.length) options.onSent(peer, sent);
	}

	const peer: Peer = {
		me,
		disk,
		link,
		get isUp() {
			return core !== undefined;
		},
		seen: (contact) => views.get(contact),
		start() {
			boot(life).catch((error: unknown) => options.report(error, `${me.id}: boot`));
		},
		crash() {
			life++;
			core = undefined;
			views = new Map();
			socket?.close();
			socket = undefined;
			disk.crash();
		},
		write(contact, drafts) {
			const mine = life;
			core?.write(contact, drafts).then(
				(result) => {
					if (mine !== life || !result.ok) return;
					const ids = result.value.map(({ id }) => id);
					for (const id of ids) unsent.set(id, contact);
					options.onSaved(peer, ids);
				},
				(error: unknown) => options.report(error, `${me.id}: write`),
			);
		},
		status: () => core?.status(),
	};
	return peer;
}
