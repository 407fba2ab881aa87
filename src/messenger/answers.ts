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
 */
export function problemOf(
	field: PromptField,
	typed: string,
): 'missing' | 'email' | 'number' | undefined {
	const text = typed.trim();
	if (!text) return field.required ? 'missing' : undefined;
	if (field.id === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return 'email';
	if (field.format === 'number' && !/^[-+]?[\d.,\s]*\d[\d.,\s]*$/.test(text)) return 'number';
	return undefined;
}
