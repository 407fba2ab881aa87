import { CLOSE } from '../src/lib/sync/wire';
import type { Compactor } from './compaction';
import type { Limits } from './limits';
import type { Log } from './log';
import {
	KEEP_ALIVE,
	readChannelMessage,
	stepOne,
	stepTwo,
	updateMessage,
	type ChannelMessage,
} from './messages';
import { accessTo, isTeam } from '../src/lib/model/role';
import type { Member, Room } from './room';
import type { RoomMember } from './member';

type Services = {
	log: Log;
	compactor: Compactor;
	limits: Limits;
	report(error: unknown, where: string): void;
};

/** Examines, accepts and commits; answers the member itself. */
type Writer = { write(room: Room, member: RoomMember, update: Uint8Array): void };

/**
 * The conversation of one member with one room, in the words of y-websocket. Joining ends with step
 * 2, and step 2 comes last: `synced` never fires on partial data. A class, because thousands of
 * them lie idle.
 */
export class Channel {
	readonly room: Room;
	readonly #member: RoomMember;
	readonly #services: Services;
	readonly #writer: Writer;
	#hasLeft = false;

	constructor(room: Room, member: RoomMember, services: Services, writer: Writer) {
		this.room = room;
		this.#member = member;
		this.#services = services;
		this.#writer = writer;
		room.members.add(member);
		// Who may not write is not asked what it has.
		if (this.#canWrite()) member.send(stepOne(room.known));
		this.#greet();
	}

	message(bytes: Uint8Array): void {
		const message = readChannelMessage(bytes, this.#services.limits.awarenessStates);
		if (message) this.#answer(message);
		else this.#member.close(CLOSE.refused, 'not a message of this protocol');
	}

	keepAlive(): void {
		this.#member.send(KEEP_ALIVE);
	}

	leave(): void {
		if (this.#hasLeft) return;
		this.#hasLeft = true;
		this.room.members.delete(this.#member);
		if (this.#member.awarenessClient === undefined) return;
		const goodbye = this.room.awareness().leave(this.#member);
		if (goodbye) this.#tellOthers(goodbye);
	}

	#answer(message: ChannelMessage): void {
		switch (message.type) {
			case 'step1':
				return this.#join(message.next);
			case 'update':
				return this.#writer.write(this.room, this.#member, message.update);
			case 'awareness':
				// Presence is a kind of writing: who may only read appears to nobody.
				if (this.#canWrite()) this.#speak(message);
				return;
			case 'queryAwareness':
				return this.#greet();
			case 'wantAcks':
				this.#member.wantsAcks = true;
		}
	}

	#speak({ states }: Extract<ChannelMessage, { type: 'awareness' }>): void {
		const { message, problem } = this.room.awareness().say(this.#member, states);
		if (problem !== undefined) this.#member.close(CLOSE.refused, problem);
		else if (message) this.#tellOthers(message);
	}

	#join(next: (client: number) => number): void {
		const room = this.room;
		const { log, report, compactor } = this.#services;
		const missing = room.missing(next);
		if (missing) {
			this.#member.sendAll([...missing.map(updateMessage), stepTwo(room.deleted)]);
			return;
		}
		readRoom(room, log).then(
			(history) => {
				if (this.#hasLeft) return;
				this.#member.sendAll(history);
				this.#member.send(stepTwo(room.deleted));
				compactor.considerRead(room);
			},
			(error: unknown) => {
				report(error, `reading ${room.name}`);
				this.#member.close(CLOSE.restarting, 'the log cannot be read');
			},
		);
	}

	#greet(): void {
		const everybody = this.#mayMeet(this.#member) && this.room.present();
		if (everybody) this.#member.send(everybody);
	}

	#tellOthers(message: Uint8Array): void {
		for (const other of this.room.members) {
			if (other !== this.#member && this.#mayMeet(other)) other.send(message);
		}
	}

	/** A customer reads `public`, and hears nothing of who is drawing it (I8). */
	#mayMeet({ who }: Member): boolean {
		return isTeam(who.role) || this.room.parsed.kind === 'contact';
	}

	#canWrite(): boolean {
		return accessTo(this.room.parsed, this.#member.who) === 'write';
	}
}

/**
 * Members that join at the same moment share one reading of the disk, as long as nothing has come
 * since.
 */
const readings = new WeakMap<Room, { seq: number; history: Promise<Uint8Array[]> }>();

/** As messages, so that those who share a reading share its frames. */
function readRoom(room: Room, log: Log): Promise<Uint8Array[]> {
	const seq = room.counts.lastSeq;
	const shared = readings.get(room);
	if (shared?.seq === seq) return shared.history;
	const history = log
		.room(room.name)
		.then(({ snapshot, entries }) =>
			[...(snapshot ? [snapshot] : []), ...entries].map(({ update }) => updateMessage(update)),
		)
		.finally(() => readings.delete(room));
	readings.set(room, { seq, history });
	return history;
}
