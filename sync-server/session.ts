import { assert } from '../src/lib/base/assert';
import { MAX_ROOM_LENGTH, parseRoom } from '../src/lib/model/room';
import { accessTo, isTeam } from '../src/lib/model/role';
import {
	ClientMessage,
	type BinaryFrame,
	CLOSE,
	decodeBinary,
	decodeControl,
	encodeControl,
	MAX_FRAME_BYTES,
	MAX_HELLO_BYTES,
	WIRE_VERSION,
	type ServerMessage,
} from '../src/lib/sync/wire';
import type { Write } from './bounds';
import { Channel } from './channel';
import { enterChapter } from './chapters';
import type { Compactor } from './compaction';
import type { Connection, Grant, Hindrance, Refusal } from './connection';
import type { Answer, Feed, Follower } from './feed';
import type { Judge } from './judge';
import type { Asker, Lease } from './lease';
import type { Limits } from './limits';
import type { Log } from './log';
import { ACK } from './messages';
import type { Owners } from './owners';
import { type Problem, store, takePush } from './push';
import type { Verdict } from './guard';
import { memberOf } from './member';
import { judgeMember } from './member-write';
import type { Member, Room } from './room';
import type { Rooms } from './rooms';
import type { createCommits } from './commits';
import { WatchedConnection } from './slow-reader';
import type { World } from '../src/lib/core/ports';

/**
 * One socket from its first message to its last: a mux, or a single y-websocket room. It decides
 * who speaks and where; what is said is the room's business.
 *
 * S1 Before the token is verified nothing is looked up and at most `MAX_HELLO_BYTES` are kept.
 * S2 An unknown room and a forbidden one get the same answer (abuse case 1).
 * S3 Closing is final: nothing is sent after it, and nothing more is accepted. What was accepted
 *    before is stored all the same.
 */
export type Session = ReturnType<typeof createSession>;

/** Where an accepted update came from: a member of the room, a push, or the relay itself. */
export type Origin = {
	member?: Member;
	/** Without a number, something else of the same push comes after it and is what is acked. */
	push?: { session: Session; number: number | undefined };
	done?: (problem?: string) => void;
};

export type Services = {
	log: Log;
	world: World;
	workspace: string;
	limits: Limits;
	rooms: Rooms;
	feed: Feed;
	lease: Lease;
	judge: Judge;
	owners: Owners;
	commits: ReturnType<typeof createCommits<Origin>>;
	verify(token: string): Promise<Grant | undefined>;
	report(error: unknown, where: string): void;
	refused(refusal: Refusal): void;
	/** What stands there already may be on its way to the disk: it is told first. */
	answerBehind(follower: Follower | undefined, answer: () => Answer): void;
	compactor: Compactor;
	counts: { accepted: number; dropped: number };
	mayBeHeard(grant: Grant, address: string, cost: number): boolean;
	mayStore(grant: Grant, address: string, writes: readonly Write[]): Hindrance | undefined;
	/** Whether there is a socket left for one of whom it is known now who it is. */
	maySit(session: Session, grant: Grant): Hindrance | undefined;
	tellOnline(): void;
	left(session: Session): void;
	/** Its socket is gone; closed, it may have been left open by its peer for a while. */
	gone(session: Session): void;
};

/** Its channel 0 is the socket itself. */
const PLAIN = 0;
/** A token that has run out is tolerated this long, for the refresh that is under way. */
const TOKEN_GRACE_MS = 30_000;
/** Besides one token per message, long messages cost by length. */
const BYTES_PER_TOKEN = 16 * 1024;

type PushFrame = Extract<BinaryFrame, { type: 'push' }>;
type Slot = { room?: Room; channel?: Channel; waiting: Uint8Array[] };

export function createSession(services: Services, socket: Connection, address: string) {
	const { world, limits, rooms, feed, lease, counts } = services;
	const connection = new WatchedConnection(socket, limits, () => {
		counts.dropped++;
		close(CLOSE.rate, 'reads too slowly');
	});
	const slots = new Map<number, Slot>();
	let grant: Grant | undefined;
	/** When its token runs out, by `elapsed()`: setting the clock back makes no token last longer. */
	let endsAt = Infinity;
	let isPlain = false;
	let isVerifying = false;
	let isClosed = false;
	let isGone = false;
	/** Of those who lost rights while the token was looked at. */
	const revocations: ((who: Grant) => boolean)[] = [];
	let early: (string | Uint8Array)[] = [];
	let earlyBytes = 0;
	let status: 'online' | 'away' = 'online';
	let toldOnline = '';
	let follower: Follower | undefined;
	const asker: Asker = {
		device: '',
		principal: '',
		role: 'contact',
		answer: (answer) => control({ t: 'lease', ...answer }),
	};

	function control(message: ServerMessage): void {
		if (!isClosed) connection.send(encodeControl(message));
	}

	function close(code: number, reason: string): void {
		if (isClosed) return;
		isClosed = true;
		socket.close(code, reason);
		leave();
	}

	function leave(): void {
		for (const id of [...slots.keys()]) leaveRoom(id);
		if (follower) feed.drop(follower);
		follower = session.follower = undefined;
		if (asker.device) lease.leave(asker);
		services.left(session);
		if (grant && isTeam(grant.role)) services.tellOnline();
	}

	async function hello(token: string, version: number) {
		if (version !== WIRE_VERSION) return close(CLOSE.refused, 'another version of the protocol');
		isVerifying = true;
		const verified = await services.verify(token);
		isVerifying = false;
		if (isClosed) return;
		if (!verified) return close(CLOSE.token, 'the token is not valid');
		if (revocations.some((isMeant) => isMeant(verified))) return close(CLOSE.token, 'no rights');
		const hindrance = services.maySit(session, verified);
		if (hindrance) return close(hindrance.code, hindrance.reason);
		take(verified);
		asker.device = verified.device;
		asker.principal = verified.id;
		asker.role = verified.role;
		follower = session.follower = { who: verified, connection };
		control({
			t: 'welcome',
			epoch: services.log.epoch,
			head: services.log.head(),
			now: world.now(),
			principal: verified.id,
			role: verified.role,
			workspace: services.workspace,
		});
		if (isTeam(verified.role)) services.tellOnline();
		const messages = early;
		early = [];
		for (const each of messages) handle(each);
	}

	function take(verified: Grant): void {
		grant = verified;
		endsAt = world.elapsed() + verified.expiresAt - world.now();
	}

	async function refresh(token: string) {
		const verified = await services.verify(token);
		if (isClosed) return;
		const isSame = verified?.id === grant?.id && verified?.role === grant?.role;
		if (verified && isSame) take(verified);
		else close(CLOSE.token, 'the token is not valid');
	}

	function handle(data: string | Uint8Array): void {
		if (isClosed) return;
		if (data.length > MAX_FRAME_BYTES) return close(CLOSE.tooLarge, 'a frame too large');
		if (!grant) return beforeHello(data);
		const cost = 1 + Math.floor(data.length / BYTES_PER_TOKEN);
		if (!services.mayBeHeard(grant, address, cost)) return close(CLOSE.rate, 'too many messages');
		if (isPlain) {
			if (typeof data === 'string') close(CLOSE.refused, 'text where bytes belong');
			else toChannel(PLAIN, data);
		} else if (typeof data === 'string') onControl(data, grant);
		else onBinary(data, grant);
	}

	function beforeHello(data: string | Uint8Array): void {
		earlyBytes += data.length;
		if (earlyBytes > MAX_HELLO_BYTES) return close(CLOSE.token, 'too much before the hello');
		if (isVerifying) return void early.push(data);
		const message = typeof data === 'string' ? decodeControl(ClientMessage, data) : undefined;
		if (message?.t === 'hello') void hello(message.token, message.v);
		else close(CLOSE.token, 'the first message must be a hello');
	}

	function onControl(text: string, who: Grant): void {
		const message = decodeControl(ClientMessage, text);
		if (!message) return close(CLOSE.refused, 'not a message of this protocol');
		switch (message.t) {
			case 'hello':
				return close(CLOSE.refused, 'a second hello');
			case 'token':
				return void refresh(message.token);
			case 'feed':
				return follower && feed.follow(follower, message.since);
			case 'open':
				return enterRoom(message.channel, message.room, who);
			case 'close':
				return leaveRoom(message.channel);
			case 'lease':
				if (!isTeam(who.role)) return close(CLOSE.forbidden, 'no right to run automation');
				lease.ask(asker, message.preference);
				return services.tellOnline();
			case 'release':
				return lease.release(asker.device);
			case 'status':
				status = message.status;
				return services.tellOnline();
			case 'ping':
				return control({ t: 'pong', sent: message.sent, now: world.now() });
		}
	}

	function onBinary(bytes: Uint8Array, who: Grant): void {
		const frame = decodeBinary(bytes);
		if (frame?.type === 'channel') toChannel(frame.channel, frame.data);
		else if (frame?.type === 'push') onPush(frame, who);
		else close(CLOSE.refused, 'not a frame of this protocol');
	}

	function onPush({ push, fence, parts }: PushFrame, who: Grant): void {
		takePush(services, {
			parts,
			who,
			address,
			fence,
			origin: {
				last: { push: { session, number: push } },
				other: { push: { session, number: undefined } },
			},
			isOver: () => isClosed,
			refuse: (problem) => refuse(push, problem),
			nothingNew(lastSeq) {
				if (follower) feed.answer(follower, { t: 'ack', push, seq: lastSeq });
			},
		});
	}

	function refuse(push: number, { room, code, reason }: Problem): void {
		// A clock that is wrong is nobody's attack.
		if (code === CLOSE.clock) {
			return control({ t: 'refused', push, code, reason, now: world.now() });
		}
		tell(room, code, reason);
		const message = { t: 'refused', push, code, reason } as const;
		if (code !== CLOSE.exists) control(message);
		else services.answerBehind(follower, () => message);
	}

	function tell(name: string, code: number, reason: string): void {
		// A name that is no room's may be as long as a frame.
		const room = name.slice(0, MAX_ROOM_LENGTH);
		services.refused({ principal: grant?.id ?? '', address, room, code, reason });
	}

	function toChannel(id: number, data: Uint8Array): void {
		const slot = slots.get(id);
		// A channel that was just closed may still be spoken to; nobody is harmed by not listening.
		if (!slot) return;
		if (slot.channel) slot.channel.message(data);
		else if (slot.waiting.length < limits.roomGaps) slot.waiting.push(data);
		else closeRoom(id, CLOSE.rate, 'too many messages while the room loads');
	}

	function enterRoom(id: number, name: string, who: Grant): void {
		if (slots.has(id) || slots.size >= limits.channels) {
			return close(CLOSE.refused, 'a channel too many');
		}
		const parsed = parseRoom(name);
		const slot: Slot = { waiting: [] };
		slots.set(id, slot);
		if (!parsed || accessTo(parsed, who) === 'none') {
			tell(name, CLOSE.forbidden, 'no such room');
			return closeRoom(id, CLOSE.forbidden, 'no such room');
		}
		enterChapter(services, { name, parsed, who }, (room, { code, reason }) => {
			// It may have been closed, and even opened anew, while the room was loading.
			if (slots.get(id) !== slot) return;
			if (!room) return closeRoom(id, code, reason);
			slot.room = room;
			const close: Member['close'] = (code, reason) => closeRoom(id, code, reason);
			const member = memberOf({ who, connection, close, ...(!isPlain && { channel: id }) });
			const write = (update: Uint8Array) => writeAsMember(room, member, update);
			slot.channel = new Channel(room, member, services, write);
			for (const data of slot.waiting.splice(0)) slot.channel.message(data);
		});
	}

	function writeAsMember(room: Room, member: Member, update: Uint8Array): void {
		assert(grant, 'a member has said hello');
		const who = grant;
		// Who only left has its last words stored, if memory has not started over since.
		const isOver = () => isClosed && !(isGone && rooms.isHere(room));
		judgeMember(services, {
			room,
			who,
			update,
			isOver,
			refuse: ({ code, reason }) => member.close(code, reason),
			settle: (verdict) => !isOver() && settle(room, member, who, verdict),
		});
	}

	/** Answers whether it is stored. */
	function settle(room: Room, member: Member, who: Grant, done: Verdict): boolean {
		const hindrance =
			done.kind === 'store' ? services.mayStore(who, address, [{ verdict: done }]) : undefined;
		const refused = done.kind === 'refused' ? done : hindrance;
		if (refused) {
			tell(room.name, refused.code, refused.reason);
			member.close(refused.code, refused.reason);
		} else if (done.kind === 'store') {
			store(services, { room, verdict: done }, who, { member });
		} else if (member.wantsAcks) {
			services.commits.afterAll((isStored) => isStored && member.send(ACK));
		}
		return done.kind === 'store' && !refused;
	}

	function closeRoom(id: number, code: number, reason: string): void {
		if (isPlain) return close(code, reason);
		leaveRoom(id);
		control({ t: 'closed', channel: id, code, reason });
	}

	function leaveRoom(id: number): void {
		const slot = slots.get(id);
		slots.delete(id);
		slot?.channel?.leave();
		if (slot?.room) rooms.release(slot.room);
	}

	const session = {
		follower,
		principal: () => grant,
		message: handle,
		/** The transport lost the socket. */
		gone(): void {
			services.gone(session);
			if (isClosed) return;
			isClosed = isGone = true;
			leave();
		},
		close,
		/** Somebody lost rights: closes if it is the one who speaks here, or turns out to be. */
		revoke(isMeant: (who: Grant) => boolean): void {
			if (grant && isMeant(grant)) close(CLOSE.token, 'rights changed');
			else if (isVerifying) revocations.push(isMeant);
		},
		enterRoom(verified: Grant, room: string): void {
			isPlain = true;
			const hindrance = services.maySit(session, verified);
			if (hindrance) return close(hindrance.code, hindrance.reason);
			take(verified);
			enterRoom(PLAIN, room, verified);
		},
		isOnlineTeammate(): boolean {
			const isPerson = grant && isTeam(grant.role) && grant.role !== 'runner';
			return Boolean(isPerson) && !isPlain && !isClosed && status === 'online';
		},
		/** Only hosts of the engine are told, and only what has changed. */
		tellOnline(teammates: string[]): void {
			if (!asker.device || !lease.isAsking(asker.device)) return;
			const message = encodeControl({ t: 'online', teammates });
			if (message === toldOnline || isClosed) return;
			toldOnline = message;
			connection.send(message);
		},
		tick(): void {
			if (!grant) return;
			const grace = isPlain ? 0 : TOKEN_GRACE_MS;
			if (endsAt + grace <= world.elapsed()) return close(CLOSE.token, 'the token has expired');
			for (const { channel } of slots.values()) channel?.keepAlive();
		},
	};
	return session;
}
