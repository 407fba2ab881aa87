import { DAY, type Instant, MINUTE } from '../base/clock';
import { type LocalTime, localTime, offsetAt } from '../base/zone';
import { z } from './schema';

/**
 * When people are there, in the zone of the workspace (STG-09): several intervals a day, which may
 * cross midnight, and days off. Pure: the zone's rules come from `Intl`, the time from the caller.
 */

const MINUTES_A_DAY = 24 * 60;
const MinuteOfDay = z.int().check(z.gte(0), z.lte(MINUTES_A_DAY));

/** From, to: minutes since midnight. An interval that ends before it begins ends the next day. */
const Interval = z.tuple([MinuteOfDay, MinuteOfDay]);

export const OfficeHours = z.object({
	/** IANA name. */
	timezone: z.string().check(z.maxLength(64)),
	/** By day of the week, `1` is Monday; a day that is missing is closed. */
	days: z.record(z.string().check(z.regex(/^[1-7]$/)), z.array(Interval).check(z.maxLength(12))),
	/** `2026-12-24`, or every year: `12-24`. */
	holidays: z.array(z.string().check(z.regex(/^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$/))),
});
export type OfficeHours = z.infer<typeof OfficeHours>;

/** Without office hours somebody is always there. */
export function isOpen(hours: OfficeHours | undefined, at: Instant): boolean {
	if (!hours) return true;
	const local = localTime(hours.timezone, at);
	const day = Math.floor(local / DAY) * DAY;
	const minute = Math.floor((local - day) / MINUTE);
	const today = intervalsOf(hours, day).some(([from, to]) =>
		to > from ? from <= minute && minute < to : from <= minute && to !== from,
	);
	const sinceYesterday = intervalsOf(hours, day - DAY).some(
		([from, to]) => to < from && minute < to,
	);
	return today || sinceYesterday;
}

/** The first open instant from `at` on; undefined when there is none within a year. */
export function nextOpening(hours: OfficeHours | undefined, at: Instant): Instant | undefined {
	if (!hours || isOpen(hours, at)) return at;
	if (Object.values(hours.days).every((intervals) => intervals.length === 0)) return undefined;
	const today = Math.floor(localTime(hours.timezone, at) / DAY) * DAY;
	// From yesterday on, because clocks that are put back may repeat its last hour.
	for (let day = today - DAY; day <= today + 366 * DAY; day += DAY) {
		// Three days at once: one that finds the change of clocks may find it before its own time.
		const days = [day, day + DAY, day + 2 * DAY];
		const openings = days.flatMap((one) => openingsOf(hours, one)).filter((one) => one >= at);
		const first = openings.sort((a, b) => a - b).find((opening) => isOpen(hours, opening));
		if (first !== undefined) return first;
	}
	return undefined;
}

/** Where an interval can begin on this day: at its own time, or when clocks are changed. */
function openingsOf(hours: OfficeHours, day: LocalTime): Instant[] {
	const { timezone } = hours;
	const early = offsetAt(timezone, day - DAY);
	const late = offsetAt(timezone, day + 2 * DAY);
	const starts = intervalsOf(hours, day).map(([from]) => day + from * MINUTE);
	const openings = starts.flatMap((start) => [start - early, start - late]);
	if (early !== late) openings.push(changeBetween(timezone, day - DAY, day + 2 * DAY));
	return openings;
}

/** The first instant of the new offset. */
function changeBetween(timezone: string, from: Instant, to: Instant): Instant {
	const before = offsetAt(timezone, from);
	let low = from;
	let high = to;
	while (high - low > 1) {
		const middle = Math.floor((low + high) / 2);
		if (offsetAt(timezone, middle) === before) low = middle;
		else high = middle;
	}
	return high;
}

function intervalsOf({ days, holidays }: OfficeHours, day: LocalTime): [number, number][] {
	const date = new Date(day);
	const iso = date.toISOString().slice(0, 10);
	if (holidays.includes(iso) || holidays.includes(iso.slice(5))) return [];
	return days[String(date.getUTCDay() || 7)] ?? [];
}
