import { DAY, HOUR, type Instant, MINUTE } from '../base/clock';
import { plainDigits } from '../base/digits';
import { instantOf, localDay } from '../base/zone';
import { dayInCalendar, hasOurMonths, isGregorian, isPlausibleYear } from './calendar';
import { type DateWords, dateWords, foldWord, partsOrder, WORD } from './date-words';

type DateReading = { locale: string; zone: string; now: Instant };

/**
 * A day as people of this locale write it: `2026-11-22`, `22/11/2026`, "Nov 22", "tomorrow", "next
 * Monday". A day is midnight in UTC; with a time it is an instant in the zone. What could be two
 * days is none, and is asked again.
 *
 * D1 A year from 1900 to 2199 is Gregorian. Another one is read in the calendar of the locale, and
 *    where that is Gregorian too it is asked again: 2569 is 2026 in Thai, and no year in English.
 * D2 What needs a calendar to be a day, and does not tell which, is asked again where the locale
 *    has its own: a year of two figures, and a month in figures where the months are others.
 * D3 `2569-11-22` as machines write it is that very day, where the locale's calendar is Gregorian.
 */
export function readDate(
	text: string,
	withTime: boolean,
	reading: DateReading,
): Instant | undefined {
	if (text.length > MAX_LENGTH) return undefined;
	const { rest, minutes, isUtc } = takeTime(plainDigits(text).trim());
	if (minutes === undefined) return undefined;
	const day = byMachine(rest, text, reading) ?? readDay(rest, reading);
	if (day === undefined || !withTime) return day;
	const local = day + minutes * MINUTE;
	return isUtc ? local : instantOf(reading.zone, local);
}

/** Longer texts tell a story. */
const MAX_LENGTH = 80;
const NEAR_YEARS = 20;

/** `10:30`, `10:30:00Z`, `5 pm`; midnight where no time is written. */
const TIME =
	/(?:^|[\sT,])(\d{1,2})(?::(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?(?: ?(a|p)\.? ?m\.?(?![\p{L}\d])| ?(Z)$)?/gu;

function takeTime(text: string): { rest: string; minutes: number | undefined; isUtc: boolean } {
	for (const match of text.matchAll(TIME)) {
		const [whole, hours, minute, , half, utc] = match;
		if (minute === undefined && half === undefined) continue;
		const rest = `${text.slice(0, match.index)} ${text.slice(match.index + whole.length)}`;
		const hour =
			half === undefined ? Number(hours) : (Number(hours) % 12) + (half === 'p' ? 12 : 0);
		const isTime =
			hour < 24 && Number(minute ?? 0) < 60 && (half === undefined || Number(hours) <= 12);
		const minutes = isTime ? (hour * HOUR) / MINUTE + Number(minute ?? 0) : undefined;
		return { rest: rest.trim(), minutes, isUtc: utc !== undefined };
	}
	return { rest: text, minutes: 0, isUtc: false };
}

/** D3. Digits of other scripts are typed by people. */
function byMachine(day: string, text: string, { locale }: DateReading): Instant | undefined {
	const [, year, month, date = ''] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
	return year !== undefined && text.includes(day) && isGregorian(locale)
		? dayOf(Number(year), Number(month), date)
		: undefined;
}

function readDay(text: string, reading: DateReading): Instant | undefined {
	const today = localDay(reading.zone, reading.now);
	const words = dateWords(reading.locale);
	const folded = foldWord(text).replace(/\s+/g, ' ');
	const near = words.near.get(folded.replace(/[.!,]$|,?( at| a las?)$/, ''));
	if (near !== undefined) return today + near * DAY;
	const tokens = folded.match(WORD) ?? [];
	const numbers = tokens.filter((token) => /^\d/.test(token));
	const names = tokens.filter((token) => !/^\d/.test(token) && !words.ignored.has(token));
	if (numbers.length === 0) return weekday(names, words, today);
	const months = names.flatMap((name) => words.months.get(name) ?? []);
	const isKnown = names.every((name) => words.months.has(name) || words.weekdays.has(name));
	if (!isKnown || months.length > 1 || numbers.some(({ length }) => length > 4)) return undefined;
	const [month] = months;
	if (month !== undefined) return named(numbers, month, reading.locale, today);
	// "3 4" is no date: two numbers need a mark between them.
	if (numbers.length === 2 && !/^\d{1,2}[/.-]\d{1,2}\.?$/.test(folded)) return undefined;
	return numeric(numbers, reading.locale, today);
}

/** "Monday", "next Monday": the first one after today. */
function weekday(names: string[], words: DateWords, today: Instant): Instant | undefined {
	const [name, other] = names.filter((one) => !words.next.has(one));
	const day = name === undefined ? undefined : words.weekdays.get(name);
	if (day === undefined || other !== undefined) return undefined;
	return today + (((day - new Date(today).getUTCDay() + 6) % 7) + 1) * DAY;
}

/** "22 Nov", "Nov 22 2026", "22 de noviembre de 26". */
function named(
	numbers: string[],
	month: number,
	locale: string,
	today: Instant,
): Instant | undefined {
	const [first = '', second, more] = numbers;
	if (more !== undefined) return undefined;
	if (second === undefined) return nearest(Number(first), month, today);
	const [year, day] = first.length > 2 ? [first, second] : [second, first];
	// The names of months are the Gregorian ones.
	if (!isPlausibleYear(Number(year)) && !hasOurMonths(locale)) return undefined;
	return dated(year, month, day, { locale, today });
}

/** All in figures: the year tells itself by its four, the rest stands as the locale writes it. */
function numeric(numbers: string[], locale: string, today: Instant): Instant | undefined {
	const [first = '', second = '', third, more] = numbers;
	if (more !== undefined || second === '') return undefined;
	const order = partsOrder(locale);
	const isDayFirst = order.indexOf('day') < order.indexOf('month');
	const isSure = order[0] !== 'year';
	if (third === undefined) {
		if (!hasOurMonths(locale)) return undefined;
		return only(first, second, isDayFirst, isSure, (day, month) =>
			nearest(Number(day), Number(month), today),
		);
	}
	const where = { locale, today };
	if (first.length > 2 || (third.length <= 2 && order[0] === 'year')) {
		return dated(first, Number(second), third, where);
	}
	return only(first, second, isDayFirst, isSure, (day, month) =>
		dated(third, Number(month), day, where),
	);
}

/** In the locale's order; the other way round where that is the only day there is. */
function only(
	first: string,
	second: string,
	isDayFirst: boolean,
	isSure: boolean,
	read: (day: string, month: string) => Instant | undefined,
): Instant | undefined {
	const [own, other] = isDayFirst
		? [read(first, second), read(second, first)]
		: [read(second, first), read(first, second)];
	if (!isSure && own !== undefined && other !== undefined && own !== other) return undefined;
	return own ?? other;
}

/** Without a year people mean the one in which it is closest. */
function nearest(day: number, month: number, today: Instant): Instant | undefined {
	const year = new Date(today).getUTCFullYear();
	const days = [year - 1, year, year + 1].flatMap((one) => dayOf(one, month, String(day)) ?? []);
	return days.sort((a, b) => Math.abs(a - today) - Math.abs(b - today))[0];
}

/** D1, D2. */
function dated(
	typedYear: string,
	month: number,
	day: string,
	{ locale, today }: { locale: string; today: Instant },
): Instant | undefined {
	if (typedYear.length < 3 && !isGregorian(locale)) return undefined;
	const year = fullYear(typedYear, today);
	if (isPlausibleYear(year)) return dayOf(year, month, day);
	return dayInCalendar(locale, year, month, Number(day));
}

/** Two figures are a year that was or comes soon. */
function fullYear(typed: string, today: Instant): number {
	if (typed.length !== 2) return Number(typed);
	const year = new Date(today).getUTCFullYear();
	const near = year - (year % 100) + Number(typed);
	return near > year + NEAR_YEARS ? near - 100 : near;
}

function dayOf(year: number, month: number, day: string): Instant | undefined {
	if (year < 1000 || year > 9999) return undefined;
	const date = new Date(Date.UTC(year, month - 1, Number(day)));
	// 31 February would roll over into March: that is not what was written.
	const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === Number(day);
	return isReal ? date.getTime() : undefined;
}
