import { DAY } from '../base/clock';
import { instantOf, localDay } from '../base/zone';
import { z } from '../model/schema';
import {
	type FormatText,
	defineFormat,
	withKnown,
	KNOWN_OPERATORS,
	type Operator,
} from './attribute';
import { FIGURES } from './date-words';
import { readDate } from './read-date';

/** Outside these years a date is a slip of the finger. */
const EARLIEST = Date.UTC(1000, 0, 1);
const LATEST = Date.UTC(9999, 11, 31);

const Settings = z.object({ withTime: z.optional(z.boolean()) });

/**
 * A day, or an instant. Both are milliseconds since 1970; a day is its midnight in UTC, wherever it
 * is read, and begins at midnight in the workspace's zone.
 */
export const dateFormat = defineFormat({
	format: 'date',
	settings: Settings,
	initialSettings: () => ({}),
	empty: null,
	value: () => z.number().check(z.gte(EARLIEST), z.lte(LATEST)),
	parse: (text, { withTime = false }, reading) => readDate(text, withTime, reading),
	print(value, { withTime = false }, { locale, zone }) {
		if (typeof value !== 'number' || value < EARLIEST || value > LATEST) return '';
		const format = (options: Intl.DateTimeFormatOptions, language: string) =>
			formatFor(language, { ...options, calendar: 'gregory', timeZone: withTime ? zone : 'UTC' });
		const day = format({ dateStyle: 'medium' }, locale).format(value);
		if (!withTime) return day;
		return `${day}, ${format({ timeStyle: 'short', hourCycle: 'h23' }, 'en-GB').format(value)}`;
	},
	rules: (settings) => settings,
	example: (_settings, { locale, zone, now }) =>
		formatFor(locale, { ...FIGURES, timeZone: zone }).format(now),
	from(value, { format, settings }, { withTime = false }, { zone }) {
		if (typeof value !== 'number' || format !== 'date') return undefined;
		if (hasTime(settings) === withTime) return value;
		return withTime ? instantOf(zone, value) : localDay(zone, value);
	},
	given: (value, { withTime = false }, { zone }) =>
		withTime || typeof value !== 'number' || value % DAY === 0 ? value : localDay(zone, value),
	instant: (value, { withTime = false }, zone) =>
		typeof value !== 'number' ? undefined : withTime ? value : instantOf(zone, value),
	literal: (text) => readDate(text, false, { locale: 'en', zone: 'UTC', now: 0 }),
	plain: (value, { withTime = false }) =>
		typeof value === 'number' && value >= EARLIEST && value <= LATEST
			? new Date(value)
					.toISOString()
					.slice(0, withTime ? 16 : 10)
					.replace(/T(.*)$/, 'T$1Z')
			: '',
	operators: {
		isBefore: compareDays((actual, expected) => actual < expected),
		isAfter: compareDays((actual, expected) => actual > expected),
		isMoreThanDaysAgo: ago((days, expected) => days > expected),
		isLessThanDaysAgo: ago((days, expected) => days >= 0 && days < expected),
		...KNOWN_OPERATORS,
	},
	sortKey: (value) => (typeof value === 'number' ? value : -Infinity),
});

export const text: FormatText = {
	es: {
		title: 'Fecha',
		description: 'Un día, con hora si hace falta.',
		operators: /* @__PURE__ */ withKnown('es', {
			isBefore: 'es anterior a',
			isAfter: 'es posterior a',
			isMoreThanDaysAgo: 'fue hace más días que',
			isLessThanDaysAgo: 'fue hace menos días que',
		}),
		fields: { withTime: 'Con hora' },
	},
	en: {
		title: 'Date',
		description: 'A day, with a time if needed.',
		operators: /* @__PURE__ */ withKnown('en', {
			isBefore: 'is before',
			isAfter: 'is after',
			isMoreThanDaysAgo: 'was more days ago than',
			isLessThanDaysAgo: 'was fewer days ago than',
		}),
		fields: { withTime: 'With time' },
	},
};

/** Whether values of these settings are instants; without a time they are days. */
function hasTime(settings: unknown): boolean {
	return Settings.safeParse(settings).data?.withTime === true;
}

/**
 * A rule names a day. What happened at a time is compared by its day on the workspace's wall
 * (V-10); a rule from a file may name an instant.
 */
function compareDays(test: (actual: number, expected: number) => boolean): Operator {
	return {
		arity: 'one',
		holds(actual, expected, _now, { zone, settings } = NOWHERE) {
			if (typeof actual !== 'number' || typeof expected !== 'number') return false;
			const isDay = hasTime(settings) && expected % DAY === 0;
			return test(isDay ? localDay(zone, actual) : actual, expected);
		},
	};
}

/** Days by the calendar for a day, by the clock for an instant. */
function ago(test: (days: number, expected: number) => boolean): Operator {
	return {
		arity: 'one',
		expects: 'number',
		holds(actual, expected, now, { zone, settings } = NOWHERE) {
			if (typeof actual !== 'number' || typeof expected !== 'number') return false;
			return test(((hasTime(settings) ? now : localDay(zone, now)) - actual) / DAY, expected);
		},
	};
}

const NOWHERE = { zone: 'UTC', settings: {} };
const MAX_FORMATS = 200;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format takes a thousand times as long as using it. */
function formatFor(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = `${locale} ${JSON.stringify(options)}`;
	let format = formats.get(key);
	if (!format) {
		if (formats.size >= MAX_FORMATS) formats.clear();
		formats.set(key, (format = new Intl.DateTimeFormat(locale, options)));
	}
	return format;
}
