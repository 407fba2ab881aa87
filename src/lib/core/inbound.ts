import { type Instant, measuredClock } from '../base/clock';
import { displaces, readEntries } from '../documents/event-log';
import { TAKEN_BACK } from '../model/assignment';
import { type DomainEvent, isUnknown, roomOf, type UnknownEvent } from '../model/event';
import { entryKey, readLogged } from '../model/logged';
import { arrived, asLogged, isWord } from '../model/placed';
import { contactChapter, LIVE_ROOM, parseRoom, WORKSPACE_ROOM } from '../model/room';
import { canonicalJson, isTrueVersion } from '../model/version';
import { CLOSE } from '../sync/wire';
import { type Fallen, fall, newsSince, stoodOn } from './fallen';
import { addEvent, type Fold, noteArrival, reachChapter, removeEvents } from './folds';
import { type Inside, projectHere } from './inside';
import { type Batch, isHeld } from './outbox';
import type { FeedEntry, PendingEvent, StoredEvent } from './ports';
import { type ChangeDraft, emptyChange } from './projection';
import { restamp } from './restamp';

/**
 * Takes in what the relay says, in its order, one commit for many arrivals.
 *
 * I1 Events, folds and cursor of an arrival are stored together or not at all.
 * I2 An entry whose id its contact has already changes nothing: the first by the relay's sequence
 *    stays, in whichever of the contact's rooms the two lie (event-log I3). Ours is dropped where
 *    another stands already. Ids of other contacts mean nothing here.
 * I3 The acks of a connection come in their place among what others wrote, so the cursor passes
 *    our own entries too, and they are not read again after a reconnect.
 * I4 A log that was put back may hold an event otherwise than the one before: words stored again at
 *    another time, an effect decided again by another host. Every device takes what the log says
 *    that there is: those that come later know no other.
 * I5 What is written again after its log was lost does not stand on what another host has decided
 *    otherwise since.
 */
/** `isAhead`: of a contact that was fetched; the feed brings it again, and the cursor waits. */
export type Arrival = { entry: FeedEntry; isAhead?: true } | Ack | Refusal;

/** `seq` and `at`: where and when the relay stored it; absent where it had it before. */
type Ack = { acked: number; seq?: number; at?: Instant };

/** `now`: the relay's clock, where ours is what was wrong. */
type Refusal = { refused: number; code: number; reason: string; now: Instant | undefined };

export type Absorbed = {
	/** The relay asked for patience. */
	pause: boolean;
	liveChanged: boolean;
};

export type Inbound = {
	absorb(arrivals: readonly Arrival[]): Promise<Absorbed>;
	/** The log that is read from now on, and whether this device holds what an earlier one said. */
	follows(log: { hasEarlier: boolean }): void;
};

export function createInbound(
	inside: Inside,
	/** The workspace canvas, where an engine needs it. */
	workspaceUpdate?: (update: Uint8Array) => void,
): Inbound {
	return new FeedInbound(inside, workspaceUpdate);
}

class FeedInbound implements Inbound {
	readonly #inside: Inside;
	readonly #workspaceUpdate: ((update: Uint8Array) => void) | undefined;
	#hasEarlier = false;

	constructor(inside: Inside, workspaceUpdate?: (update: Uint8Array) => void) {
		this.#inside = inside;
		this.#workspaceUpdate = workspaceUpdate;
	}

	follows({ hasEarlier }: { hasEarlier: boolean }): void {
		this.#hasEarlier = hasEarlier;
	}

	async absorb(arrivals: readonly Arrival[]): Promise<Absorbed> {
		const change = emptyChange();
		const found = new Map<Arrival, StoredEvent[]>();
		const batches = new Map<Arrival, Batch>();
		let ahead: number | undefined;
		for (const arrival of arrivals) {
			if ('entry' in arrival) {
				found.set(arrival, this.#read(arrival.entry, change));
				if (arrival.isAhead) ahead = arrival.entry.seq;
				else change.settings['cursor'] = arrival.entry.seq;
			} else {
				const { outbox } = this.#inside;
				const batch =
					'acked' in arrival
						? outbox.settle(arrival.acked, 'stored')
						: outbox.settle(arrival.refused, 'refused');
				if (!batch) continue;
				batches.set(arrival, batch);
				// I3.
				if ('acked' in arrival && arrival.seq !== undefined) {
					change.settings['cursor'] = arrival.seq;
				}
			}
		}
		await this.#inside.folds.ready(
			new Set([...found.values()].flat().map(({ contact }) => contact)),
		);
		const work: Work = {
			...{ change, pause: false, known: new Set(), elsewhere: new Set(), wrong: new Set() },
			...{ undone: new Map(), touched: new Map(), fallen: new Map() },
		};
		for (const arrival of arrivals) {
			for (const event of found.get(arrival) ?? []) await this.#keep(work, event);
			const batch = batches.get(arrival);
			if (!batch) continue;
			if ('refused' in arrival) await this.#refuse(work, batch, arrival);
			else await this.#confirm(work, batch, 'at' in arrival ? arrival.at : undefined);
		}
		for (const [contact, since] of work.fallen) await this.#letFall(work, contact, since);
		keepWhatIsKnown(work);
		for (const [fold, events] of work.touched) {
			await projectHere(this.#inside, change, fold, events, ahead);
		}
		await this.#inside.commit(change);
		this.#inside.outbox.confirm(work.elsewhere);
		if (work.wrong.size) await restamp(this.#inside, work.wrong);
		const live = [...work.touched.keys()].some((fold) => fold.contact === '');
		return { pause: work.pause, liveChanged: live };
	}

	/**
	 * Decodes what is worth keeping of a feed entry. Canvases but the workspace are the pages' own.
	 */
	#read(entry: FeedEntry, change: ChangeDraft): StoredEvent[] {
		const { room, update, at } = entry;
		const parsed = parseRoom(room);
		try {
			if (room === WORKSPACE_ROOM && this.#workspaceUpdate) {
				this.#workspaceUpdate(update);
				change.updates.push({ room, update });
			}
			if (parsed?.kind !== 'contact' && room !== LIVE_ROOM) return [];
			const contact = parsed?.kind === 'contact' ? parsed.contact : '';
			const chapter = parsed?.kind === 'contact' ? parsed.chapter : 1;
			return readEntries(update).map(({ key, value, client }) => {
				return { contact, chapter, writer: client, ...readLogged(key, value, at) };
			});
		} catch (error) {
			// The relay's guard lets no such update in; one that came from elsewhere must not stop
			// the feed.
			this.#inside.report(error, `entry ${entry.seq} of ${room}`);
			return [];
		}
	}

	async #keep(work: Work, found: StoredEvent): Promise<void> {
		const { event, contact, writer } = found;
		const fold = await this.#inside.folds.get(contact);
		const isConfirmed = fold.ids.get(event.id) !== undefined;
		if (isConfirmed && !this.#takesPlace(fold, event)) return this.#noteOtherArrival(work, found);
		work.known.add(entryKey(contact, event.id));
		work.change.events.push(isConfirmed ? { ...found, replaces: true } : found);
		const waiting = this.#inside.outbox.get(event.id);
		const own = waiting?.contact === contact ? waiting.event : undefined;
		if (own) {
			work.change.confirmed.push(event.id);
			work.elsewhere.add(event.id);
			if (waiting && isHeld(waiting) && !isSame(own, event)) fall(work.fallen, waiting);
		}
		this.#tellFalse(event);
		touch(work, fold);
		reachChapter(fold, found.chapter);
		if (fold.ids.has(event.id)) {
			if (isSame(own, event)) {
				fold.ids.set(event.id, writer);
				if (!isUnknown(event) && isWord(event)) noteArrival(fold, event);
				return;
			}
			this.#takeBack(work, fold, event.id);
		}
		addEvent(fold, found);
		work.touched.get(fold)?.push(event);
	}

	/** I2, I4. */
	#takesPlace({ events }: Fold, event: DomainEvent | UnknownEvent): boolean {
		const earlier = events.find(({ id }) => id === event.id);
		if (!earlier) return false;
		if (displaces(event, earlier)) return true;
		return this.#hasEarlier && !displaces(earlier, event) && !isSameContent(earlier, event);
	}

	/** It is kept as it came, and read as if nobody had published it (live I4). */
	#tellFalse(event: DomainEvent | UnknownEvent): void {
		if (isUnknown(event) || event.type !== 'workflowPublished' || isTrueVersion(event)) return;
		const problem = `Version ${event.version} is not the hash of its content`;
		this.#inside.report(new Error(problem), `${event.id} in ${LIVE_ROOM}`);
	}

	async #confirm(work: Work, batch: Batch, at: Instant | undefined): Promise<void> {
		const { change } = work;
		const writers = new Map(batch.parts.map(({ room, writer }) => [room, writer]));
		for (const { event: own, contact, room } of batch.items) {
			const event = arrived(own, at);
			change.confirmed.push(event.id);
			const writer = writers.get(room) ?? 0;
			const fold = await this.#inside.folds.get(contact);
			const stored = fold.ids.get(event.id);
			work.known.add(entryKey(contact, event.id));
			if (stored !== undefined) {
				if (stored !== writer) this.#inside.outbox.startAfresh(batch);
				const again = { contact, chapter: contactChapter(room), event, writer };
				if (at !== undefined) await this.#noteOtherArrival(work, again);
				continue;
			}
			fold.ids.set(event.id, writer);
			change.events.push({ contact, chapter: contactChapter(room), event, writer });
			if (!isWord(event)) continue;
			noteArrival(fold, event);
			touch(work, fold);
		}
	}

	/** I4. */
	async #noteOtherArrival(work: Work, found: StoredEvent): Promise<void> {
		const { event, contact } = found;
		if (isUnknown(event) || event.arrivedAt === undefined) return;
		const fold = await this.#inside.folds.get(contact);
		const earlier = fold.events.find(({ id }) => id === event.id);
		if (!earlier || earlier.arrivedAt === event.arrivedAt) return;
		if (!isSameContent(earlier, event)) return;
		work.change.events.push({ ...found, replaces: true });
		touch(work, fold);
		noteArrival(fold, event);
	}

	/** What another host did instead, or may do: the person whom it was given to is told (E-26). */
	#takeBack({ change }: Work, fold: Fold, id: string): void {
		const event = fold.events.find((one) => one.id === id);
		const { host } = this.#inside;
		if (event?.type === 'conversationAssigned' && event.teammate === host) {
			change.settings[TAKEN_BACK + entryKey(fold.contact, id)] = false;
		}
		removeEvents(fold, new Set([id]));
	}

	async #refuse(work: Work, batch: Batch, { code, reason, now }: Refusal): Promise<void> {
		const { outbox } = this.#inside;
		if (code === CLOSE.rate || code === CLOSE.restarting) {
			// One may fit into what is left of a share where the whole batch does not.
			outbox.retry(batch, code === CLOSE.rate);
			work.pause = true;
			return;
		}
		if (code === CLOSE.clock) return this.#correct(work, batch, now);
		if (code === CLOSE.fenced) {
			return batch.isHeld ? outbox.retry(batch, false) : this.#withdraw(work, batch.items);
		}
		const [first, ...others] = batch.items;
		const isOneTurn = others.every(({ turn }) => turn !== undefined && turn === first?.turn);
		if (!isOneTurn) return outbox.retry(batch, true);
		// Another host decided otherwise, and its decision stands (I2).
		if (code === CLOSE.exists && first?.event.by.kind === 'engine') {
			if (batch.isHeld) fall(work.fallen, first);
			return this.#withdraw(work, batch.items);
		}
		if (code === CLOSE.tooLarge && (await this.#nextChapter(batch))) return;
		if (code === CLOSE.notNext && this.#earlierChapter(batch)) return;
		for (const item of batch.items) await this.#giveUp(work, item, reason);
	}

	/** A wrong clock is no fault of the words: they come again at another time. */
	async #correct(work: Work, batch: Batch, now: Instant | undefined): Promise<void> {
		const { clock, world, outbox } = this.#inside;
		const roundTripMs = batch.passed?.() ?? 0;
		if (now !== undefined) clock.set(measuredClock(now, world.now(), roundTripMs));
		if (!batch.isHeld && batch.fence !== 0) return this.#withdraw(work, batch.items);
		outbox.retry(batch, false);
		if (batch.isHeld) work.pause = true;
		else for (const { event } of batch.items) work.wrong.add(event.id);
	}

	/** The relay will never take it. */
	async #giveUp(work: Work, { event, contact }: PendingEvent, reason: string): Promise<void> {
		const fold = await this.#inside.folds.get(contact);
		if (fold.ids.get(event.id) !== undefined) {
			work.change.confirmed.push(event.id);
			return;
		}
		work.change.refused.push({ id: event.id, reason });
		work.undone.set(event.id, contact);
		touch(work, fold);
		removeEvents(fold, new Set([event.id]));
		work.touched.get(fold)?.push(event);
	}

	/**
	 * A room that is full ends its chapter (chapters I3). False for what has none. Storage keeps the
	 * old room: after a crash the relay refuses again, and the events come here again.
	 */
	async #nextChapter(batch: Batch): Promise<boolean> {
		const [first] = batch.items;
		const parsed = first && parseRoom(first.room);
		if (parsed?.kind !== 'contact') return false;
		const fold = await this.#inside.folds.get(parsed.contact);
		reachChapter(fold, parsed.chapter + 1);
		const { number } = fold.chapter;
		this.#inside.outbox.move(batch, (item) => {
			const chapter = Math.max(number, contactChapter(item.room));
			return { ...item, room: roomOf(item.contact, chapter, item.event) };
		});
		return true;
	}

	/** A log that was put back ends sooner: what others wrote between is still to come, or lost. */
	#earlierChapter(batch: Batch): boolean {
		const [first] = batch.items;
		const number = first ? contactChapter(first.room) - 1 : 0;
		if (number < 1) return false;
		this.#inside.outbox.move(batch, (item) =>
			contactChapter(item.room) === number + 1
				? { ...item, room: roomOf(item.contact, number, item.event) }
				: item,
		);
		return true;
	}

	/** I5. */
	async #letFall(work: Work, contact: string, since: Instant): Promise<void> {
		const { outbox, folds, now } = this.#inside;
		await this.#withdraw(work, outbox.takeLost(contact, stoodOn(since)));
		work.change.inbox.put.push(...newsSince(await folds.get(contact), since, now()));
	}

	/**
	 * Decided under a lease that is no longer ours: whoever holds it now decides again, from the
	 * same facts.
	 */
	async #withdraw(work: Work, items: readonly PendingEvent[]): Promise<void> {
		for (const { event, contact, decidedOn } of items) {
			const fold = await this.#inside.folds.get(contact);
			// The other holder has already written it: then it stays.
			if (fold.ids.get(event.id) !== undefined) {
				work.change.confirmed.push(event.id);
				continue;
			}
			work.change.withdrawn.push(event.id);
			work.undone.set(event.id, contact);
			touch(work, fold);
			this.#takeBack(work, fold, event.id);
			work.touched.get(fold)?.push(event);
			// Its holder may die before it looks at the news; deciding again harms nobody.
			if (decidedOn) {
				work.change.inbox.put.push({ ...decidedOn, arrivedAt: this.#inside.now() });
			}
		}
		work.change.inbox.drop.push(...items.map((item) => item.event.id));
	}
}

/** One absorbing, while it lasts. */
type Work = {
	change: ChangeDraft;
	/** Keys of what this absorbing has found at the relay. */
	known: Set<string>;
	/** The contacts of what was refused or withdrawn, by id. */
	undone: Map<string, string>;
	touched: Map<Fold, (DomainEvent | UnknownEvent)[]>;
	/** Ours, but brought by the feed: an ack that was lost, or another host that was quicker. */
	elsewhere: Set<string>;
	/** Ours, and refused because of their time. */
	wrong: Set<string>;
	fallen: Fallen;
	pause: boolean;
};

/** Changes it in place; nothing follows from it yet. */
function touch({ touched }: Work, fold: Fold): void {
	if (!touched.has(fold)) touched.set(fold, []);
}

function isSameContent(one: DomainEvent, other: DomainEvent | UnknownEvent): boolean {
	return !isUnknown(other) && canonicalJson(asLogged(one)) === canonicalJson(asLogged(other));
}

/** An entry that came after the refusal of ours, in the same absorbing, wins over it. */
function keepWhatIsKnown({ change, known, undone }: Work): void {
	const isKnown = (id: string) => known.has(entryKey(undone.get(id) ?? '', id));
	change.confirmed.push(...[...undone.keys()].filter(isKnown));
	change.withdrawn = change.withdrawn.filter((id) => !isKnown(id));
	change.refused = change.refused.filter(({ id }) => !isKnown(id));
}

/** Two hosts derive the same id for one effect, but not the same time and author. */
function isSame(own: DomainEvent | undefined, event: DomainEvent | UnknownEvent): boolean {
	return own !== undefined && !isUnknown(event) && own.at === event.at && own.by.id === event.by.id;
}
