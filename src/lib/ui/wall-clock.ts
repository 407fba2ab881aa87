import {
	type CalendarDate,
	CalendarDateTime,
	fromAbsolute,
	toCalendarDate,
	toZoned,
} from '@internationalized/date';
import type { Instant } from '../base/clock';

/**
 * "Tomorrow at nine" on somebody's wall: a day added to an instant would be wrong twice a year,
 * when a day has 23 or 25 hours.
 */
export function atHour(now: Instant, inDays: number, hour: number, timeZone: string): Instant {
	const day = today(now, timeZone).add({ days: inDays });
	const moment = new CalendarDateTime(day.year, day.month, day.day, hour);
	return toZoned(moment, timeZone, 'compatible').toDate().getTime();
}

/** Days until the next Monday, at least one. */
export function daysUntilMonday(now: Instant, timeZone: string): number {
	const { year, month, day } = today(now, timeZone);
	// Sunday is 0; a calendar date at noon UTC has the same weekday everywhere.
	const weekday = new Date(Date.UTC(year, month - 1, day, 12)).getUTCDay();
	return (8 - weekday) % 7 || 7;
}

function today(now: Instant, timeZone: string): CalendarDate {
	return toCalendarDate(fromAbsolute(now, timeZone));
}
