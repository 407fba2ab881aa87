import { attributeFormat } from '../attributes/index';
import type { AttributeValue } from '../model/event';

/**
 * What somebody gave, as a value that the format accepts, whether it came as such or as typed
 * text. Undefined when the format cannot take it.
 */
export function readAnswer(
	{ format, settings = {} }: { format: string; settings?: unknown },
	answer: AttributeValue,
): AttributeValue | undefined {
	const kind = attributeFormat(format);
	const read = kind?.settings.safeParse(settings);
	if (!kind || !read?.success) return undefined;
	const value = kind.value(read.data).safeParse(answer);
	if (value.success) return value.data;
	return typeof answer === 'string' ? kind.parse(answer, read.data) : undefined;
}
