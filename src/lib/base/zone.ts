import { DAY, type Instant } from './clock';

/**
 * Time zones: what the clock on a wall shows. Pure: the rules come from `Intl`, the time from the
 * caller.
 */

/** Instants as if the zone were UTC: whole days of them begin at midnight there. */
export type LocalTime = number;

export function localTime(zone: string, at: Instant): LocalTime {
	return at + offsetAt(zone, at);
}

/** The day on the wall, as midnight of that day in UTC: how days without a time are stored. */
export function localDay(zone: string, at: Instant): LocalTime {
	return Math.floor(localTime(zone, at) / DAY) * DAY;
}

/**
 * When the wall shows this. A time that happens twice is the first one; a time that is left out
 * when clocks go forward is as much later as they are put forward.
 */
export function instantOf(zone: string, local: LocalTime): Instant {
	const early = offsetAt(zone, local - DAY);
	const late = offsetAt(zone, local + DAY);
	const found = [local - early, local - late].filter((at) => localTime(zone, at) === local);
	return found.length > 0 ? Math.min(...found) : local - early;
}

export function offsetAt(zone: string, at: Instant): number {
	const parts: Record<string, number> = {};
	for (const { type, value } of ruleOf(zone).format.formatToParts(at)) parts[type] = Number(value);
	const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
	const local = Date.UTC(year, month - 1, day, hour, minute, second);
	return local - Math.floor(at / 1_000) * 1_000;
}

/** The zone itself, or UTC where this device does not know it: wrong by hours, not by days. */
export function knownZone(zone: string): string {
	return ruleOf(zone).name;
}

type ZoneRule = { format: Intl.DateTimeFormat; name: string };

/** Making a format takes a thousand times as long as using it, and asking its zone ten times. */
const rules = new Map<string, ZoneRule>();

function ruleOf(zone: string): ZoneRule {
	const known = rules.get(zone);
	if (known) return known;
	const options = {
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	} as const;
	let format: Intl.DateTimeFormat;
	try {
		format = new Intl.DateTimeFormat('en-US', { ...options, timeZone: zone });
	} catch {
		format = new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' });
	}
	const rule = { format, name: format.resolvedOptions().timeZone };
	rules.set(zone, rule);
	return rule;
}
