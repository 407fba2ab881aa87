import { openCore, type Core } from '../../src/lib/core/core';
import type { CoreStatus } from '../../src/lib/core/status';
import type { ChapterSize } from '../../src/lib/core/chapters';
import { createEngineHost, type EngineParts } from '../../src/lib/core/engine-host';
import { silencesOf } from '../../src/lib/engine/episodes';
import { stamped } from '../../src/lib/core/authored';
import type { Place, Relay, World } from '../../src/lib/core/ports';
import { socketRelay } from '../../src/lib/core/socket-relay';
import type { ContactView } from '../../src/lib/core/watchers';
import type { Conversation } from '../../src/lib/model/conversation';
import type { EventBody } from '../../src/lib/model/event';
import type { Principal } from '../../src/lib/model/role';
import { type MuxSocket, openSocket } from '../../src/lib/sync/socket';
import { WORKSPACE } from './cast';
import type { Disk } from './disk';
import type { Link, Network } from './network';
import type { Process } from './process';
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
	/** What its screen shows of a contact; undefined before it shows anything. */
	seen(contact: string): Screen | undefined;
	/** Its tab is hidden: another host is preferred for the engine. */
	isHidden: boolean;
	start(): void;
	crash(): void;
	freeze(forMs: number): void;
	/** The device's clock is set: by its owner, or by the network after a long sleep. */
	setClock(skewMs: number): void;
	write(contact: string, drafts: EventBody[]): void;
	/** As a page does it: the event is stored beside the core, which is then woken. */
	writeFromPage(contact: string, drafts: EventBody[]): void;
	/** Undefined while it is down. */
	status(): CoreStatus | undefined;
};

/** Copied: the core changes its fold in place, and a screen shows what was when it was told. */
export type Screen = { newestAt: number; conversations: Conversation[] };

export type PeerOptions = {
	me: Principal;
	clock: VirtualClock;
	network: Network;
	disk: Disk;
	process: Process;
	skewMs: number;
	random(): number;
	contacts: readonly string[];
	decide?: EngineParts['decide'];
	chapterSize?: ChapterSize;
	wrapRelay?: (relay: Relay) => Relay;
	/** "Saved": it survives this process. */
	onSaved(peer: Peer, ids: string[]): void;
	/** "Sent": it survives this device. */
	onSent(peer: Peer, ids: string[]): void;
	/** A screen shows this; `isNew` when it has just been opened. */
	onShown(peer: Peer, contact: string, view: ContactView, isNew: boolean): void;
	/** Here it may die. */
	passing(peer: Peer, place: Place): void;
	report(error: unknown, where: string): void;
};

export function createPeer(options: PeerOptions): Peer {
	const { me, clock, network, disk, process, contacts } = options;
	const link: Link = { cut: false, silent: false, process };
	let { skewMs } = options;
	let life = 0;
	let core: Core | undefined;
	let socket: MuxSocket | undefined;
	let screens = new Map<string, Screen>();
	const unsent = new Map<string, string>();

	function worldOf(mine: number): World {
		return {
			now: () => clock.now() + skewMs,
			elapsed: () => clock.now(),
			random: options.random,
			after(delayMs, callback) {
				const inTime = () => mine === life && !isCancelled && callback();
				let isCancelled = false;
				const cancel = clock.after(delayMs, () => process.run(inTime));
				return () => {
					isCancelled = true;
					cancel();
				};
			},
			passing: (place) => mine === life && options.passing(peer, place),
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
		const { decide, chapterSize } = options;
		const started = await openCore({
			me,
			storage: disk.open(),
			relay: options.wrapRelay?.(relay) ?? relay,
			lock: { acquire: async () => ({ release() {} }) },
			world,
			...(decide
				? {
						engine: {
							createHost: createEngineHost,
							decide,
							silences: silencesOf,
							workspace: { apply() {}, read: () => WORKSPACE },
						},
					}
				: {}),
			...(chapterSize && { chapterSize }),
			preference: () => (me.role === 'runner' ? 2 : peer.isHidden ? 0 : 1),
			report,
		});
		if (mine !== life) return;
		core = started;
		for (const contact of contacts) {
			started.watch(contact, (view) => {
				if (mine !== life) return;
				options.onShown(peer, contact, view, !screens.has(contact));
				screens.set(contact, screenOf(view));
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

	function saved(contact: string, ids: string[]): void {
		for (const id of ids) unsent.set(id, contact);
		options.onSaved(peer, ids);
	}

	const peer: Peer = {
		isHidden: false,
		me,
		disk,
		link,
		get isUp() {
			return core !== undefined;
		},
		seen: (contact) => screens.get(contact),
		start() {
			boot(life).catch((error: unknown) => options.report(error, `${me.id}: boot`));
		},
		crash() {
			life++;
			core = undefined;
			screens = new Map();
			socket?.close();
			socket = undefined;
			disk.crash();
		},
		write(contact, drafts) {
			const mine = life;
			core?.write(contact, drafts).then(
				(result) => {
					if (mine !== life || !result.ok) return;
					saved(
						contact,
						result.value.map(({ id }) => id),
					);
				},
				(error: unknown) => options.report(error, `${me.id}: write`),
			);
		},
		writeFromPage(contact, drafts) {
			const screen = screens.get(contact);
			if (!core || !screen) return;
			const mine = life;
			const after = screen.newestAt;
			const { random } = options;
			const conversations = Object.fromEntries(screen.conversations.map((one) => [one.id, one]));
			const now = core.now();
			const by = { me, after, now, random, conversations };
			const events = stamped(drafts, by);
			disk.write(contact, events).then(
				(isStored) => {
					if (mine !== life || !isStored) return;
					saved(
						contact,
						events.map(({ id }) => id),
					);
					core?.wake();
				},
				// A full disk: the page keeps what was typed, and says so.
				() => {},
			);
		},
		freeze: (forMs) => process.freeze(forMs),
		setClock: (to) => (skewMs = to),
		status: () => core?.status(),
	};
	return peer;
}

function screenOf({ state }: ContactView): Screen {
	const conversations = Object.values(state.conversations);
	return {
		newestAt: state.newest.at,
		conversations: conversations.map((one) => ({ ...one, prompts: [...one.prompts] })),
	};
}
