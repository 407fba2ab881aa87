import { accessTo } from '../src/lib/model/role';
import { parseRoom } from '../src/lib/model/room';
import type { World } from '../src/lib/core/ports';
import { CLOSE, type ServerMessage } from '../src/lib/sync/wire';
import type { Write } from './bounds';
import { Channel } from './channel';
import { enterChapter } from './chapters';
import type { createCommits } from './commits';
import type { Compactor } from './compaction';
import type { Connection, Grant, Hindrance } from './connection';
import type { Verdict } from './guard';
import type { Judge } from './judge';
import type { Lease } from './lease';
import type { Limits } from './limits';
import type { Log } from './log';
import { RoomMember } from './member';
import { judgeMember } from './member-write';
import { ACK } from './messages';
import type { Owners } from './owners';
import { store } from './push';
import type { Member, Room } from './room';
import type { Rooms } from './rooms';

type Services = {
	log: Log;
	world: World;
	limits: Limits;
	rooms: Rooms;
	judge: Judge;
	owners: Owners;
	lease: Lease;
	commits: ReturnType<typeof createCommits<{ member?: Member }>>;
	compactor: Compactor;
	counts: { accepted: number };
	mayStore(who: Grant, range: string, writes: readonly Write[]): Hindrance | undefined;
	report(error: unknown, where: string): void;
};

/** The session, as its rooms see it. */
type Session = {
	isPlain(): boolean;
	isClosed(): boolean;
	isGone(): boolean;
	control(message: ServerMessage): void;
	close(code: number, reason: string): void;
	tell(room: string, code: number, reason: string): void;
};

/**
 * The rooms that one socket is in, by channel: entering and leaving them, and what is written there
 * as a member. A class, because thousands of them lie idle.
 */
export class Slots {
	readonly #services: Services;
	readonly #session: Session;
	readonly #connection: Connection;
	/** Of its address. */
	readonly #range: string;
	/** Of a mux, by channel; a socket that is in one room needs no map for it. */
	#slots: Map<number, Slot> | undefined;
	#plain: Slot | undefined;

	constructor(services: Services, session: Session, connection: Connection, range: string) {
		this.#services = services;
		this.#session = session;
		this.#connection = connection;
		this.#range = range;
	}

	hear(id: number, data: Uint8Array): void {
		const slot = this.#slotOf(id);
		// A channel that was just closed may still be spoken to; nobody is harmed by not listening.
		if (!slot) return;
		if (slot.channel) return slot.channel.message(data);
		slot.waiting ??= [];
		if (slot.waiting.length < this.#services.limits.roomGaps) slot.waiting.push(data);
		else this.close(id, CLOSE.rate, 'too many messages while the room loads');
	}

	enter(id: number, name: string, who: Grant): void {
		const isFull = (this.#slots?.size ?? 0) >= this.#services.limits.channels;
		if (this.#slotOf(id) || isFull) {
			return this.#session.close(CLOSE.refused, 'a channel too many');
		}
		const parsed = parseRoom(name);
		const slot: Slot = {};
		if (this.#session.isPlain()) this.#plain = slot;
		else (this.#slots ??= new Map()).set(id, slot);
		if (!parsed || accessTo(parsed, who) === 'none') {
			this.#session.tell(name, CLOSE.forbidden, 'no such room');
			return this.close(id, CLOSE.forbidden, 'no such room');
		}
		enterChapter(this.#services, { name, parsed, who }, (room, { code, reason }) => {
			// It may have been closed, and even opened anew, while the room was loading.
			if (this.#slotOf(id) !== slot) return;
			if (!room) return this.close(id, code, reason);
			const channel = this.#join(id, room, who);
			slot.channel = channel;
			// Its first words may have been too much for it.
			if (this.#slotOf(id) !== slot) return this.#leave(channel);
			const waiting = slot.waiting ?? [];
			slot.waiting = undefined;
			for (const data of waiting) channel.message(data);
		});
	}

	leave(id: number): void {
		const channel = this.#slotOf(id)?.channel;
		if (this.#session.isPlain()) this.#plain = undefined;
		else this.#slots?.delete(id);
		if (channel) this.#leave(channel);
	}

	leaveAll(): void {
		if (this.#plain) this.leave(PLAIN);
		for (const id of [...(this.#slots?.keys() ?? [])]) this.leave(id);
	}

	keepAlive(): void {
		this.#plain?.channel?.keepAlive();
		for (const { channel } of this.#slots?.values() ?? []) channel?.keepAlive();
	}

	#slotOf(id: number): Slot | undefined {
		return this.#session.isPlain() ? this.#plain : this.#slots?.get(id);
	}

	#leave(channel: Channel): void {
		channel.leave();
		this.#services.rooms.release(channel.room);
	}

	#join(id: number, room: Room, who: Grant): Channel {
		const place = { channel: id, isPlain: this.#session.isPlain() };
		const member = new RoomMember(who, this.#connection, this, place);
		return new Channel(room, member, this.#services, this);
	}

	/** What a member says is examined, accepted and committed, or answered. */
	write(room: Room, member: RoomMember, update: Uint8Array): void {
		const { who } = member;
		const session = this.#session;
		const { rooms } = this.#services;
		// Who only left has its last words stored, if memory has not started over since.
		const isOver = () => session.isClosed() && !(session.isGone() && rooms.isHere(room));
		judgeMember(this.#services, {
			room,
			who,
			update,
			isOver,
			refuse: ({ code, reason }) => member.close(code, reason),
			settle: (verdict) => !isOver() && this.#settle(room, member, who, verdict),
		});
	}

	/** Answers whether it is stored. */
	#settle(room: Room, member: Member, who: Grant, done: Verdict): boolean {
		const services = this.#services;
		const hindrance =
			done.kind === 'store' ? services.mayStore(who, this.#range, [{ verdict: done }]) : undefined;
		const refused = done.kind === 'refused' ? done : hindrance;
		if (refused) {
			this.#session.tell(room.name, refused.code, refused.reason);
			member.close(refused.code, refused.reason);
		} else if (done.kind === 'store') {
			store(services, { room, verdict: done }, who, { member });
		} else if (member.wantsAcks) {
			services.commits.afterAll((isStored) => isStored && member.send(ACK));
		}
		return done.kind === 'store' && !refused;
	}

	/** Of that one room. */
	close(id: number, code: number, reason: string): void {
		if (this.#session.isPlain()) return this.#session.close(code, reason);
		this.leave(id);
		this.#session.control({ t: 'closed', channel: id, code, reason });
	}
}

type Slot = { channel?: Channel; waiting?: Uint8Array[] | undefined };

/** The channel of a socket that is in one room. */
export const PLAIN = 0;
