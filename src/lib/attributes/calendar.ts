import { DAY, type Instant } from '../base/clock';

/**
 * Years are typed in one of two calendars: the Gregorian, which everybody is shown, and the one
 * that the locale counts in, such as the Buddhist year 2569 in Thailand. Nobody writes to a company
 * about a day of another century, so that a year tells its calendar by itself.
 */
export function isPlausibleYear(year: number): boolean {
	return year >= 1900 && year <= 2199;
}

export function isGregorian(locale: string): boolean {
	return calendarOf(locale) === 'gregory';
}

/** Whether the months are the Gregorian ones, even where the years are counted otherwise. */
export function hasOurMonths(locale: string): boolean {
	const { month, day } = partsIn(calendarOf(locale), KNOWN_DAY);
	return month === 11 && day === 22;
}

/** The day of this date in the calendar of the locale, if there is one within plausible years. */
export function dayInCalendar(
	locale: string,
	year: number,
	month: number,
	day: number,
): Instant | undefined {
	const calendar = calendarOf(locale);
	if (calendar === 'gregory' || year > 9999) return undefined;
	let near = KNOWN_DAY;
	for (let pass = 0; pass < PASSES; pass++) {
		const is = partsIn(calendar, near);
		const days = (year - is.year) * 365.2425 + (month - is.month) * 30 + (day - is.day);
		near += Math.round(days) * DAY;
	}
	for (let at = near - AROUND * DAY; at <= near + AROUND * DAY; at += DAY) {
		const is = partsIn(calendar, at);
		if (is.year === year && is.month === month && is.day === day) {
			return isPlausibleYear(new Date(at).getUTCFullYear()) ? at : undefined;
		}
	}
	return undefined;
}

/** 22 November 2026. */
const KNOWN_DAY = Date.UTC(2026, 10, 22);
/** Each comes closer, also where a year has 354 days; the days around are then looked at. */
const PASSES = 4;
const AROUND = 20;
const calendars = new Map<string, string>();
const formats = new Map<string, Intl.DateTimeFormat>();
const MAX_REMEMBERED = 500;

function calendarOf(locale: string): string {
	const known = calendars.get(locale);
	if (known !== undefined) return known;
	const { calendar } = new Intl.DateTimeFormat(locale).resolvedOptions();
	if (calendars.size >= MAX_REMEMBERED) calendars.clear();
	calendars.set(locale, calendar);
	return calendar;
}

function partsIn(calendar: string, at: Instant): { year: number; month: number; day: number } {
	let format = formats.get(calendar);
	if (!format) {
		const numeric = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
		format = new Intl.DateTimeFormat('en', { ...numeric, calendar, timeZone: 'UTC' });
		formats.set(calendar, format);
	}
	const parts = format.formatToParts(at);
	const part = (name: string) => Number(parts.find(({ type }) => type === name)?.value);
	return { year: part('year'), month: part('month'), day: part('day') };
}
