import { excessOf } from '../lib/base/excess';
import { m } from '../lib/i18n/paraglide/messages';
import { MAX_TEXT_LENGTH } from '../lib/model/event';
import { currentLocale } from './locale.svelte';

/**
 * The sentence that counts what does not fit into a message; empty where it fits. Nothing is cut:
 * the text stays in its field.
 */
export function tooLong(text: string, most: number = MAX_TEXT_LENGTH): string {
	const { length } = text.trim();
	const count = excessOf(text.trim(), most);
	if (count === 0) return '';
	const number = new Intl.NumberFormat(currentLocale());
	return m.messenger_too_long({
		length: number.format(length),
		max: number.format(most),
		count: number.format(count),
	});
}
