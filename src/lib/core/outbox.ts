import { createWriter, freshClientId, type Writer } from '../documents/event-log';
import type { DomainEvent } from '../model/event';
import { contactRoom, parseRoom, type Room } from '../model/room';
import { weightOf } from './chapters';
import type { PendingEvent } from './ports';

/**
 * What was written here and is not yet confirmed, on its way to the relay.
 * Owns: the order per room, the writers of this session, which batch is in flight.
 * Does not own: durability (storage `pending` does) and what a refusal means to people.
 *
 * I1 At most one batch per room is in flight, so that a refused one never leaves a gap in its
 *    client's clock.
 * I2 A batch whose answer was lost is sent again as the same bytes: what is already there adds
 *    nothing.
 * I3 After a refusal, or when part of a batch whose answer was lost turned up in the feed, the room
 *    goes on under a new client id.
 * I4 A batch in flight stays until its answer comes, even when another host wrote the same events
 *    first: the relay may hold both, and then the client ids decide which one everybody keeps.
 * I5 A chapter of a log waits until the ones before it are through: a contact may open the next
 *    chapter only.
 * I6 What the engine did under the log before this one waits in a lane of its own until this host
 *    holds the lease.
 */
export type Batch = {
	readonly push: number;
	readonly room: Room;
	readonly items: readonly PendingEvent[];
	readonly fence: number;
	readonly writer: number;
	readonly update: Uint8Array;
	/** I6. */
	readonly isHeld: boolean;
};

export type Outbox = {
	readonly size: number;
	has(id: string): boolean;
	get(id: string): DomainEvent | undefined;
	add(items: readonly PendingEvent[]): void;
	/** Whether something decided under another lease than this still waits for its answer. */
	holdsOtherFence(fence: number): boolean;
	/** Sends what may be sent now; `fence` is the lease's, where this host holds it. */
	flush(fence: number | undefined, send: (batch: Batch) => void): void;
	/** The answer to a push came; undefined when it is not ours or was settled otherwise. */
	settle(push: number, answer: 'stored' | 'refused'): Batch | undefined;
	/** The relay holds these already. */
	confirm(ids: ReadonlySet<string>): void;
	/** The relay may have kept nothing of this batch: what follows builds on no copy of it (I3). */
	startAfresh(batch: Batch): void;
	/** Puts the events of a refused batch back, one per batch when one of several was at fault. */
	retry(batch: Batch, alone: boolean): void;
	/** The batch's room takes no more: its events and all that wait behind them go to another. */
	move(batch: Batch, room: Room): void;
	/** The connection was lost: what was in flight is sent again by the next flush. */
	disconnected(): void;
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

type Lane = {
	readonly room: Room;
	readonly isHeld: boolean;
	queue: PendingEvent[];
	writer: Writer | undefined;
	batch: Batch | undefined;
	/** How many of the next events go one by one. */
	singly: number;
};

export function createOutbox(random: () => number): Outbox {
	return new RoomOutbox(random);
}

class RoomOutbox implements Outbox {
	readonly #random: () => number;
	readonly #lanes = new Map<string, Lane>();
	readonly #events = new Map<string, DomainEvent>();
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

	get(id: string): DomainEvent | undefined {
		return this.#events.get(id);
	}

	add(items: readonly PendingEvent[]): void {
		for (const item of items) {
			if (this.#events.has(item.event.id)) continue;
			this.#events.set(item.event.id, item.event);
			const lane = this.#laneOf(item.room, isHeld(item));
			lane.queue.push(item);
			if (!lane.batch) this.#ready.add(lane);
		}
	}

	flush(fence: number | undefined, send: (batch: Batch) => void): void {
		for (const lane of this.#ready) {
			if (this.#inFlight.size >= MAX_IN_FLIGHT) return;
			if (lane.isHeld ? fence === undefined : this.#hasEarlier(lane.room)) continue;
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

	settle(push: number, answer: 'stored' | 'refused'): Batch | undefined {
		const lane = this.#inFlight.get(push) ?? this.#interrupted(push);
		const batch = lane?.batch;
		if (!lane || !batch) return undefined;
		// The relay never stored these: going on under the same client id would leave a gap (I3).
		if (answer === 'refused') lane.writer = undefined;
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
			if (isThere) lane.writer = undefined;
			if (batch && this.#inFlight.has(batch.push)) continue;
			if (batch && isThere) {
				lane.queue.unshift(...batch.items.filter((item) => !ids.has(item.event.id)));
				this.#free(lane);
			} else if (!batch) this.#free(lane);
		}
	}

	startAfresh({ room, isHeld }: Batch): void {
		this.#laneOf(room, isHeld).writer = undefined;
	}

	retry(batch: Batch, alone: boolean): void {
		const lane = this.#laneOf(batch.room, batch.isHeld);
		lane.writer = undefined;
		lane.queue.unshift(...batch.items);
		if (alone) lane.singly = batch.items.length;
		for (const item of batch.items) this.#events.set(item.event.id, item.event);
		if (!lane.batch) this.#ready.add(lane);
	}

	move(batch: Batch, room: Room): void {
		const from = this.#laneOf(batch.room, batch.isHeld);
		const items = [...batch.items, ...from.queue];
		from.queue = [];
		this.#ready.delete(from);
		for (const item of items) this.#events.delete(item.event.id);
		this.add(items.map((item) => ({ ...item, room })));
	}

	disconnected(): void {
		for (const lane of this.#inFlight.values()) this.#ready.add(lane);
		this.#inFlight.clear();
	}

	clear(): void {
		this.#lanes.clear();
		this.#events.clear();
		this.#ready.clear();
		this.#inFlight.clear();
	}

	/** I5. */
	#hasEarlier(room: Room): boolean {
		const parsed = parseRoom(room);
		if (parsed?.kind !== 'contact') return false;
		for (let chapter = parsed.chapter - 1; chapter > 0; chapter--) {
			const earlier = this.#lanes.get(contactRoom(parsed.contact, chapter, parsed.log));
			if (earlier && (earlier.batch || earlier.queue.length)) return true;
		}
		return false;
	}

	/** An answer may be read after the connection it came on was lost; the cursor passes it too. */
	#interrupted(push: number): Lane | undefined {
		for (const lane of this.#ready) if (lane.batch?.push === push) return lane;
		return undefined;
	}

	#laneOf(room: Room, isHeld: boolean): Lane {
		const name = isHeld ? `held ${room}` : room;
		let lane = this.#lanes.get(name);
		if (!lane) {
			lane = { room, isHeld, queue: [], writer: undefined, batch: undefined, singly: 0 };
			this.#lanes.set(name, lane);
		}
		return lane;
	}

	/**
	 * The next events of a lane as one update; a batch has one fence, because the relay checks one.
	 */
	#takeBatch(lane: Lane, fence = 0): Batch {
		const items = lane.queue.splice(0, batchSize(lane));
		if (lane.singly > 0) lane.singly--;
		lane.writer ??= createWriter(freshClientId(this.#random));
		const update = lane.writer.append(items.map((item) => item.event));
		const { room, isHeld } = lane;
		const writer = lane.writer.client;
		return { push: ++this.#lastPush, room, items, fence, writer, update, isHeld };
	}

	/** The lane's batch is settled, one way or another; it goes on with what waits. */
	#free(lane: Lane): void {
		if (lane.batch) this.#inFlight.delete(lane.batch.push);
		lane.batch = undefined;
		if (lane.queue.length) this.#ready.add(lane);
		else this.#ready.delete(lane);
	}
}

/** How many of the next events go together. */
function batchSize(lane: Lane): number {
	const [first] = lane.queue;
	const limit = lane.singly > 0 ? 1 : MAX_BATCH;
	let count = 0;
	let characters = 0;
	for (const item of lane.queue) {
		if (count === limit || item.fence !== first?.fence) break;
		characters += weightOf(item.event);
		// The first goes in any case: the relay is asked about an event that is too large alone.
		if (count > 0 && characters > MAX_BATCH_CHARACTERS) break;
		count++;
	}
	return count;
}

function isHeld({ event, again }: PendingEvent): boolean {
	return again === true && event.by.kind === 'engine';
}
