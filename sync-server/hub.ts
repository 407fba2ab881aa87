import type { EarlyPlace } from '../src/lib/model/early-place';
import type { Role } from '../src/lib/model/role';
import { CLOSE } from '../src/lib/sync/wire';
import { createBounds, type Write } from './bounds';
import { createCommits, type Accepted, type Durable } from './commits';
import { createCompactor, type Compact } from './compaction';
import type { Connection, Grant, Hindrance, Refusal } from './connection';
import type { EarlySource } from './first-sync';
import { createFeed, type Answer, type FeedItem, type Follower } from './feed';
import { createLease } from './lease';
import { LIMITS, type Limits } from './limits';
import type { Log } from './log';
import { ACK, updateMessage } from './messages';
import type { Room } from './room';
import { createOwners } from './owners';
import { createOwnWrites } from './own-writes';
import { createRooms } from './rooms';
import { createJudge } from './judge';
import { createSetAside } from './set-aside';
import { trialsHere, type Trials } from './trials';
import { type Origin, Session } from './session';
import type { World } from '../src/lib/core/ports';

/**
 * The relay without its transport: sessions, rooms, the feed, the lease. It opens no socket, reads
 * no clock and no environment, so that the simulation runs this very code.
 *
 * H1 Nothing is forwarded or acked before it is durable; presence goes at once.
 * H2 The original bytes are forwarded, and never to the member that sent them.
 * H3 Rights are asked on every write and for every entry, not only at the door.
 */
export type Hub = ReturnType<typeof createHub>;

export type HubOptions = {
	log: Log;
	/** `after(0)` must run after what is readable now has been read: once per turn. */
	world: World;
	workspace: string;
	/** Undefined for a token that is expired, revoked, or not ours. */
	verify(token: string): Promise<Grant | undefined>;
	/** From `readLease(log)`. */
	lease?: { fence: number; holder: string };
	limits?: Partial<Limits>;
	/** Whether the disk takes what this role writes. */
	problem?(role: Role): Hindrance | undefined;
	compact?: Compact;
	trials?: Trials;
	refused?(refusal: Refusal): void;
	report(error: unknown, where: string): void;
};

const TICK_MS = 15_000;

export function createHub(options: HubOptions) {
	const { world, workspace, verify, report } = options;
	const limits = { ...LIMITS, ...options.limits };
	const aside = createSetAside(options.log, report);
	const { log } = aside;
	const trials = options.trials ?? trialsHere();
	const sessions = new Set<Session>();
	const rooms = createRooms({ log, aside, trials, limits, now: () => world.now(), report });
	const feed = createFeed({ log, world, limits, report });
	const lease = createLease({
		log,
		world,
		report,
		afterWrites: (callback) => commits.afterAll(callback),
		...(options.lease ?? { fence: 0, holder: '' }),
	});
	const compactor = createCompactor({ ...options, log, aside, limits });
	const commits = createCommits<Origin>({ log, world, onDurable, onFailure });
	const owners = createOwners({ log, limits, report });
	const judge = createJudge({ log, rooms, trials, commits, report });
	const bounds = createBounds(limits, world.elapsed);
	const counts = { accepted: 0, refused: 0, commits: 0, commitFailures: 0, dropped: 0 };
	let early: EarlySource = async () => undefined;
	let cancelTick = () => {};
	let isStopping = false;

	function onDurable(batch: Durable<Origin>[]): void {
		counts.commits++;
		const byRoom = groupByRoom(batch);
		for (const [room, entries] of byRoom) {
			for (const { seq, update, claims } of entries) {
				room.durable(seq, update);
				owners.settle(claims);
			}
			forward(room, entries);
		}
		for (const { origin } of batch) {
			if (origin.member?.wantsAcks) origin.member.send(ACK);
			origin.done?.();
		}
		world.passing?.('relay.midBroadcast');
		const isAsked = feed.size() > 0 || batch.some(({ origin }) => origin.push);
		if (isAsked) feed.deliver(batch.map(feedItem));
		world.passing?.('relay.afterAck');
		for (const room of byRoom.keys()) {
			rooms.settle(room);
			compactor.consider(room);
		}
	}

	function onFailure(batch: Accepted<Origin>[], error: unknown): void {
		counts.commitFailures++;
		report(error, 'writing the log');
		for (const { room, origin } of batch) {
			room.counts.inFlight--;
			origin.done?.('the log cannot be written');
		}
		// Memory has run ahead of the disk: everybody starts over from what is really stored.
		rooms.clear();
		owners.clear();
		closeAll(CLOSE.restarting, 'the relay cannot store');
	}

	function closeAll(code: number, reason: string): void {
		for (const session of [...sessions]) session.close(code, reason);
	}

	function tick(): void {
		for (const session of [...sessions]) session.tick();
		schedule();
	}

	function schedule(): void {
		cancelTick = sessions.size === 0 || isStopping ? () => {} : world.after(TICK_MS, tick);
	}

	function tellOnline(): void {
		const team = [...sessions].filter((session) => session.isOnlineTeammate());
		const teammates = [...new Set(team.flatMap((session) => session.principal()?.id ?? []))].sort();
		for (const session of sessions) session.tellOnline(teammates);
	}

	const services = {
		log,
		world,
		workspace,
		limits,
		rooms,
		feed,
		lease,
		commits,
		judge,
		owners,
		verify,
		report,
		refused(refusal: Refusal) {
			counts.refused++;
			options.refused?.(refusal);
		},
		answerBehind(follower: Follower | undefined, answer: () => Answer) {
			commits.afterAll((isStored) => isStored && follower && feed.answer(follower, answer()));
		},
		counts,
		compactor,
		mayBeHeard: bounds.mayBeHeard,
		mayStore: (who: Grant, range: string, writes: readonly Write[]) =>
			options.problem?.(who.role) ?? bounds.mayStore(who, range, writes),
		maySit: bounds.maySit,
		early: (before?: EarlyPlace) =>
			early(before).catch((error: unknown) => {
				report(error, 'reading the first rows');
				return undefined;
			}),
		tellOnline,
		left(session: Session) {
			sessions.delete(session);
			if (sessions.size === 0) cancelTick();
		},
		gone: bounds.leave,
	};

	function enter(connection: Connection, address: string): Session {
		const session = new Session(services, connection, address);
		sessions.add(session);
		bounds.enter(session, address);
		if (sessions.size === 1) schedule();
		return session;
	}

	return {
		/** Asked before the upgrade is answered. */
		mayEnter: bounds.mayEnter,
		/** A socket that is no session yet counts as one until it is let go of. */
		hold(address: string): () => void {
			const seat = {};
			bounds.enter(seat, address);
			return () => bounds.leave(seat);
		},
		/** A mux: the first message must be its hello. */
		connect(connection: Connection, peer: { address: string }): Session {
			return enter(connection, peer.address);
		},
		/** A plain y-websocket room; the token has been checked at the door. */
		connectRoom(
			connection: Connection,
			peer: { address: string; grant: Grant; room: string },
		): Session {
			const session = enter(connection, peer.address);
			session.enterRoom(peer.grant, peer.room);
			return session;
		},
		/**
		 * A principal, or one of its devices, lost rights: its sockets close now, and come back if
		 * they may.
		 */
		revoke(principal: string, device?: string): void {
			const isMeant = (who: Grant) =>
				who.id === principal && (device === undefined || who.device === device);
			for (const session of [...sessions]) session.revoke(isMeant);
		},
		/** The runner beside the relay knows what a new device shows first. */
		tellEarly: (source: EarlySource) => void (early = source),
		...createOwnWrites({ log, world, rooms, judge, commits }),
		/**
		 * Refuses newcomers' messages, closes everybody with 4503 and resolves when all is durable.
		 */
		async stop(): Promise<void> {
			isStopping = true;
			cancelTick();
			lease.stop();
			closeAll(CLOSE.restarting, 'the relay restarts');
			while (!commits.isIdle())
				await new Promise((resolve) => void world.after(5, () => resolve(0)));
			await compactor.stop();
		},
		stats: () => ({
			...counts,
			...bounds.counts,
			sessions: sessions.size,
			rooms: rooms.size(),
			followers: feed.size(),
			compactions: compactor.done(),
			setAside: aside.count(),
			head: log.head(),
			fence: lease.state().fence,
			isLeased: world.elapsed() < lease.state().until,
		}),
	};
}

function groupByRoom(batch: Durable<Origin>[]): Map<Room, Durable<Origin>[]> {
	const byRoom = new Map<Room, Durable<Origin>[]>();
	for (const entry of batch) {
		const entries = byRoom.get(entry.room);
		if (entries) entries.push(entry);
		else byRoom.set(entry.room, [entry]);
	}
	return byRoom;
}

/** H2: the same messages to all, and to an author all but its own. */
function forward(room: Room, entries: Durable<Origin>[]): void {
	const authors = new Set(entries.map(({ origin }) => origin.member));
	const [first] = room.members;
	// A room whose only member is the only author: the common case of a desk, and nothing to build.
	if (!first || (room.members.size === 1 && authors.size === 1 && authors.has(first))) return;
	const messages = entries.map(({ update }) => updateMessage(update));
	for (const member of room.members) {
		if (!authors.has(member)) member.sendAll(messages);
		else member.sendAll(messages, (index) => entries[index]!.origin.member === member);
	}
}

function feedItem({ seq, at, room, update, origin: { push } }: Durable<Origin>): FeedItem {
	const entry = { seq, at, room: room.name, update };
	if (!push) return entry;
	const { session, number } = push;
	return { ...entry, pusher: session.follower, push: number };
}
