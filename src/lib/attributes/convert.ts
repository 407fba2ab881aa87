import type { AttributeValue } from '../model/event';
import { isKnown } from './attribute';
import { attributeFormat } from './index';
import type { Reading } from './reading';

/** A format with its settings, as attributes and fields have them. */
export type Typed = { format: string; settings?: unknown };

/** A value and what it is a value of. */
export type TypedValue = Typed & { value: AttributeValue };

/**
 * What somebody gave, as a value that the format accepts, whether it came as such or as typed
 * text. Undefined when the format cannot take it. The one reading of forms, chats and fields.
 */
export function readAnswer(
	{ format, settings = {} }: Typed,
	answer: AttributeValue,
	reading: Reading,
): AttributeValue | undefined {
	const kind = attributeFormat(format);
	const known = kind?.settings.safeParse(settings);
	if (!kind || !known?.success) return undefined;
	const value = typeof answer === 'string' ? kind.parse(answer, known.data, reading) : answer;
	const accepted = kind.value(known.data).safeParse(value);
	return accepted.success ? accepted.data : undefined;
}

/**
 * A value of one field as a value of another (V-3). Between fields of one format it stays the value
 * that it is; else it is written for the text that is to hold it, or as this person writes it.
 */
export function convert(
	{ value, ...source }: TypedValue,
	target: Typed,
	reading: Reading,
): AttributeValue | undefined {
	const [from, to] = [attributeFormat(source.format), attributeFormat(target.format)];
	const [theirs, ours] = [
		from?.settings.safeParse(source.settings ?? {}),
		to?.settings.safeParse(target.settings ?? {}),
	];
	if (!from || !to || !theirs?.success || !ours?.success || !isKnown(value)) return undefined;
	if (from === to && JSON.stringify(theirs.data) === JSON.stringify(ours.data)) return value;
	if (from === to) {
		const moved = to.from
			? to.from(value, { format: source.format, settings: theirs.data }, ours.data, reading)
			: value;
		return moved === undefined ? undefined : readAnswer(target, moved, reading);
	}
	const words =
		to.holdsWords && from.plain
			? from.plain(value, theirs.data)
			: from.print(value, theirs.data, reading);
	return readAnswer(target, words, reading);
}

/** False for one of a newer version, and for one that is not set up: a list without items. */
export function canBeAsked({ format, settings = {} }: Typed): boolean {
	const kind = attributeFormat(format);
	const known = kind?.settings.safeParse(settings);
	return kind !== undefined && known?.success === true && kind.isComplete?.(known.data) !== false;
}
