import { DAY } from '../base/clock';

/** What people call months, weekdays and the days around today, from `Intl` in any language. */
export type DateWords = {
	/** 1 to 12. */
	months: Map<string, number>;
	/** 0 is Sunday. */
	weekdays: Map<string, number>;
	/** Words for days from today on, such as "tomorrow". */
	near: Map<string, number>;
	/** What stands between the parts of a date and says nothing. */
	ignored: Set<string>;
	/** What stands beside a weekday and says that it is the coming one. */
	next: Set<string>;
};

/** Figures, or letters with full stops within, as in "พ.ย". */
export const WORD = /\d+|[\p{L}\p{M}](?:[\p{L}\p{M}.]*[\p{L}\p{M}])?/gu;

/** Without case, and without the accents that people leave out. */
export function foldWord(text: string): string {
	return text
		.toLowerCase()
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.normalize('NFC')
		.trim();
}

/** In the reader's language, and in ours: many write to a company in one of those. */
export function dateWords(locale: string): DateWords {
	const known = remembered.get(locale);
	if (known) return known;
	const words: DateWords = {
		months: new Map(),
		weekdays: new Map(),
		near: new Map(NEAR_WORDS),
		ignored: new Set([...SMALL_WORDS, ...ORDINALS]),
		next: new Set(NEXT_WORDS),
	};
	for (const one of new Set([locale, 'es', 'en'])) addLanguage(words, one);
	if (remembered.size >= MAX_REMEMBERED) remembered.clear();
	remembered.set(locale, words);
	return words;
}

/** In which order the locale writes the parts of a date in figures. */
export function partsOrder(locale: string): string[] {
	return new Intl.DateTimeFormat(locale, { ...FIGURES, timeZone: 'UTC' })
		.formatToParts(0)
		.map(({ type }) => type)
		.filter((type) => type !== 'literal');
}

export const FIGURES = {
	calendar: 'gregory',
	year: 'numeric',
	month: '2-digit',
	day: '2-digit',
} as const;

const MAX_REMEMBERED = 50;
const remembered = new Map<string, DateWords>();
const SMALL_WORDS = ['de', 'del', 'el', 'la', 'las', 'los', 'a', 'the', 'of', 'on', 'at', 'in'];
const ORDINALS = ['st', 'nd', 'rd', 'th', 'o', 'ro', 'er', 'º'];
const NEAR_WORDS = [
	['day after tomorrow', 2],
	['the day after tomorrow', 2],
] as const;
const NEXT_WORDS = ['next', 'this', 'coming', 'proximo', 'este', 'que', 'viene'];
/** A Sunday, from which weekdays are counted. */
const SUNDAY = Date.UTC(2026, 10, 22);
const PLAIN = { calendar: 'gregory', timeZone: 'UTC' } as const;
const STYLES: Intl.DateTimeFormatOptions[] = [
	{ dateStyle: 'medium' },
	{ dateStyle: 'long' },
	{ month: 'long' },
	{ month: 'short' },
];

function addLanguage({ months, weekdays, near, ignored }: DateWords, locale: string): void {
	for (const style of STYLES) {
		const format = new Intl.DateTimeFormat(locale, { ...style, ...PLAIN });
		const printed = Array.from({ length: 12 }, (_, month) =>
			wordsOf(format.format(Date.UTC(2026, month, 22))),
		);
		printed.forEach((words, index) => {
			for (const word of words) {
				// What several months have is no name of one.
				if (printed.filter((other) => other.includes(word)).length > 1) ignored.add(word);
				else if (!months.has(word)) months.set(word, index + 1);
			}
		});
	}
	for (const weekday of ['long', 'short'] as const) {
		const format = new Intl.DateTimeFormat(locale, { weekday, ...PLAIN });
		for (let day = 0; day < 7; day++) {
			for (const word of wordsOf(format.format(SUNDAY + day * DAY))) {
				if (!months.has(word) && !weekdays.has(word)) weekdays.set(word, day);
			}
		}
	}
	const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
	for (let days = -7; days <= 30; days++) {
		const word = foldWord(relative.format(days, 'day'));
		if (!near.has(word)) near.set(word, days);
	}
}

function wordsOf(text: string): string[] {
	return (foldWord(text).match(WORD) ?? []).filter((word) => !/^\d/.test(word));
}
