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

/**
 * The conversation of one member with one room, in the words of y-websocket. Joining ends with step
 * 2, and step 2 comes last: `synced` never fires on partial data.
 */
export type Channel = {
	message(bytes: Uint8Array): void;
	keepAlive(): void;
	leave(): void;
};

type Options = {
	room: Room;
	member: Member;
	log: Log;
	compactor: Compactor;
	limits: Limits;
	/** Examines, accepts and commits; answers the member itself. */
	write(update: Uint8Array): void;
	report(error: unknown, where: string): void;
};

/**
 * Members that join at the same moment share one reading of the disk, as long as nothing has come
 * since.
 */
const readings = new WeakMap<Room, { seq: number; history: Promise<Uint8Array[]> }>();

export function openChannel(options: Options): Channel {
	const { room, member, limits, write } = options;
	const canWrite = accessTo(room.parsed, member.who) === 'write';
	let hasLeft = false;

	room.members.add(member);
	// Who may not write is not asked what it has.
	if (canWrite) member.send(stepOne(room.known));
	if (mayMeet(member)) greet();

	function answer(message: ChannelMessage): void {
		switch (message.type) {
			case 'step1':
				return join(message.next);
			case 'update':
				return write(message.update);
			case 'awareness':
				// Presence is a kind of writing: who may only read appears to nobody.
				if (canWrite) speak(message);
				return;
			case 'queryAwareness':
				if (mayMeet(member)) greet();
				return;
			case 'wantAcks':
				member.wantsAcks = true;
		}
	}

	function speak({ states }: Extract<ChannelMessage, { type: 'awareness' }>): void {
		const { message, problem } = room.awareness().say(member, states);
		if (problem !== undefined) member.close(CLOSE.refused, problem);
		else if (message) tellOthers(message);
	}

	function join(next: (client: number) => number): void {
		const missing = room.missing(next);
		if (missing) {
			member.sendAll([...missing.map(updateMessage), stepTwo(room.deleted)]);
			return;
		}
		readRoom(options).then(
			(history) => {
				if (hasLeft) return;
				member.sendAll(history);
				member.send(stepTwo(room.deleted));
				options.compactor.considerRead(room);
			},
			(error: unknown) => {
				options.report(error, `reading ${room.name}`);
				member.close(CLOSE.restarting, 'the log cannot be read');
			},
		);
	}

	function greet(): void {
		const everybody = room.present();
		if (everybody) member.send(everybody);
	}

	function tellOthers(message: Uint8Array): void {
		for (const other of room.members) {
			if (other !== member && mayMeet(other)) other.send(message);
		}
	}

	/** A customer reads `public`, and hears nothing of who is drawing it (I8). */
	function mayMeet({ who }: Member): boolean {
		return isTeam(who.role) || room.parsed.kind === 'contact';
	}

	return {
		message(bytes) {
			const message = readChannelMessage(bytes, limits.awarenessStates);
			if (message) answer(message);
			else member.close(CLOSE.refused, 'not a message of this protocol');
		},
		keepAlive: () => member.send(KEEP_ALIVE),
		leave() {
			if (hasLeft) return;
			hasLeft = true;
			room.members.delete(member);
			if (member.awarenessClient === undefined) return;
			const goodbye = room.awareness().leave(member);
			if (goodbye) tellOthers(goodbye);
		},
	};
}

/** As messages, so that those who share a reading share its frames. */
function readRoom({ room, log }: Options): Promise<Uint8Array[]> {
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
