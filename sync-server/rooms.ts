import type { Instant } from '../src/lib/base/clock';
import type { ParsedRoom } from '../src/lib/model/room';
import { readLedger, type Ledger } from './ledger';
import type { Limits } from './limits';
import type { Log, StoredRoom } from './log';
import { Room } from './room';
import { without, type SetAside } from './set-aside';
import type { Trials } from './trials';

/**
 * The rooms in memory. Owns their coming and going: a room is loaded when somebody first needs it,
 * and leaves with its last member unless something of it is still on its way to the disk. A few
 * that were only written to stay, because who pushes once pushes again.
 */
export type Rooms = ReturnType<typeof createRooms>;

type Waiting = (room: Room | undefined) => void;

type Options = {
	log: Log;
	aside: SetAside;
	trials: Trials;
	limits: Limits;
	now: () => Instant;
	report(error: unknown, where: string): void;
};

export function createRooms({ log, aside, trials, limits, now, report }: Options) {
	const rooms = new Map<string, Room>();
	const loading = new Map<string, Waiting[]>();
	/** In order of last use, oldest first. */
	const idle = new Set<string>();
	/** Of the contacts that have rooms here. */
	const ledgers = new Map<string, { ledger: Promise<Ledger>; users: number }>();
	/** Grows when memory had run ahead of the disk: what was being read then is read again. */
	let generation = 0;

	async function load(name: string, parsed: ParsedRoom): Promise<void> {
		const mine = generation;
		let room: Room | undefined;
		try {
			const ledger = await useLedger(parsed);
			room = await open(await log.room(name), () => new Room(name, parsed, limits, now, ledger));
			if (mine !== generation) return load(name, parsed);
		} catch (error) {
			// Whoever waits is told that the relay cannot serve now.
			report(error, `loading ${name}`);
			if (mine === generation) leaveLedger(parsed);
			room = undefined;
		}
		const waiting = loading.get(name) ?? [];
		loading.delete(name);
		if (room) rooms.set(name, room);
		for (const each of waiting) each(room);
		if (room) settle(room);
	}

	/** Without what no document can apply: it would be taken for known, and harm who reads it. */
	async function open(stored: StoredRoom, empty: () => Room): Promise<Room> {
		const room = empty();
		const unreadable = room.load(stored);
		const { name } = room;
		const bad = room.isHarmless() ? unreadable : await trials.load(name, stored);
		if (bad.length === 0) return room;
		await aside.add(name, stored, bad);
		const sifted = empty();
		sifted.load(without(stored, ({ seq }) => !bad.includes(seq)));
		return sifted;
	}

	function useLedger(parsed: ParsedRoom): Promise<Ledger> | undefined {
		if (parsed.kind !== 'contact') return undefined;
		const { contact } = parsed;
		const known = ledgers.get(contact) ?? { ledger: readLedger(log, contact), users: 0 };
		known.users++;
		ledgers.set(contact, known);
		return known.ledger;
	}

	function leaveLedger(parsed: ParsedRoom): void {
		if (parsed.kind !== 'contact') return;
		const known = ledgers.get(parsed.contact);
		if (known && --known.users === 0) ledgers.delete(parsed.contact);
	}

	function forget(room: Room): void {
		idle.delete(room.name);
		if (rooms.get(room.name) !== room) return;
		rooms.delete(room.name);
		leaveLedger(room.parsed);
	}

	function settle(room: Room) {
		// One that was loaded anew meanwhile is not meant.
		if (rooms.get(room.name) !== room) return;
		if (room.members.size > 0 || room.counts.inFlight > 0) return;
		idle.delete(room.name);
		idle.add(room.name);
		for (const name of idle) {
			if (idle.size <= limits.idleRooms) return;
			const oldest = rooms.get(name);
			if (oldest) forget(oldest);
			else idle.delete(name);
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
		/** Until it is let go, it stays here: what is being judged for it is stored in it alone. */
		hold(room: Room): void {
			room.counts.inFlight++;
		},
		letGo(room: Room): void {
			room.counts.inFlight--;
			settle(room);
		},
		/** False of one that memory has forgotten: another may have been loaded since. */
		isHere: (room: Room) => rooms.get(room.name) === room,
		/** A member left: nobody who pushes made this room, so it goes at once. */
		release(room: Room): void {
			if (room.members.size > 0 || room.counts.inFlight > 0) return;
			forget(room);
		},
		clear(): void {
			generation++;
			rooms.clear();
			idle.clear();
			ledgers.clear();
		},
		size: () => rooms.size,
	};
}
