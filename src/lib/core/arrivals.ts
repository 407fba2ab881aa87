import type { Arrival } from './inbound';

/** More wait for the next commit: what is live must not be long behind what is caught up with. */
const MAX_ARRIVALS = 1_024;
/** Contacts that one commit may touch: all of them must fit the folds' cache. */
const MAX_CONTACTS = 200;
/** A compacted room comes as one arrival. */
const MAX_BYTES = 4_000_000;

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
