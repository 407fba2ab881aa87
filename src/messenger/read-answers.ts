import { acceptsAnswer, printAnswer, readDetail } from '../lib/attributes/form-field';
import { readPhone } from '../lib/attributes/phone';
import { knownZone } from '../lib/base/zone';
import type { AttributeValue } from '../lib/model/event';
import type { FormReading, PromptField } from '../lib/model/prompt';
import type { DetailReader } from './details';

/**
 * Reads what is typed into a form as the engine will. Loaded when the first form is shown: most
 * visitors never see one.
 */
export function readerOf(
	reading: FormReading | undefined,
	now: number,
	locale: string,
): (field: PromptField, typed: string) => boolean {
	const here = readingOf(reading, now, locale);
	return (field, typed) => acceptsAnswer(field, typed, here);
}

/** Writes what was answered at that time for the reader of the messenger. */
export function printerOf(
	reading: FormReading | undefined,
	at: number,
	locale: string,
): (field: PromptField, answer: AttributeValue) => string {
	const here = readingOf(reading, at, locale);
	return (field, answer) => printAnswer(field, answer, here, { ...here, locale });
}

/** Reads what the page says of its customer as a form would store it. */
export function detailReader(locale: string, now: number): DetailReader {
	const reading = readingOf(undefined, now, locale);
	return (key, value) => readDetail(key, value, reading);
}

function readingOf(reading: FormReading | undefined, now: number, locale: string) {
	const { zone = 'UTC', ...told } = reading ?? {};
	return { locale, ...told, zone: knownZone(zone), now, phone: readPhone };
}
