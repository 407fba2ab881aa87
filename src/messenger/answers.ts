import { excessOf } from '../lib/base/excess';
import { MAX_TEXT_LENGTH } from '../lib/model/event';
import type { PromptField } from '../lib/model/prompt';

type Input = {
	type: 'text' | 'email' | 'tel' | 'date' | 'datetime-local';
	autocomplete?: 'email' | 'tel' | 'name';
	inputmode?: 'decimal';
};

/**
 * How the platform best asks for a field: the right keyboard, and what the browser already knows.
 */
export function inputTypeOf(field: PromptField): Input {
	if (field.format === 'date') {
		return { type: field.settings?.['withTime'] === true ? 'datetime-local' : 'date' };
	}
	if (field.format === 'number') return { type: 'text', inputmode: 'decimal' };
	const shape = shapeOf(field);
	if (shape === 'email') return { type: 'email', autocomplete: 'email' };
	if (shape === 'phone') return { type: 'tel', autocomplete: 'tel' };
	return field.id === 'name' ? { type: 'text', autocomplete: 'name' } : { type: 'text' };
}

/**
 * What can be told before sending. `accepts` reads as the engine does; without it, until that is
 * loaded, nothing is wrong but what is missing. `isUnreadable` is the browser's word: half a date
 * has no value, and is not an answer left out.
 */
export function problemOf(
	field: PromptField,
	typed: string,
	isUnreadable = false,
	accepts?: (field: PromptField, typed: string) => boolean,
): Problem | undefined {
	const text = typed.trim();
	if (isUnreadable) return wrongOf(field);
	if (!text) return field.required ? 'missing' : undefined;
	if (excessOf(text, MAX_TEXT_LENGTH) > 0) return 'long';
	return !accepts || accepts(field, text) ? undefined : wrongOf(field);
}

/** What an event may take in a log (model/writable), without what is not typed. */
const MAX_FORM_BYTES = 60_000;

/**
 * The longest answer of a form whose answers do not fit into one event, and how much of it would
 * fit. Undefined where all of them fit.
 */
export function overlongOf(
	typed: Readonly<Record<string, string>>,
): { id: string; max: number } | undefined {
	const bytes = (text: string) => new TextEncoder().encode(text).length;
	const texts = Object.entries(typed).map(([id, text]) => ({ id, text: text.trim() }));
	const excess = texts.reduce((sum, { text }) => sum + bytes(text), 0) - MAX_FORM_BYTES;
	if (excess <= 0) return undefined;
	const { id, text } = texts.reduce((longest, one) =>
		bytes(one.text) > bytes(longest.text) ? one : longest,
	);
	const share = Math.max(0, 1 - excess / bytes(text));
	return { id, max: Math.floor(text.length * share) };
}

type Problem = 'missing' | 'email' | 'phone' | 'number' | 'date' | 'value' | 'long';

function wrongOf(field: PromptField): Problem {
	if (field.format === 'number' || field.format === 'date') return field.format;
	const shape = shapeOf(field);
	return shape === 'email' || shape === 'phone' ? shape : 'value';
}

/** Forms from before fields told it ask for these two by name. */
function shapeOf({ id, settings }: PromptField): unknown {
	return settings ? settings['shape'] : id;
}
