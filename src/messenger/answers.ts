import { excessOf } from '../lib/base/excess';
import { MAX_TEXT_LENGTH } from '../lib/model/event';
import type { PromptField } from '../lib/model/prompt';

/**
 * How the platform best asks for a field: the right keyboard, and what the browser already knows.
 */
export function inputTypeOf(field: PromptField): {
	type: 'text' | 'email' | 'tel' | 'date';
	autocomplete?: 'email' | 'tel' | 'name';
	inputmode?: 'decimal';
} {
	if (field.id === 'email') return { type: 'email', autocomplete: 'email' };
	if (field.id === 'phone') return { type: 'tel', autocomplete: 'tel' };
	if (field.id === 'name') return { type: 'text', autocomplete: 'name' };
	if (field.format === 'number') return { type: 'text', inputmode: 'decimal' };
	return { type: field.format === 'date' ? 'date' : 'text' };
}

/**
 * What can be told before sending. The engine reads every answer again by the attribute's own
 * format and asks once more for what it does not accept, so this is a kindness and no protection.
 * `isUnreadable` is the browser's word: half a date has no value, and is not an answer left out.
 */
export function problemOf(
	{ id, format, required, options }: PromptField,
	typed: string,
	isUnreadable = false,
): Problem | undefined {
	const text = typed.trim();
	const isDate = format === 'date';
	if (isDate && isUnreadable) return 'date';
	if (!text) return required ? 'missing' : undefined;
	if (excessOf(text, MAX_TEXT_LENGTH) > 0) return 'long';
	if (options) return options.some((option) => option.id === text) ? undefined : 'value';
	if (id === 'email') return EMAIL.test(text) ? undefined : 'email';
	if (id === 'phone') return PHONE.test(text) ? undefined : 'phone';
	if (format === 'number') return NUMBER.test(text) ? undefined : 'number';
	return isDate && !DATE.test(text) ? 'date' : undefined;
}

type Problem = 'missing' | 'email' | 'phone' | 'number' | 'date' | 'value' | 'long';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** Six digits are the shortest number that somebody can be called at. */
const PHONE = /^\+?[\s().-]*(\d[\s().-]*){6,20}$/;
const NUMBER = /^[-+]?[\d.,\s]*\d[\d.,\s]*$/;
/** As the browser's own field gives it. */
const DATE = /^\d{4}-\d{2}-\d{2}$/;
