import { MAX_TEXT_LENGTH, SHOWN_ENGINE } from './event';
import { FileRef } from './file';
import { Mark } from './mark';
import { PromptInput } from './prompt';
import { z } from './schema';

/**
 * What may stand in `shown`: a list of every field that a customer's device receives of what the
 * team and the engine write (P8, I8). A field that is not named here does not enter, whoever adds
 * it and however harmless it looks; its place is `desk`.
 */
export function mayBeShown(raw: unknown): boolean {
	const known = ShownEvent.safeParse(raw);
	return known.success && holdsNoMore(raw, known.data);
}

const Id = z.string().check(z.minLength(3), z.maxLength(80));
const Text = z.string().check(z.maxLength(MAX_TEXT_LENGTH));

/** A teammate writes under their own id, which the relay compares; the engine under no host's. */
const ShownAuthor = z.union([
	z.object({ kind: z.literal('engine'), id: z.literal(SHOWN_ENGINE.id) }),
	z.object({ kind: z.literal('teammate'), id: Id }),
]);

const envelope = { id: Id, at: z.number(), by: ShownAuthor, conversation: Id };
/** How far the author knew the customer's words, which are the customer's own. */
const act = { ...envelope, seen: z.optional(Mark) };

export const ShownEvent = z.discriminatedUnion('type', [
	z.object({
		...act,
		type: z.literal('messageSent'),
		text: Text,
		files: z.optional(z.array(FileRef).check(z.maxLength(10))),
		as: z.optional(z.string().check(z.maxLength(500))),
	}),
	z.object({
		...act,
		type: z.literal('promptShown'),
		text: Text,
		input: PromptInput,
		typing: z.boolean(),
		typingReturnsAt: z.optional(z.number()),
	}),
	z.object({ ...envelope, type: z.literal('promptClosed'), prompt: Id }),
	z.object({ ...envelope, type: z.literal('composerTakenAway'), until: z.number() }),
	z.object({ ...envelope, type: z.literal('composerGivenBack') }),
	z.object({ ...act, type: z.literal('conversationClosed') }),
	z.object({ ...envelope, type: z.literal('conversationReopened') }),
]);

/** Reading drops what the schema does not name; here nothing may have been dropped. */
function holdsNoMore(raw: unknown, known: unknown): boolean {
	if (!isRecord(raw) || !isRecord(known)) return true;
	return Object.keys(raw).every(
		(key) => Object.hasOwn(known, key) && holdsNoMore(raw[key], known[key]),
	);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
