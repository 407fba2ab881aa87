import { MINUTE } from '../base/clock';
import { z } from './schema';

/**
 * What the messenger is asked to put under a message so that the customer can answer.
 * Formats name an attribute format; labels are already in the customer's language.
 */
export const PromptOption = z.object({
	id: z.string().check(z.maxLength(64)),
	label: z.string().check(z.maxLength(200)),
});
export type PromptOption = z.infer<typeof PromptOption>;

export const PromptField = z.object({
	/** The key of the answer: an opaque attribute id, never its internal name. */
	id: z.string().check(z.maxLength(64)),
	label: z.string().check(z.maxLength(200)),
	format: z.string().check(z.maxLength(32)),
	required: z.boolean(),
	options: z.optional(z.array(PromptOption).check(z.maxLength(100))),
	/** What the format accepts, as its settings say it; without the options. */
	settings: z.optional(z.record(z.string(), z.unknown())),
});
export type PromptField = z.infer<typeof PromptField>;

/** How what is typed into a form is read: in whose language, in which zone and country. */
const FormReading = z.object({
	locale: z.string().check(z.maxLength(40)),
	zone: z.string().check(z.maxLength(64)),
	country: z.optional(z.string().check(z.maxLength(2))),
});
export type FormReading = z.infer<typeof FormReading>;

export const PromptInput = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('buttons'), options: z.array(PromptOption).check(z.maxLength(20)) }),
	z.object({
		kind: z.literal('form'),
		fields: z.array(PromptField).check(z.maxLength(20)),
		reading: z.optional(FormReading),
	}),
	z.object({
		kind: z.literal('rating'),
		scale: z.int().check(z.minimum(2), z.maximum(10)),
		/** How long after the first rating another one takes its place (E-25); absent: never. */
		changeForMs: z.optional(z.number()),
	}),
]);
export type PromptInput = z.infer<typeof PromptInput>;

/** A composer that was taken away comes back after this time at the latest (E-14). */
export const COMPOSER_ESCAPE_MS = 10 * MINUTE;
/** Asking more often than this is nagging: the customer has not been understood (E-14, E-22). */
export const MAX_ASKS = 3;
