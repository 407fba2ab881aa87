import { DAY } from '../lib/base/clock';

/**
 * Today the time, this week the weekday, else the date; `Intl` knows how each language writes them.
 */
export function shortWhen(at: number, now: number, locale: string): string {
	const format: Intl.DateTimeFormatOptions =
		dayOf(at) === dayOf(now)
			? { hour: 'numeric', minute: '2-digit' }
			: now - at < 6 * DAY
				? { weekday: 'short' }
				: { day: 'numeric', month: 'short' };
	return new Intl.DateTimeFormat(locale, format).format(at);
}

export function dayHeading(at: number, now: number, locale: string): string {
	const days = Math.round((startOfDay(at) - startOfDay(now)) / DAY);
	if (days === 0 || days === -1) {
		const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day');
		return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
	}
	return new Intl.DateTimeFormat(locale, {
		weekday: 'long',
		day: 'numeric',
		month: 'long',
	}).format(at);
}

export function dayOf(at: number): string {
	return new Date(at).toDateString();
}

function startOfDay(at: number): number {
	return new Date(at).setHours(0, 0, 0, 0);
}
