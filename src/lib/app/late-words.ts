import { m } from '../i18n/paraglide/messages';
import type { Late } from '../model/placed';
import type { Run } from '../model/run';
import { clockTime, daysBetween, fullTime } from '../ui/format';

/** What people read about words that arrived after an act which had not seen them (E-29). */
export function lateWords(late: Late, locale: string): string {
	return m.inbox_late_words(timesOf(late, locale));
}

export function missedWords(missed: NonNullable<Run['missed']>, locale: string): string {
	return m.inbox_run_missed(timesOf(missed, locale));
}

function timesOf({ writtenAt, arrivedAt }: Late, locale: string) {
	const timeOf = daysBetween(writtenAt, arrivedAt) === 0 ? clockTime : fullTime;
	return { written: timeOf(writtenAt, locale), arrived: timeOf(arrivedAt, locale) };
}
