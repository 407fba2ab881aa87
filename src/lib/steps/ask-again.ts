import type { Typed } from '../attributes/convert';
import { attributeFormat } from '../attributes/index';
import type { Reading } from '../attributes/reading';
import type { Locale } from '../model/workspace';
import type { StepContext } from './step';

/** Why a question comes again: answers that were not understood, or labels of what is missing. */
export type Why = { wrong: readonly Typed[] } | { missing: readonly string[] } | 'noOption';

/** What an answer of this format can look like: for somebody whose answer was not understood. */
export function exampleOf({ format, settings = {} }: Typed, reading: Reading): string | undefined {
	const kind = attributeFormat(format);
	const known = kind?.settings.safeParse(settings);
	return known?.success ? kind?.example?.(known.data, reading) : undefined;
}

/** The question, and below it in one sentence why it comes again (V-7). */
export function askedAgain(
	question: string,
	why: Why | undefined,
	{ locale, reading }: StepContext,
): string {
	return why ? `${question}\n\n${reasonOf(why, TEXT[locale], reading)}`.trim() : question;
}

/** More examples than this are no help. */
const MAX_EXAMPLES = 3;

function reasonOf(why: Why, text: Words, reading: Reading): string {
	if (why === 'noOption') return text.choose;
	if ('missing' in why) return `${text.missing} ${why.missing.join(', ')}.`;
	const examples = why.wrong.flatMap((one) => exampleOf(one, reading) ?? []);
	if (examples.length === 0) return text.wrong;
	return `${text.wrong} ${text.example} ${examples.slice(0, MAX_EXAMPLES).join(' · ')}`;
}

type Words = { wrong: string; example: string; missing: string; choose: string };

const TEXT: Record<Locale, Words> = {
	es: {
		wrong: 'No se entendió la respuesta.',
		example: 'Por ejemplo:',
		missing: 'Falta:',
		choose: 'Elige una de las opciones.',
	},
	en: {
		wrong: 'The answer was not understood.',
		example: 'For example:',
		missing: 'Still missing:',
		choose: 'Choose one of the options.',
	},
};
