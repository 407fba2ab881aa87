import { Key } from './identifier';
import { z } from './schema';

/** A longer text is refused by the relay's guard and by every composer. */
export const MAX_TEXT_LENGTH = 10_000;

/** Attribute values as they are stored; each format parses its own on reading. */
export const AttributeValue = z.union([
	z.string().check(z.maxLength(MAX_TEXT_LENGTH)),
	z.number(),
	z.boolean(),
	z.null(),
	z.array(z.string().check(z.maxLength(500))).check(z.maxLength(100)),
]);
export type AttributeValue = z.infer<typeof AttributeValue>;

/** What a run learned: values by name, and the attribute formats of those that are no texts. */
export const Learned = {
	variables: z.optional(z.record(Key, AttributeValue)),
	formats: z.optional(z.record(Key, z.string().check(z.maxLength(32)))),
};

export type Formats = Record<string, string>;

/** What is learned takes the place of what had its name, and so does its format. */
export function formatsAfter(
	formats: Formats | undefined,
	learned: Record<string, unknown> | undefined,
	theirs: Formats | undefined,
): Formats | undefined {
	if (!learned || (!formats && !theirs)) return formats;
	const kept = Object.entries(formats ?? {}).filter(([name]) => !Object.hasOwn(learned, name));
	return { ...Object.fromEntries(kept), ...theirs };
}
