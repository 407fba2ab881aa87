import { DAY, type Instant } from '../base/clock';
import { z } from '../model/schema';
import {
	type FormatText,
	compareNumbers,
	defineFormat,
	withKnown,
	KNOWN_OPERATORS,
	type Operator,
} from './attribute';

/**
 * Outside these years a date is a slip of the finger; and `Date.UTC` reads the years 0 to 99 as
 * 1900 to 1999.
 */
const EARLIEST = Date.UTC(1000, 0, 1);
const LATEST = Date.UTC(9999, 11, 31);

const Settings = z.object({ withTime: z.optional(z.boolean()) });

/**
 * A day, or an instant. Stored as milliseconds since 1970 in UTC, so it is an instant everywhere.
 */
export const dateFormat = defineFormat({
	format: 'date',
	settings: Settings,
	initialSettings: () => ({}),
	empty: null,
	value: () => z.number().check(z.gte(EARLIEST), z.lte(LATEST)),
	parse: (text, { withTime = false }) => readDate(text.trim(), withTime),
	print(value, { withTime = false }, locale) {
		if (typeof value !== 'number' || value < EARLIEST || value > LATEST) return '';
		return new Intl.DateTimeFormat(locale, {
			dateStyle: 'medium',
			...(withTime ? { timeStyle: 'short' } : {}),
			timeZone: 'UTC',
		}).format(value);
	},
	operators: {
		isBefore: compareNumbers((actual, expected) => actual < expected),
		isAfter: compareNumbers((actual, expected) => actual > expected),
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

/**
 * `2026-11-22`, `2026-11-22T10:30`, `22/11/2026` and `22-11-2026` (day first, as our languages
 * write it).
 */
function readDate(text: string, withTime: boolean): Instant | undefined {
	const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?Z?)?$/.exec(text);
	const local = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
	const [year, month, day] = (
		iso ? [iso[1], iso[2], iso[3]] : local ? [local[3], local[2], local[1]] : []
	).map(Number);
	if (year === undefined || month === undefined || day === undefined) return undefined;
	if (year < 1000) return undefined;
	const date = new Date(Date.UTC(year, month - 1, day));
	// 31 February would roll over into March: that is not what was written.
	if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
	const hour = Number(iso?.[4] ?? 0);
	const minute = Number(iso?.[5] ?? 0);
	if (hour > 23 || minute > 59) return undefined;
	return withTime ? date.getTime() + (hour * 60 + minute) * 60_000 : date.getTime();
}

function ago(test: (days: number, expected: number) => boolean): Operator {
	return {
		arity: 'one',
		expects: 'number',
		holds: (actual, expected, now) =>
			typeof actual === 'number' &&
			typeof expected === 'number' &&
			test((now - actual) / DAY, expected),
	};
}
