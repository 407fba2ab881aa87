import { createWriter, freshClientId, type Writer } from '../documents/event-log';
import { logOf } from '../model/event';
import { asLogged } from '../model/placed';
import { contactChapter, type Room } from '../model/room';
import { weightOf } from './chapters';
import type { PendingEvent } from './ports';

/**
 * What was written here and is not yet confirmed, on its way to the relay.
 * Owns: the order per contact, the writers of this session, which batch is in flight.
 * Does not own: durability (storage `pending` does) and what a refusal means to people.
 *
 * I1 At most one batch per contact is in flight, so that a refused one never leaves a gap in its
 *    clients' clocks.
 * I2 A batch whose answer was lost is sent again as the same bytes: what is already there adds
 *    nothing.
 * I3 After a refusal, or when part of a batch whose answer was lost turned up in the feed, the room
 *    goes on under a new client id.
 * I4 A batch in flight stays until its answer comes, even when another host wrote the same events
 *    first: the relay then keeps theirs, and says so in its place in the feed (inbound I2).
 * I5 A chapter waits until the ones before it are through: a contact may open the next chapter
 *    only.
 * I6 What the engine did under the log before this one waits in a lane of its own until this host
 *    holds the lease.
 * I7 A turn of the engine is in one batch, which the relay stores whole or not at all (E-30). One
 *    that is too large for a frame is cut, and its words go before its journal: without the journal
 *    the next host decides again, and writes the same words under the same ids.
 * I8 A log that was put back may lack what a client wrote before, so nothing builds on that: what
 *    waits, and what was in flight, is written under new client ids.
 */
export type Batch = {
	readonly push: number;
	/** One for each room. */
	readonly parts: readonly BatchPart[];
	readonly items: readonly PendingEvent[];
	readonly fence: number;
	/** I6. */
	readonly isHeld: boolean;
	/** Since it was sent last: so much of what its answer says may be the network's. */
	passed?: () => number;
};

export type BatchPart = {
	readonly room: Room;
	readonly update: Uint8Array;
	/** The client id that wrote it. */
	readonly writer: number;
};

export type Outbox = {
	readonly size: number;
	has(id: string): boolean;
	get(id: string): PendingEvent | undefined;
	add(items: readonly PendingEvent[]): void;
	/** Whether something decided under another lease than this still waits for its answer. */
	holdsOtherFence(fence: number): boolean;
	/** Whether something that the engine decided still waits for its answer. */
	holdsDecisions(): boolean;
	/** Whether some of these are of the log before this one (I6). */
	holdsLost(): boolean;
	/** Sends what may be sent now; `fence` is the lease's, where this host holds it. */
	flush(fence: number | undefined, send: (batch: Batch) => void): void;
	/** The answer to a push came; undefined when it is not ours or was settled otherwise. */
	settle(push: number, answer: 'stored' | 'refused'): Batch | undefined;
	/** The relay holds these already. */
	confirm(ids: ReadonlySet<string>): void;
	/** The relay may have kept nothing of this batch: what follows builds on no copy of it (I3). */
	startAfresh(batch: Batch): void;
	/** Puts the events of a refused batch back, one by one when one of several was at fault. */
	retry(batch: Batch, alone: boolean): void;
	/** Takes out what is of the log before this one, of this contact, and not in flight (I6). */
	takeLost(contact: string, isWanted: (item: PendingEvent) => boolean): PendingEvent[];
	/** The batch's chapter takes no more: its events and all that wait behind them go elsewhere. */
	move(batch: Batch, elsewhere: (item: PendingEvent) => PendingEvent): void;
	/** What waits and is not in flight. */
	waiting(): PendingEvent[];
	/** Puts these in the place of what waits under their ids. */
	replace(items: readonly PendingEvent[]): void;
	/** The connection was lost: what was in flight is sent again by the next flush. */
	disconnected(): void;
	/** The relay's log is another than the one that the writers here have written to (I8). */
	otherLog(): void;
	/** Forgets everything: it will be read from storage again. */
	clear(): void;
};

/**
 * More go into the next frame: one refusal should not concern many, nor one frame block a slow
 * line.
 */
const MAX_BATCH = 64;
/** A frame holds 1 MB, and a character is at most 3 bytes. */
const MAX_BATCH_CHARACTERS = 200_000;
/** Frames without an answer; a relay that is slow to answer is not given more. */
const MAX_IN_FLIGHT = 64;

/** What waits for one contact, or for the `live` log. */
type Lane = {
	readonly isHeld: boolean;
	/** In the order of chapters (I5), then of writing. */
	queue: PendingEvent[];
	readonly writers: Map<Room, Writer>;
	batch: Batch | undefined;
	/** How many of the next turns go one by one. */
	singly: number;
};

export function createOutbox(random: () => number): Outbox {
	return new RoomOutbox(random);
}

class RoomOutbox implements Outbox {
	readonly #random: () => number;
	readonly #lanes = new Map<string, Lane>();
	readonly #events = new Map<string, PendingEvent>();
	/** Lanes that have something to send and nothing in flight. */
	readonly #ready = new Set<Lane>();
	readonly #inFlight = new Map<number, Lane>();
	#lastPush = 0;

	constructor(random: () => number) {
		this.#random = random;
	}

	get size(): number {
		return this.#events.size;
	}

	has(id: string): boolean {
		return this.#events.has(id);
	}

	get(id: string): PendingEvent | undefined {
		return this.#events.get(id);
	}

	add(items: readonly PendingEvent[]): void {
		for (const item of items) {
			if (this.#events.has(item.event.id)) continue;
			this.#events.set(item.event.id, item);
			const lane = this.#laneOf(item);
			const last = lane.queue.at(-1);
			lane.queue.push(item);
			if (last && chapterOf(last) > chapterOf(item)) lane.queue.sort(byChapter);
			if (!lane.batch) this.#ready.add(lane);
		}
	}

	flush(fence: number | undefined, send: (batch: Batch) => void): void {
		for (const lane of this.#ready) {
			if (this.#inFlight.size >= MAX_IN_FLIGHT) return;
			if (lane.isHeld && fence === undefined) continue;
			lane.batch ??= this.#takeBatch(lane, lane.isHeld ? fence : lane.queue[0]?.fence);
			this.#ready.delete(lane);
			this.#inFlight.set(lane.batch.push, lane);
			send(lane.batch);
		}
	}

	holdsOtherFence(fence: number): boolean {
		const isOther = (item: PendingEvent) => item.fence !== undefined && item.fence !== fence;
		for (const { batch, queue, isHeld } of this.#lanes.values()) {
			// What a restored relay has lost goes under the present lease, whichever that is.
			if (isHeld) continue;
			if (batch?.items.some(isOther) || queue.some(isOther)) return true;
		}
		return false;
	}

	holdsDecisions(): boolean {
		for (const { event } of this.#events.values()) if (event.by.kind === 'engine') return true;
		return false;
	}

	holdsLost(): boolean {
		return [...this.#events.values()].some(isHeld);
	}

	settle(push: number, answer: 'stored' | 'refused'): Batch | undefined {
		const lane = this.#inFlight.get(push) ?? this.#interrupted(push);
		const batch = lane?.batch;
		if (!lane || !batch) return undefined;
		// The relay never stored these: going on under the same client id would leave a gap (I3).
		if (answer === 'refused') lane.writers.clear();
		this.#free(lane);
		for (const item of batch.items) this.#events.delete(item.event.id);
		return batch;
	}

	confirm(ids: ReadonlySet<string>): void {
		if (!ids.size) return;
		for (const id of ids) this.#events.delete(id);
		for (const lane of this.#lanes.values()) {
			if (!lane.batch && !lane.queue.length) continue;
			lane.queue = lane.queue.filter((item) => !ids.has(item.event.id));
			const { batch } = lane;
			const isThere = batch?.items.some((item) => ids.has(item.event.id));
			// Of words that it has, the relay stores no second copy: what follows must not build on it.
			if (isThere) lane.writers.clear();
			if (batch && this.#inFlight.has(batch.push)) continue;
			if (batch && isThere) {
				lane.queue.unshift(...batch.items.filter((item) => !ids.has(item.event.id)));
				this.#free(lane);
			} else if (!batch) this.#free(lane);
		}
	}

	startAfresh(batch: Batch): void {
		this.#laneOf(batch).writers.clear();
	}

	retry(batch: Batch, alone: boolean): void {
		const lane = this.#laneOf(batch);
		lane.writers.clear();
		lane.queue.unshift(...batch.items);
		if (alone) lane.singly = [...turnsOf(batch.items)].length;
		for (const item of batch.items) this.#events.set(item.event.id, item);
		if (!lane.batch) this.#ready.add(lane);
	}

	takeLost(contact: string, isWanted: (item: PendingEvent) => boolean): PendingEvent[] {
		const taken: PendingEvent[] = [];
		for (const lane of this.#lanes.values()) {
			const [first] = lane.batch?.items ?? lane.queue;
			if (!lane.isHeld || first?.contact !== contact) continue;
			if (lane.batch && !this.#inFlight.has(lane.batch.push)) putBack(lane);
			taken.push(...lane.queue.filter(isWanted));
			lane.queue = lane.queue.filter((item) => !isWanted(item));
			if (!lane.batch) this.#free(lane);
		}
		for (const { event } of taken) this.#events.delete(event.id);
		return taken;
	}

	move(batch: Batch, elsewhere: (item: PendingEvent) => PendingEvent): void {
		const from = this.#laneOf(batch);
		const items = [...batch.items, ...from.queue];
		from.queue = [];
		this.#ready.delete(from);
		for (const item of items) this.#events.delete(item.event.id);
		this.add(items.map(elsewhere));
	}

	waiting(): PendingEvent[] {
		return [...this.#ready].flatMap(({ batch, queue }) => [...(batch?.items ?? []), ...queue]);
	}

	replace(items: readonly PendingEvent[]): void {
		const byId = new Map(items.map((item) => [item.event.id, item]));
		for (const lane of this.#ready) {
			const { batch } = lane;
			if (batch?.items.some(({ event }) => byId.has(event.id))) putBack(lane);
			lane.queue = lane.queue.map((item) => byId.get(item.event.id) ?? item);
		}
		for (const item of items) this.#events.set(item.event.id, item);
	}

	disconnected(): void {
		for (const lane of this.#inFlight.values()) this.#ready.add(lane);
		this.#inFlight.clear();
	}

	otherLog(): void {
		this.#inFlight.clear();
		for (const lane of this.#lanes.values()) {
			putBack(lane);
			this.#free(lane);
		}
	}

	clear(): void {
		this.#lanes.clear();
		this.#events.clear();
		this.#ready.clear();
		this.#inFlight.clear();
	}

	/** An answer may be read after the connection it came on was lost; the cursor passes it too. */
	#interrupted(push: number): Lane | undefined {
		for (const lane of this.#ready) if (lane.batch?.push === push) return lane;
		return undefined;
	}

	#laneOf(of: PendingEvent | Batch): Lane {
		const [item] = 'items' in of ? of.items : [of];
		const held = 'items' in of ? of.isHeld : isHeld(of);
		const contact = item?.contact ?? '';
		const name = held ? `held ${contact}` : contact;
		let lane = this.#lanes.get(name);
		if (!lane) {
			lane = { isHeld: held, queue: [], writers: new Map(), batch: undefined, singly: 0 };
			this.#lanes.set(name, lane);
		}
		return lane;
	}

	/**
	 * The next events of a lane, one update for each room; a batch has one fence, because the relay
	 * checks one.
	 */
	#takeBatch(lane: Lane, fence = 0): Batch {
		const items = takeItems(lane);
		if (lane.singly > 0) lane.singly--;
		const rooms = new Set(items.map(({ room }) => room));
		const parts = [...rooms].map((room) => {
			let writer = lane.writers.get(room);
			if (!writer) lane.writers.set(room, (writer = createWriter(freshClientId(this.#random))));
			const ofRoom = items.filter((item) => item.room === room);
			const update = writer.append(ofRoom.map(({ event }) => asLogged(event)));
			return { room, update, writer: writer.client };
		});
		return { push: ++this.#lastPush, parts, items, fence, isHeld: lane.isHeld };
	}

	/** The lane's batch is settled, one way or another; it goes on with what waits. */
	#free(lane: Lane): void {
		if (lane.batch) this.#inFlight.delete(lane.batch.push);
		lane.batch = undefined;
		if (lane.queue.length) this.#ready.add(lane);
		else this.#ready.delete(lane);
	}
}

/** What was on its way waits again, under other client ids (I3): the feed tells if it arrived. */
function putBack(lane: Lane): void {
	lane.queue.unshift(...(lane.batch?.items ?? []));
	lane.batch = undefined;
	lane.writers.clear();
}

/** The next turns of a lane that go together: of one fence and chapter. */
function takeItems(lane: Lane): PendingEvent[] {
	const { queue } = lane;
	const [first] = queue;
	const taken: PendingEvent[] = [];
	let characters = 0;
	for (const turn of turnsOf(queue)) {
		const [item] = turn;
		if (!first || !item || item.fence !== first.fence) break;
		if (chapterOf(item) !== chapterOf(first)) break;
		const weight = weightOfAll(turn);
		const isFull = taken.length + turn.length > MAX_BATCH;
		if (taken.length > 0 && (isFull || characters + weight > MAX_BATCH_CHARACTERS)) break;
		characters += weight;
		taken.push(...(taken.length === 0 && weight > MAX_BATCH_CHARACTERS ? wordsOf(turn) : turn));
		if (lane.singly > 0 || characters > MAX_BATCH_CHARACTERS) break;
	}
	const isTaken = new Set(taken);
	lane.queue = queue.filter((item) => !isTaken.has(item));
	return taken;
}

/** I7. Of a turn that is too large as much as fits, the words first. */
function wordsOf(turn: readonly PendingEvent[]): PendingEvent[] {
	const some: PendingEvent[] = [];
	let characters = 0;
	for (const item of turn.toSorted((a, b) => Number(isShown(b)) - Number(isShown(a)))) {
		characters += weightOf(item.event);
		// The first goes in any case: the relay is asked about an event that is too large alone.
		if (some.length > 0 && characters > MAX_BATCH_CHARACTERS) break;
		some.push(item);
	}
	return some;
}

/** What a batch must not cut: the events of one turn stand together; others are one by one. */
function* turnsOf(items: readonly PendingEvent[]): Generator<PendingEvent[]> {
	let turn: PendingEvent[] = [];
	for (const item of items) {
		const isSame = item.turn !== undefined && item.turn === turn[0]?.turn;
		if (turn.length > 0 && !isSame) {
			yield turn;
			turn = [];
		}
		turn.push(item);
	}
	if (turn.length > 0) yield turn;
}

function weightOfAll(items: readonly PendingEvent[]): number {
	return items.reduce((sum, { event }) => sum + weightOf(event), 0);
}

function isShown({ event }: PendingEvent): boolean {
	return logOf(event) === 'shown';
}

function chapterOf({ room }: PendingEvent): number {
	return contactChapter(room);
}

function byChapter(a: PendingEvent, b: PendingEvent): number {
	return chapterOf(a) - chapterOf(b);
}

/** I6. */
export function isHeld({ event, again, held }: PendingEvent): boolean {
	return (again === true || held === true) && event.by.kind === 'engine';
}
