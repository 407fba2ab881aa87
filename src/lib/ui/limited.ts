import { excessOf } from '../base/excess';
import { m } from '../i18n/paraglide/messages';
import { getLocale } from '../i18n/paraglide/runtime';
import { announce } from './announce.svelte';

type Field = HTMLInputElement | HTMLTextAreaElement;

/**
 * Attached to a field that stores at most so many characters, instead of `maxlength`, which cuts
 * what is pasted without a word. A longer text stays in the field, is counted, and reaches nobody:
 * neither the handlers of the field nor its form.
 */
export function limited(
	max: number | null | undefined,
): (field: Field) => (() => void) | undefined {
	return (field) => {
		if (max === undefined || max === null) return undefined;
		const judge = (event: Event) => {
			const problem = tooLong(field.value, max);
			if (problem === '' && field.validationMessage === '') return;
			refuse(field, problem);
			if (problem === '') return;
			event.stopImmediatePropagation();
			// Leaving the field is not held up: it stays marked, and its form does not go.
			if (event.type !== 'input') return;
			field.reportValidity();
			announce(problem);
		};
		field.addEventListener('input', judge, true);
		field.addEventListener('change', judge, true);
		return () => {
			field.removeEventListener('input', judge, true);
			field.removeEventListener('change', judge, true);
		};
	};
}

/** True of a field that keeps what is too long: closing it would lose the words. */
export function keepsExcess({ target }: FocusEvent): boolean {
	return target instanceof HTMLTextAreaElement && target.validity.customError;
}

/** The sentence that counts; empty where it fits. */
export function tooLong(text: string, max: number): string {
	const count = excessOf(text, max);
	if (count === 0) return '';
	const { format } = new Intl.NumberFormat(getLocale());
	return m.shell_too_long({ length: format(text.length), max: format(max), count: format(count) });
}

function refuse(field: Field, problem: string): void {
	field.setCustomValidity(problem);
	if (problem) field.setAttribute('aria-invalid', 'true');
	else field.removeAttribute('aria-invalid');
}
