import { Ranges } from './ranges';
import { SKIP, type Place, type Scan, type Struct } from './update';

/**
 * Why Yjs would not apply all of an update now, by what is known and what the update brings itself:
 * it would throw, or let a part of it wait.
 */
export function whyNotApplicable(
	{ structs, deletions }: Extract<Scan, { ok: true }>,
	known: Ranges,
): string | undefined {
	const own = new Ranges();
	for (const { client, clock, length, content } of structs) {
		if (content === SKIP) return WAITS;
		own.add(client, clock, length);
	}
	const isThere = ({ client, clock }: Place) =>
		known.covers(client, clock, 1) || own.covers(client, clock, 1);
	for (const struct of structs) {
		const { client, clock, length } = struct;
		if (known.covers(client, clock, length)) continue;
		if (clock > 0 && !isThere({ client, clock: clock - 1 })) return WAITS;
		for (const place of placesOf(struct)) {
			if (place.client === client && place.clock >= clock) return 'it stands behind itself';
			if (!isThere(place)) return WAITS;
		}
	}
	for (const { client, clock, length } of deletions) {
		let at = clock;
		for (let end = -1; at < clock + length && at !== end;) {
			end = at;
			at = Math.max(known.end(client, at), own.end(client, at));
		}
		if (at < clock + length) return WAITS;
	}
	return undefined;
}

const WAITS = 'it waits for something missing';

function placesOf({ left, right, parent }: Struct): Place[] {
	return [left, right, parent].filter((place) => place !== undefined);
}
