import { isTeam } from '../src/lib/model/role';
import { CLOSE } from '../src/lib/sync/wire';
import { rangeOf } from './address';
import type { Grant, Hindrance } from './connection';
import type { Verdict } from './guard';
import { createBuckets, type Limits, takeBoth } from './limits';
import { conversationsIn } from './owners';

/**
 * How much one customer, and all customers of one address range, may take of what is everybody's
 * (abuse case 53). A day's share is refilled over a day. Who is above it is refused with 4529,
 * keeps the words and sends them again later; the team is trusted with what it writes.
 */
export type Write = { verdict: Extract<Verdict, { kind: 'store' }> };

const STORED = { maxStructs: Infinity, trusted: true };

export function createBounds(limits: Limits, elapsed: () => number) {
	const bytes = {
		contact: createBuckets(limits.contactDayBytes),
		range: createBuckets(limits.rangeDayBytes),
	};
	const messages = {
		team: createBuckets(limits.teamRate),
		contact: createBuckets(limits.contactRate),
		range: createBuckets(limits.addressRate),
	};
	const conversations = createConversations(limits, elapsed);
	const counts = { boundedWrites: 0, boundedConversations: 0, boundedSockets: 0 };
	const seats = createSeats(limits);

	return {
		counts,
		mayBeHeard({ id, role }: Grant, range: string, cost: number): boolean {
			const now = elapsed();
			const own = isTeam(role) ? messages.team : messages.contact;
			return takeBoth([own, id, cost], [messages.range, range, cost], now);
		},
		mayStore({ id, role }: Grant, range: string, writes: readonly Write[]) {
			if (isTeam(role)) return undefined;
			// The guard may have left parts of what was sent out of what is stored.
			for (const { verdict } of writes) {
				if (!conversations.mayWrite(id, conversationsIn(verdict.update, STORED))) {
					counts.boundedConversations++;
					return tooMuch('too many conversations in a day');
				}
			}
			const size = writes.reduce((sum, { verdict }) => sum + verdict.update.length, 0);
			const now = elapsed();
			if (takeBoth([bytes.contact, id, size], [bytes.range, range, size], now)) return undefined;
			counts.boundedWrites++;
			return tooMuch('too much in a day');
		},
		/** Before the upgrade is answered: nobody knows yet who it is. */
		mayEnter: (address: string) => counted(seats.mayEnter(rangeOf(address))),
		enter: (seat: object, address: string) => seats.enter(seat, rangeOf(address)),
		/** It is known now who it is. */
		maySit(seat: object, grant: Grant): Hindrance | undefined {
			return counted(seats.maySit(seat, grant)) ? undefined : tooMuch('too many sockets');
		},
		leave: seats.leave,
	};

	function counted(isAllowed: boolean): boolean {
		if (!isAllowed) counts.boundedSockets++;
		return isAllowed;
	}
}

/** Visitors and devices are kept for good, so they are bounded where they are made. */
export function createRecordBounds(limits: Limits, elapsed: () => number) {
	const often = createBuckets(limits.visitorRate);
	const inADay = createBuckets(limits.visitorDayRate);
	const counts = { boundedRecords: 0 };
	return {
		counts,
		mayBring(address: string): boolean {
			const range = rangeOf(address);
			if (takeBoth([often, range], [inADay, range], elapsed())) return true;
			counts.boundedRecords++;
			return false;
		},
	};
}

function tooMuch(reason: string): Hindrance {
	return { code: CLOSE.rate, reason };
}

/** To how many conversations a customer writes; one that was written to lately costs nothing. */
function createConversations(limits: Limits, elapsed: () => number) {
	const rate = createBuckets(limits.contactDayConversations);
	const lately = new Map<string, Set<string>>();

	return {
		mayWrite(contact: string, conversations: readonly string[]): boolean {
			const known = lately.get(contact) ?? new Set();
			// The one who wrote last stands last; who wrote longest ago is forgotten.
			lately.delete(contact);
			lately.set(contact, known);
			for (const oldest of lately.keys()) {
				if (lately.size <= limits.rememberedContacts) break;
				lately.delete(oldest);
			}
			for (const conversation of conversations) {
				if (known.has(conversation)) continue;
				if (!rate.take(contact, elapsed())) return false;
				if (known.size >= limits.contactDayConversations.burst) known.clear();
				known.add(conversation);
			}
			return true;
		},
	};
}

type Seat = { range: string; principal?: string; isContact?: boolean };

/**
 * The relay's sockets. Some are kept for the team: customers and those of whom nobody knows yet who
 * they are never take the last ones.
 */
function createSeats(limits: Limits) {
	const seats = new Map<object, Seat>();
	const byRange = createCounter();
	const unknownByRange = createCounter();
	const byPrincipal = createCounter();
	const total = { unknown: 0, contacts: 0 };

	return {
		mayEnter(range: string): boolean {
			return (
				seats.size < limits.sockets &&
				total.unknown < limits.unknownSockets &&
				unknownByRange.of(range) < limits.rangeUnknownSockets &&
				byRange.of(range) < limits.rangeSockets
			);
		},
		enter(key: object, range: string): void {
			seats.set(key, { range });
			byRange.add(range, 1);
			unknownByRange.add(range, 1);
			total.unknown++;
		},
		maySit(key: object, { id, role }: Grant): boolean {
			const seat = seats.get(key);
			// A token that was refreshed: it sits already.
			if (!seat || seat.principal !== undefined) return true;
			const isContact = !isTeam(role);
			const own = isContact ? limits.contactSockets : limits.teammateSockets;
			if (byPrincipal.of(id) >= own) return false;
			const free = limits.sockets - limits.teamSockets - total.contacts;
			if (isContact && free <= 0) return false;
			Object.assign(seat, { principal: id, isContact });
			byPrincipal.add(id, 1);
			unknownByRange.add(seat.range, -1);
			total.unknown--;
			if (isContact) total.contacts++;
			return true;
		},
		leave(key: object): void {
			const seat = seats.get(key);
			if (!seat) return;
			seats.delete(key);
			byRange.add(seat.range, -1);
			if (seat.principal === undefined) {
				unknownByRange.add(seat.range, -1);
				total.unknown--;
			} else byPrincipal.add(seat.principal, -1);
			if (seat.isContact) total.contacts--;
		},
	};
}

/** Keeps no key whose count is nothing. */
function createCounter() {
	const counts = new Map<string, number>();
	return {
		of: (key: string) => counts.get(key) ?? 0,
		add(key: string, by: number): void {
			const count = (counts.get(key) ?? 0) + by;
			if (count > 0) counts.set(key, count);
			else counts.delete(key);
		},
	};
}
