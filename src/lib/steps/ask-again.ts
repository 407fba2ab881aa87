import type { Typed } from '../attributes/convert';
import { attributeFormat } from '../attributes/index';
import type { Reading } from '../attributes/reading';
import type { Locale } from '../model/workspace';
import type { StepContext } from './step';

/** What an answer of this format can look like: for somebody whose answer was not understood. */
export function exampleOf({ format, settings = {} }: Typed, reading: Reading): string | undefined {
	const kind = attributeFormat(format);
	const known = kind?.settings.safeParse(settings);
	return known?.success ? kind?.example?.(known.data, reading) : undefined;
}

/** The question, and below it why it comes again (V-7). */
export function askedAgain(
	question: string,
	wrong: readonly Typed[],
	{ locale, reading }: StepContext,
): string {
	const examples = wrong.flatMap((one) => exampleOf(one, reading) ?? []);
	if (examples.length === 0) return question;
	return `${question}\n\n${AGAIN[locale]} ${examples.join(' · ')}`.trim();
}

const AGAIN: Record<Locale, string> = {
	es: 'No se entendió la respuesta. Por ejemplo:',
	en: 'The answer was not understood. For example:',
};
