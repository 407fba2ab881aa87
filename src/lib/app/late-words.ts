import { m } from '../i18n/paraglide/messages';
import type { Run } from '../model/run';
import { clockTime, daysBetween, fullTime } from '../ui/format';

/** What people read about words that arrived after an act which had not seen them (E-29). */
export function lateWords(writtenAt: number, arrivedAt: number, locale: string): string {
	return m.inbox_late_words(timesOf(writtenAt, arrivedAt, locale));
}

export function missedWords(
	{ writtenAt, arrivedAt }: NonNullable<Run['missed']>,
	locale: string,
): string {
	return m.inbox_run_missed(timesOf(writtenAt, arrivedAt, locale));
}

function timesOf(writtenAt: number, arrivedAt: number, locale: string) {
	const timeOf = daysBetween(writtenAt, arrivedAt) === 0 ? clockTime : fullTime;
	return { written: timeOf(writtenAt, locale), arrived: timeOf(arrivedAt, locale) };
}
