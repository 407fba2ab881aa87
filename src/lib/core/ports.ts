import type { Instant, MeasuredClock } from '../base/clock';
import type { ContactState } from '../model/contact-state';
import type { Author, DomainEvent, UnknownEvent } from '../model/event';
import type { ReadEvent } from '../model/logged';
import type { Room } from '../model/room';
import type { Role } from '../model/role';

/**
 * What a core needs from the place where it runs. Everything that can fail, wait or differ between
 * a service worker, a page, Node and the simulation enters through these.
 */

/**
 * Time, chance and ids. The only door to them in the core.
 *
 * There are two clocks. `now()` is the time of day: it stamps what is kept and what others read,
 * and somebody may set it back or ahead at any moment. `elapsed()` only grows, and may stand still
 * while a device sleeps: leases, rates and everything else that waits is measured with it.
 */
export type World = {
	now(): Instant;
	/** Milliseconds since some moment in the past. */
	elapsed(): number;
	random(): number;
	/** Calls back once, at or after `now() + delayMs`; returns a function that cancels. */
	after(delayMs: number, callback: () => void): () => void;
	/** Called at named places where a process may die; only the simulation gives it. */
	passing?(place: Place): void;
};

/** Between two steps of which a crash may take the second: each is tried (reliability A3). */
export type Place =
	| 'client.afterLocalApply'
	| 'client.beforeFlush'
	| 'engine.afterDecide'
	| 'engine.afterEffect'
	| 'engine.beforeTimerArm'
	| 'lease.justGained'
	| 'relay.beforeFsync'
	| 'relay.midBroadcast'
	| 'relay.afterAck';

/**
 * Durable storage of one workspace on this device. `commit` is atomic: all of a change or nothing,
 * and it resolves only when it would survive a crash. Reads see every commit that resolved before.
 * Adapters are dumb: they store what they are given and answer the few indexed questions below.
 */
export type Storage = {
	commit(change: Change): Promise<void>;
	/** Updates of one canvas as they came from the relay, oldest first. */
	updates(room: Room): Promise<Uint8Array[]>;
	/**
	 * Every event of a contact, in no particular order: pending ones included, refused ones not.
	 * `''` is the `live` log.
	 */
	log(contact: string): Promise<LoggedEvent[]>;
	/**
	 * What the relay has confirmed of these authors, to be written again: its log was replaced by an
	 * older one.
	 */
	confirmedBy(isWanted: (author: Author) => boolean): Promise<PendingEvent[]>;
	/** Events written here that the relay has not yet confirmed, in writing order. */
	pending(): Promise<PendingEvent[]>;
	/** Events that the engine has not looked at yet, oldest first. */
	inbox(limit: number): Promise<InboxItem[]>;
	timers(dueBy: Instant, limit: number): Promise<Timer[]>;
	nextTimer(): Promise<Timer | undefined>;
	/** Contacts that have a run of this workflow which has not ended. */
	runningContacts(workflow: string): Promise<string[]>;
	/** Runs that wait for the team (E-26), longest waiting first, from behind `after` on. */
	queuedRuns(limit: number, after?: QueuedRun): Promise<QueuedRun[]>;
	/** Open conversations and last assignment, by teammate. */
	load(): Promise<Record<string, { open: number; lastAssignedAt: Instant }>>;
	/** Rooms of canvases that hold edits which the relay has not acknowledged. */
	dirtyRooms(): Promise<Room[]>;
	setting(name: string): Promise<unknown>;
};

export type Change = {
	/** Bytes of canvases, confirmed by the relay (or by this device alone where there is none). */
	updates?: { room: Room; update: Uint8Array }[];
	/** Events that the relay confirmed, whoever wrote them; each stands once with its contact. */
	events?: StoredEvent[];
	/**
	 * Newly written here, or given another time: survive until `confirmed`, `refused` or
	 * `withdrawn`. Applied before those. What was confirmed is so no longer.
	 */
	pending?: PendingEvent[];
	/** No longer pending; each is also in `events`. */
	confirmed?: string[];
	/** Kept and shown as failed, with the reason; no longer part of the fold. */
	refused?: { id: string; reason: string }[];
	/** As if never written: what an engine host decided before it lost the lease. */
	withdrawn?: string[];
	/** The whole new fold of a contact that changed; the adapter derives its rows from it. */
	contacts?: ContactState[];
	inbox?: { put?: InboxItem[]; drop?: string[] };
	timers?: { put?: Timer[]; drop?: string[] };
	dirty?: { put?: Room[]; drop?: Room[] };
	settings?: Record<string, unknown>;
};

/** `writer`: the Yjs client id of the entry; absent while the relay has not confirmed it. */
export type LoggedEvent = {
	chapter: number;
	event: DomainEvent | UnknownEvent;
	writer?: number | undefined;
};
export type StoredEvent = LoggedEvent &
	ReadEvent & {
		contact: string;
		writer: number;
		/** The contact has one of this id, confirmed: it goes. */
		replaces?: true;
	};
/** `contact` is empty for events of the workspace's `live` log. */
export type PendingEvent = {
	room: Room;
	contact: string;
	event: DomainEvent;
	/** The lease under which the engine decided it. */
	fence?: number;
	/** What the engine decided at once: the id of the first of it. It goes whole or not at all. */
	turn?: string;
	/** A log that is no more had confirmed it; what the engine did goes under the present lease. */
	again?: true;
	/** Decided under a log before this one, which may have had it: it is written as it is. */
	held?: true;
	/** The news that the engine decided it on: news again when it is withdrawn. */
	decidedOn?: InboxItem;
};
/** `arrivedAt`: when this device learnt of it; absent in what an earlier release has stored. */
export type InboxItem = {
	id: string;
	contact: string;
	at: Instant;
	arrivedAt?: Instant;
	/** The cursor of the commit that brought it; absent in what was written here. */
	seq?: number;
};
/** `at`: since when the run waits. */
export type QueuedRun = { id: string; contact: string; at: Instant };
/**
 * `id` is the run's id, a conversation's for a snooze, or both a conversation's and a workflow's
 * for a silence: one timer each.
 */
export type Timer = {
	id: string;
	contact: string;
	due: Instant;
	what:
		| { run: string; node: string; visit: number }
		| { unsnooze: string }
		| { episode: { workflow: string; conversation: string; key: string } };
};

/**
 * The relay as a core sees it: one ordered stream of facts each way. It reconnects by itself; a
 * core only hears `up` and `down`.
 */
export type Relay = {
	start(listener: RelayListener): void;
	/**
	 * Sends what belongs together, one update for each room: the relay stores all of it or nothing.
	 * The answer comes as `acked` or `refused` with the same number.
	 */
	push(push: { id: number; fence: number; parts: readonly Part[] }): void;
	/** Asks for everything after `cursor`, then live entries. */
	follow(cursor: number): void;
	/** Asks for the engine's lease, or renews it; answered by `lease`. */
	requestLease(asked: LeaseRequest): void;
	releaseLease(): void;
	/** Asks for all of a contact at once; answered by `ahead`. Absent where nothing is missing. */
	fetch?(contact: string): void;
	/** Gives the connection up for a new one: what was on its way on the old one is never heard. */
	reconnect(): void;
	stop(): void;
};

export type LeaseRequest = {
	/** `LEASE_PREFERENCE`: a higher one takes the lease over at its holder's next renewal. */
	preference: number;
	/** How far the holder has come with the feed. */
	handled?: number | undefined;
	/** Decisions wait here that this log, which was put back, has lost. */
	restores?: boolean | undefined;
};

export type RelayListener = {
	up(welcome: Welcome): void;
	/** `retryAt` is absent when only a person can bring it back. */
	down(reason: RelayDown, retryAt?: Instant): void;
	/**
	 * How far the relay's clock is ahead of the local one. Told when it is first known, when it has
	 * moved, and when it is known better.
	 */
	clock(measured: MeasuredClock): void;
	entries(entries: FeedEntry[]): void;
	/** Of a contact that was fetched: the feed brings them again. */
	ahead(entries: FeedEntry[]): void;
	/** Everything up to `cursor` has been delivered. */
	caughtUp(cursor: number): void;
	/** `at`: when it was stored; absent where the relay had it before. */
	acked(id: number, seq: number, at?: Instant): void;
	/** `now`: the relay's clock, where ours is what was wrong. */
	refused(id: number, code: number, reason: string, now?: Instant): void;
	/** `holder` is the principal that runs the engine now; absent when nobody does. */
	lease(lease: {
		held: boolean;
		fence: number;
		ttlMs: number;
		holder?: string | undefined;
		/** Up to here the engine needs nothing of the feed any more. */
		handled?: number | undefined;
	}): void;
	/** Teammates with a live connection, for assignment; only hosts of the engine are told. */
	online(teammates: string[]): void;
};

/**
 * `epoch` changes when the relay's log was replaced (restored from a backup): cursors of another
 * epoch mean nothing.
 */
export type Welcome = {
	epoch: string;
	head: number;
	now: Instant;
	/** What of `now` may be the network's: so long it took to be answered. */
	roundTripMs: number;
	principal: string;
	role: Role;
	workspace: string;
	/** As in `lease`. */
	handled?: number | undefined;
	/** It brings a contact ahead of the feed, where that is asked for. */
	early?: boolean | undefined;
};

/** What a push writes to one room. */
export type Part = { readonly room: Room; readonly update: Uint8Array };

/** `at`: when the relay stored it; absent in a snapshot. */
export type FeedEntry = { seq: number; room: Room; update: Uint8Array; at?: Instant };

/** `token`: a person must sign in again. `gone`: this device was revoked and must wipe itself. */
export type RelayDown = 'network' | 'token' | 'gone' | 'restarting' | 'rate';

/**
 * One core per browser and workspace. Resolves when held; `lost` never fires in a healthy browser.
 */
export type Lock = { acquire(): Promise<{ release(): void }> };
