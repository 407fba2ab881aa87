/** Milliseconds since the Unix epoch, in relay-corrected time wherever a relay is connected. */
export type Instant = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * The hybrid clock: never goes back and never gives the same instant twice on one device, even when
 * the wall clock jumps. Two devices may give the same instant; ids break the tie (see order.ts).
 */
export function nextInstant(last: Instant, now: Instant): Instant {
	return Math.max(last + 1, now);
}
