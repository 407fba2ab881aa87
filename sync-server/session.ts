import { ClientMessage } from '../src/lib/sync/client-message';
import { MAX_ROOM_LENGTH } from '../src/lib/model/room';
import { isTeam } from '../src/lib/model/role';
import {
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
import { rangeOf } from './address';
import type { Write } from './bounds';
import type { Compactor } from './compaction';
import type { Connection, Grant, Hindrance, Refusal } from './connection';
import type { Answer, Feed, Follower } from './feed';
import { type EarlySource, type FirstAsked, showFirst } from './first-sync';
import type { Judge } from './judge';
import type { Asker, Lease } from './lease';
import type { Limits } from './limits';
import type { Log } from './log';
import type { Owners } from './owners';
import { type Problem, takePush } from './push';
import type { Member } from './room';
import type { Rooms } from './rooms';
import type { createCommits } from './commits';
import { PLAIN, Slots } from './slots';
import { WatchedConnection } from './slow-reader';
import type { World } from '../src/lib/core/ports';

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
	mayBeHeard(grant: Grant, range: string, cost: number): boolean;
	mayStore(grant: Grant, range: string, writes: readonly Write[]): Hindrance | undefined;
	/** Whether there is a socket left for one of whom it is known now who it is. */
	maySit(session: Session, grant: Grant): Hindrance | undefined;
	early: EarlySource;
	tellOnline(): void;
	left(session: Session): void;
	/** Its socket is gone; closed, it may have been left open by its peer for a while. */
	gone(session: Session): void;
};

/** A token that has run out is tolerated this long, for the refresh that is under way. */
const TOKEN_GRACE_MS = 30_000;
/** Besides one token per message, long messages cost by length. */
const BYTES_PER_TOKEN = 16 * 1024;

type PushFrame = Extract<BinaryFrame, { type: 'push' }>;

/**
 * One socket from its first message to its last: a mux, or a single y-websocket room. It decides
 * who speaks and where; what is said is the room's business.
 *
 * S1 Before the token is verified nothing is looked up and at most `MAX_HELLO_BYTES` are kept.
 * S2 An unknown room and a forbidden one get the same answer (abuse case 1).
 * S3 Closing is final: nothing is sent after it, and nothing more is accepted. What was accepted
 *    before is stored all the same.
 *
 * A class, because thousands of them lie idle.
 */
export class Session {
	readonly #services: Services;
	readonly #socket: Connection;
	readonly #connection: Connection;
	readonly #address: string;
	readonly #range: string;
	readonly #slots: Slots;
	#grant: Grant | undefined;
	/** When its token runs out, by `elapsed()`: setting the clock back makes no token last longer. */
	#endsAt = Infinity;
	#isPlain = false;
	#isClosed = false;
	#isGone = false;
	/** What comes before the token is verified. */
	#early: Early | undefined;
	#status: 'online' | 'away' = 'online';
	#toldOnline = '';
	#asker: Asker | undefined;
	/** Of a mux whose token was verified. */
	follower: Follower | undefined;

	constructor(services: Services, socket: Connection, address: string) {
		this.#services = services;
		this.#socket = socket;
		this.#address = address;
		this.#range = rangeOf(address);
		this.#connection = new WatchedConnection(socket, services.limits, () => {
			services.counts.dropped++;
			this.close(CLOSE.rate, 'reads too slowly');
		});
		this.#slots = new Slots(services, this, this.#connection, this.#range);
	}

	principal(): Grant | undefined {
		return this.#grant;
	}

	/** It is in one room, and its channel 0 is the socket itself. */
	isPlain(): boolean {
		return this.#isPlain;
	}

	isClosed(): boolean {
		return this.#isClosed;
	}

	/** Its socket was lost: nobody closed it. */
	isGone(): boolean {
		return this.#isGone;
	}

	message(data: string | Uint8Array): void {
		if (this.#isClosed) return;
		if (data.length > MAX_FRAME_BYTES) return this.close(CLOSE.tooLarge, 'a frame too large');
		if (!this.#grant) return this.#beforeHello(data);
		const cost = 1 + Math.floor(data.length / BYTES_PER_TOKEN);
		if (!this.#services.mayBeHeard(this.#grant, this.#range, cost)) {
			return this.close(CLOSE.rate, 'too many messages');
		}
		if (this.#isPlain) {
			if (typeof data === 'string') this.close(CLOSE.refused, 'text where bytes belong');
			else this.#slots.hear(PLAIN, data);
		} else if (typeof data === 'string') this.#onControl(data, this.#grant);
		else this.#onBinary(data, this.#grant);
	}

	/** The transport lost the socket. */
	gone(): void {
		this.#services.gone(this);
		if (this.#isClosed) return;
		this.#isClosed = this.#isGone = true;
		this.#leave();
	}

	close(code: number, reason: string): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#socket.close(code, reason);
		this.#leave();
	}

	/** Somebody lost rights: closes if it is the one who speaks here, or turns out to be. */
	revoke(isMeant: (who: Grant) => boolean): void {
		if (this.#grant && isMeant(this.#grant)) this.close(CLOSE.token, 'rights changed');
		else if (this.#early?.isVerifying) this.#early.revocations.push(isMeant);
	}

	enterRoom(verified: Grant, room: string): void {
		this.#isPlain = true;
		const hindrance = this.#services.maySit(this, verified);
		if (hindrance) return this.close(hindrance.code, hindrance.reason);
		this.#take(verified);
		this.#slots.enter(PLAIN, room, verified);
	}

	isOnlineTeammate(): boolean {
		const grant = this.#grant;
		const isPerson = grant && isTeam(grant.role) && grant.role !== 'runner';
		return Boolean(isPerson) && !this.#isPlain && !this.#isClosed && this.#status === 'online';
	}

	/** Only hosts of the engine are told, and only what has changed. */
	tellOnline(teammates: string[]): void {
		if (!this.#asker?.device || !this.#services.lease.isAsking(this.#asker.device)) return;
		const message = encodeControl({ t: 'online', teammates });
		if (message === this.#toldOnline || this.#isClosed) return;
		this.#toldOnline = message;
		this.#connection.send(message);
	}

	tick(): void {
		if (!this.#grant) return;
		const grace = this.#isPlain ? 0 : TOKEN_GRACE_MS;
		if (this.#endsAt + grace <= this.#services.world.elapsed()) {
			return this.close(CLOSE.token, 'the token has expired');
		}
		this.#slots.keepAlive();
	}

	control(message: ServerMessage): void {
		if (!this.#isClosed) this.#connection.send(encodeControl(message));
	}

	/** The operator hears of what was refused. */
	tell(name: string, code: number, reason: string): void {
		// A name that is no room's may be as long as a frame.
		const room = name.slice(0, MAX_ROOM_LENGTH);
		const principal = this.#grant?.id ?? '';
		this.#services.refused({ principal, address: this.#address, room, code, reason });
	}

	#leave(): void {
		const { feed, lease } = this.#services;
		this.#slots.leaveAll();
		if (this.follower) feed.drop(this.follower);
		this.follower = undefined;
		if (this.#asker?.device) lease.leave(this.#asker);
		this.#services.left(this);
		if (this.#grant && isTeam(this.#grant.role)) this.#services.tellOnline();
	}

	async #hello(early: Early, token: string, version: number) {
		const services = this.#services;
		const connection = this.#connection;
		if (version !== WIRE_VERSION) {
			return this.close(CLOSE.refused, 'another version of the protocol');
		}
		early.isVerifying = true;
		const verified = await services.verify(token);
		early.isVerifying = false;
		if (this.#isClosed) return;
		if (!verified) return this.close(CLOSE.token, 'the token is not valid');
		if (early.revocations.some((isMeant) => isMeant(verified))) {
			return this.close(CLOSE.token, 'no rights');
		}
		const hindrance = services.maySit(this, verified);
		if (hindrance) return this.close(hindrance.code, hindrance.reason);
		this.#take(verified);
		this.#asker = {
			device: verified.device,
			principal: verified.id,
			role: verified.role,
			answer: (answer) => this.control({ t: 'lease', ...answer }),
		};
		this.follower = { who: verified, connection };
		this.control({
			t: 'welcome',
			epoch: services.log.epoch,
			head: services.log.head(),
			now: services.world.now(),
			principal: verified.id,
			role: verified.role,
			workspace: services.workspace,
			...(isTeam(verified.role) && { early: true, ...services.lease.handled() }),
		});
		if (isTeam(verified.role)) services.tellOnline();
		this.#early = undefined;
		for (const each of early.messages) this.message(each);
	}

	#take(verified: Grant): void {
		const { world } = this.#services;
		this.#grant = verified;
		this.#endsAt = world.elapsed() + verified.expiresAt - world.now();
	}

	async #refresh(token: string) {
		const verified = await this.#services.verify(token);
		if (this.#isClosed) return;
		const isSame = verified?.id === this.#grant?.id && verified?.role === this.#grant?.role;
		if (verified && isSame) this.#take(verified);
		else this.close(CLOSE.token, 'the token is not valid');
	}

	#beforeHello(data: string | Uint8Array): void {
		const early = (this.#early ??= {
			isVerifying: false,
			revocations: [],
			messages: [],
			bytes: 0,
		});
		early.bytes += data.length;
		if (early.bytes > MAX_HELLO_BYTES) {
			return this.close(CLOSE.token, 'too much before the hello');
		}
		if (early.isVerifying) return void early.messages.push(data);
		const message = typeof data === 'string' ? decodeControl(ClientMessage, data) : undefined;
		if (message?.t === 'hello') void this.#hello(early, message.token, message.v);
		else this.close(CLOSE.token, 'the first message must be a hello');
	}

	#onControl(text: string, who: Grant): void {
		const { world, feed, lease, tellOnline } = this.#services;
		const message = decodeControl(ClientMessage, text);
		if (!message) return this.close(CLOSE.refused, 'not a message of this protocol');
		switch (message.t) {
			case 'hello':
				return this.close(CLOSE.refused, 'a second hello');
			case 'token':
				return void this.#refresh(message.token);
			case 'feed':
				return this.follower && feed.follow(this.follower, message.since);
			case 'early':
			case 'fetch':
				return this.#showFirst(message, who);
			case 'open':
				return this.#slots.enter(message.channel, message.room, who);
			case 'close':
				return this.#slots.leave(message.channel);
			case 'lease':
				if (!isTeam(who.role)) {
					return this.close(CLOSE.forbidden, 'no right to run automation');
				}
				if (this.#asker) lease.ask(this.#asker, message);
				return tellOnline();
			case 'release':
				return this.#asker && lease.release(this.#asker.device);
			case 'status':
				this.#status = message.status;
				return tellOnline();
			case 'ping':
				return this.control({ t: 'pong', sent: message.sent, now: world.now() });
		}
	}

	#showFirst(asked: FirstAsked, who: Grant): void {
		const { follower } = this;
		const asker = { who, range: this.#range, isOver: () => this.#isClosed };
		const hindrance = follower && showFirst(this.#services, asked, { ...asker, follower });
		if (hindrance) this.close(hindrance.code, hindrance.reason);
	}

	#onBinary(bytes: Uint8Array, who: Grant): void {
		const frame = decodeBinary(bytes);
		if (frame?.type === 'channel') this.#slots.hear(frame.channel, frame.data);
		else if (frame?.type === 'push') this.#onPush(frame, who);
		else this.close(CLOSE.refused, 'not a frame of this protocol');
	}

	#onPush({ push, fence, parts }: PushFrame, who: Grant): void {
		takePush(this.#services, {
			parts,
			who,
			range: this.#range,
			fence,
			origin: {
				last: { push: { session: this, number: push } },
				other: { push: { session: this, number: undefined } },
			},
			isOver: () => this.#isClosed,
			refuse: (problem) => this.#refuse(push, problem),
			nothingNew: (seq) => {
				if (this.follower) this.#services.feed.answer(this.follower, { t: 'ack', push, seq });
			},
		});
	}

	#refuse(push: number, { room, code, reason }: Problem): void {
		// A clock that is wrong is nobody's attack.
		if (code === CLOSE.clock) {
			const now = this.#services.world.now();
			return this.control({ t: 'refused', push, code, reason, now });
		}
		this.tell(room, code, reason);
		const message = { t: 'refused', push, code, reason } as const;
		if (code !== CLOSE.exists) this.control(message);
		else this.#services.answerBehind(this.follower, () => message);
	}
}

type Early = {
	isVerifying: boolean;
	/** Of those who lost rights while the token was looked at. */
	revocations: ((who: Grant) => boolean)[];
	messages: (string | Uint8Array)[];
	bytes: number;
};
