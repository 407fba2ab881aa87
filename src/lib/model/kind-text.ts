import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../base/clock';
import type { Locale } from './workspace';

/** Both languages of a kind, found beside it by the interface and never loaded by the engine. */
export type KindText = Record<
	Locale,
	{
		title: string;
		/** One sentence for the picker. */
		description: string;
		/** With `{placeholders}` filled by `summary`; see `summaryLine`. */
		summary: string;
		/** Port id → label, for ports whose label is not the author's own. */
		ports?: Record<string, string>;
		problems?: Record<string, string>;
		/** Why a step did nothing, as a sentence. */
		reasons?: Record<string, string>;
		/** Labels of the kind's own editor. */
		fields?: Record<string, string>;
	}
>;

/**
 * A string is the author's own words; a list holds keys of the kind's `fields`, shown as those
 * labels.
 */
export type Summary = Record<string, string | string[]>;

/** What a canvas node says in one line. */
export function summaryLine(text: KindText, locale: Locale, values: Summary): string {
	const { summary, fields = {} } = text[locale];
	return summary.replace(/\{(\w+)\}/g, (_whole, name: string) => {
		const value = values[name] ?? '';
		return Array.isArray(value) ? value.map((key) => fields[key] ?? key).join(', ') : value;
	});
}

/** The same in both languages: "90 s" would be read, "1.5 min" would be pondered. */
export function shortDuration(durationMs: Instant): string {
	const unit = UNITS.find(({ size }) => durationMs >= size && durationMs % size === 0);
	return unit ? `${durationMs / unit.size} ${unit.sign}` : `${Math.ceil(durationMs / SECOND)} s`;
}

const UNITS = [
	{ size: DAY, sign: 'd' },
	{ size: HOUR, sign: 'h' },
	{ size: MINUTE, sign: 'min' },
];
