import { parseRoom } from '../model/room';
import type { Arrival } from './inbound';
import type { FeedEntry } from './ports';

/** More wait for the next commit: what is live must not be long behind what is caught up with. */
const MAX_ARRIVALS = 1_024;
/** Contacts that one commit may touch: all of them must fit the folds' cache. */
const MAX_CONTACTS = 200;
/** A compacted room comes as one arrival. */
const MAX_BYTES = 4_000_000;

/** What has come and is not stored yet. What was fetched overtakes the feed. */
export class Arrivals {
	#feed: Arrival[] = [];
	#ahead: FeedEntry[] = [];

	get size(): number {
		return this.#feed.length + this.#ahead.length;
	}

	add(arrivals: readonly Arrival[]): void {
		for (const arrival of arrivals) this.#feed.push(arrival);
	}

	addAhead(entries: readonly FeedEntry[]): void {
		for (const entry of entries) {
			if (parseRoom(entry.room)?.kind === 'contact') this.#ahead.push(entry);
		}
	}

	/**
	 * For one commit. What the engine has `handled` is no news, so it is not taken together with
	 * what may be news.
	 */
	take(handled: number): Arrival[] {
		if (!this.#ahead.length) return takeArrivals(this.#feed);
		const isHandled = ({ seq }: FeedEntry) => seq <= handled;
		const [first] = this.#ahead;
		const end = this.#ahead.findIndex((entry) => !first || isHandled(entry) !== isHandled(first));
		const same = this.#ahead.slice(0, end < 0 ? undefined : end);
		const some = takeArrivals(same.map((entry) => ({ entry, isAhead: true as const })));
		this.#ahead.splice(0, some.length);
		return some;
	}

	clear(): void {
		this.#feed = [];
		this.#ahead = [];
	}
}

/** Takes from the front what goes into one commit: at least one. */
export function takeArrivals(arrivals: Arrival[]): Arrival[] {
	const contacts = new Set<string>();
	let bytes = 0;
	let count = 0;
	for (const arrival of arrivals) {
		const entry = 'entry' in arrival ? arrival.entry : undefined;
		// An answer is about the contact of its push: counted as one that no other is about.
		contacts.add(entry ? contactPart(entry.room) : `push ${count}`);
		bytes += entry?.update.length ?? 0;
		const isFull = contacts.size > MAX_CONTACTS || bytes > MAX_BYTES || count === MAX_ARRIVALS;
		if (isFull && count > 0) break;
		count++;
	}
	return arrivals.splice(0, count);
}

/** The rooms of a contact begin alike: `contact/<id>/`. */
function contactPart(room: string): string {
	return room.slice(0, room.indexOf('/', room.indexOf('/') + 1));
}
