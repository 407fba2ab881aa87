import type { AttributeFormat } from './attribute';
import { booleanFormat } from './boolean';
import { dateFormat } from './date';
import { listFormat } from './list';
import { numberFormat } from './number';
import { textFormat } from './text';

/** OPEN SET 1. The place in this list is the place in every picker. */
export const attributeFormats = [
	textFormat,
	numberFormat,
	listFormat,
	booleanFormat,
	dateFormat,
] as const;

/**
 * Undefined for a format that a newer version brought: its values are kept and shown as they are.
 */
export function attributeFormat(format: string): AttributeFormat | undefined {
	return byFormat.get(format);
}

const byFormat = new Map<string, AttributeFormat>(
	attributeFormats.map((format): [string, AttributeFormat] => [format.format, format]),
);
