/** Milliseconds since the Unix epoch, in relay-corrected time wherever a relay is connected. */
export type Instant = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * Starts to count, and tells how many milliseconds have passed: by the one of two clocks that has
 * gone further. The time of day may be set back, and the clock that only grows may stand still
 * while the device sleeps.
 */
export function stopwatch(world: { now(): number; elapsed(): number }): () => number {
	const [day, grown] = [world.now(), world.elapsed()];
	return () => Math.max(world.now() - day, world.elapsed() - grown);
}

/** `offsetMs` is `withinMs` away from the truth at most. */
export type MeasuredClock = { offsetMs: number; withinMs: number };

/** The relay said `relayNow` at some moment of the round trip that ends now. */
export function measuredClock(relayNow: number, now: number, roundTripMs: number): MeasuredClock {
	// Whole milliseconds: instants become part of ids.
	const withinMs = Math.ceil(roundTripMs / 2);
	return { offsetMs: Math.round(relayNow + roundTripMs / 2 - now), withinMs };
}

/**
 * The hybrid clock: never goes back and never gives the same instant twice on one device, even when
 * the wall clock jumps. Two devices may give the same instant; ids break the tie (see order.ts).
 */
export function nextInstant(last: Instant, now: Instant): Instant {
	return Math.max(last + 1, now);
}

/**
 * How far an author may be ahead of the relay's clock. The team and the engine may be further than
 * a contact, because what they write comes after what they have seen.
 */
export const AHEAD_MS = { contact: 5 * SECOND, team: 15 * SECOND };
/** How much of another's wrong clock is carried on: less than what the relay allows. */
export const CARRIED_MS = { contact: 3 * SECOND, team: 10 * SECOND };

/**
 * What is written comes after what was seen, so that an answer never sorts before what it answers;
 * but what lies far in the future is not followed there (abuse case 54).
 */
export function instantAfter(
	seen: Instant,
	now: Instant,
	carriedMs: number = CARRIED_MS.team,
): Instant {
	return nextInstant(Math.min(seen, now + carriedMs), now);
}
