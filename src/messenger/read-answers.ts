import { acceptsAnswer } from '../lib/attributes/form-field';
import { readPhone } from '../lib/attributes/phone';
import { knownZone } from '../lib/base/zone';
import type { FormReading, PromptField } from '../lib/model/prompt';

/**
 * Reads what is typed into a form as the engine will. Loaded when the first form is shown: most
 * visitors never see one.
 */
export function readerOf(
	reading: FormReading | undefined,
	now: number,
	locale: string,
): (field: PromptField, typed: string) => boolean {
	const { zone = 'UTC', ...told } = reading ?? {};
	const here = { locale, ...told, zone: knownZone(zone), now, phone: readPhone };
	return (field, typed) => acceptsAnswer(field, typed, here);
}
