import type { Instant } from '../src/lib/base/clock';
import type { ParsedRoom } from '../src/lib/model/room';
import type { Limits } from './limits';
import type { Log } from './log';
import { createRoom, type Room } from './room';

/**
 * The rooms in memory. Owns their coming and going: a room is loaded when somebody first needs it,
 * and leaves with its last member unless something of it is still on its way to the disk. A few
 * that were only written to stay, because who pushes once pushes again.
 */
export type Rooms = ReturnType<typeof createRooms>;

type Waiting = (room: Room | undefined) => void;

type Options = {
	log: Log;
	limits: Limits;
	now: () => Instant;
	report(error: unknown, where: string): void;
};

export function createRooms({ log, limits, now, report }: Options) {
	const rooms = new Map<string, Room>();
	const loading = new Map<string, Waiting[]>();
	/** In order of last use, oldest first. */
	const idle = new Set<string>();

	async function load(name: string, parsed: ParsedRoom) {
		let room: Room | undefined;
		try {
			const stored = await log.room(name);
			room = createRoom(name, parsed, limits, now);
			room.load(stored);
		} catch (error) {
			// Whoever waits is told that the relay cannot serve now.
			report(error, `loading ${name}`);
			room = undefined;
		}
		const waiting = loading.get(name) ?? [];
		loading.delete(name);
		if (room) rooms.set(name, room);
		for (const each of waiting) each(room);
		if (room) settle(room);
	}

	function settle(room: Room) {
		// One that was loaded anew meanwhile is not meant.
		if (rooms.get(room.name) !== room) return;
		if (room.members.size > 0 || room.counts.inFlight > 0) return;
		idle.delete(room.name);
		idle.add(room.name);
		for (const name of idle) {
			if (idle.size <= limits.idleRooms) return;
			idle.delete(name);
			rooms.delete(name);
		}
	}

	return {
		/**
		 * Calls back with the room, at once when it is here; with undefined when the log cannot be
		 * read.
		 */
		use(name: string, parsed: ParsedRoom, callback: Waiting): void {
			const room = rooms.get(name);
			if (room) {
				idle.delete(name);
				callback(room);
				settle(room);
				return;
			}
			const waiting = loading.get(name);
			if (waiting) return void waiting.push(callback);
			loading.set(name, [callback]);
			void load(name, parsed);
		},
		/** After a member left or something became durable. */
		settle,
		/** A member left: nobody who pushes made this room, so it goes at once. */
		release(room: Room): void {
			if (room.members.size > 0 || room.counts.inFlight > 0) return;
			idle.delete(room.name);
			rooms.delete(room.name);
		},
		clear(): void {
			rooms.clear();
			idle.clear();
		},
		size: () => rooms.size,
	};
}
