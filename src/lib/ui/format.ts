import { DAY, HOUR, MINUTE, type Instant } from '../base/clock';

/**
 * Making an Intl formatter costs a millisecond and a list has hundreds of times: each is made once.
 */
const formatters = new Map<string, Intl.DateTimeFormat>();
const relatives = new Map<string, Intl.RelativeTimeFormat>();

/** As short as a list needs: `2 min`, `3 h`, `ayer`, `12 nov`. */
export function shortTime(at: Instant, now: Instant, locale: string): string {
	const age = Math.max(0, now - at);
	if (age < MINUTE) return relative(locale).format(0, 'second');
	if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
	const days = daysBetween(at, now);
	if (days === 0) return `${Math.floor(age / HOUR)} h`;
	if (days === 1) return relative(locale).format(-1, 'day');
	const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
	return date(locale, 'short', {
		day: 'numeric',
		month: 'short',
		...(sameYear ? {} : { year: '2-digit' }),
	}).format(at);
}

/** The time of day. */
export function clockTime(at: Instant, locale: string): string {
	return date(locale, 'clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

/** `hoy`, `ayer`, or the date: heads a day in a thread. */
export function dayName(at: Instant, now: Instant, locale: string): string {
	const days = daysBetween(at, now);
	if (Math.abs(days) <= 1) return capital(relative(locale).format(-days, 'day'));
	return date(locale, 'day', { day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

/** The whole moment, for tooltips and for what is due. */
export function fullTime(at: Instant, locale: string): string {
	return date(locale, 'full', { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }).format(
		at,
	);
}

export function daysBetween(earlier: Instant, later: Instant): number {
	const from = new Date(earlier).setHours(0, 0, 0, 0);
	const to = new Date(later).setHours(0, 0, 0, 0);
	return Math.round((to - from) / DAY);
}

function date(locale: string, name: string, options: Intl.DateTimeFormatOptions) {
	const key = `${locale} ${name} ${options.year ?? ''}`;
	let formatter = formatters.get(key);
	if (!formatter) formatters.set(key, (formatter = new Intl.DateTimeFormat(locale, options)));
	return formatter;
}

function relative(locale: string): Intl.RelativeTimeFormat {
	const known = relatives.get(locale);
	if (known) return known;
	const made = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
	relatives.set(locale, made);
	return made;
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
