import { EarlyPlace } from '../model/early-place';
import { z } from '../model/schema';

/**
 * Client to server; anything else closes the socket with 4422. Apart from wire.ts, because only the
 * relay reads it.
 */
export const ClientMessage = z.discriminatedUnion('t', [
	z.object({ t: z.literal('hello'), v: z.number(), token: z.string().check(z.maxLength(4096)) }),
	/** In-band refresh: the new token must belong to the same principal. */
	z.object({ t: z.literal('token'), token: z.string().check(z.maxLength(4096)) }),
	z.object({ t: z.literal('feed'), since: z.int().check(z.minimum(0)) }),
	/** What lists show first, in short, from behind `before` on; answered by an `early` frame. */
	z.object({ t: z.literal('early'), before: z.optional(EarlyPlace) }),
	/** All of one contact, ahead of the feed; answered by `ahead` frames. */
	z.object({ t: z.literal('fetch'), contact: z.string().check(z.maxLength(80)) }),
	z.object({ t: z.literal('open'), channel: z.int().check(z.minimum(1)), room: z.string() }),
	z.object({ t: z.literal('close'), channel: z.int() }),
	z.object({
		t: z.literal('lease'),
		preference: z.int().check(z.minimum(0), z.maximum(2)),
		/** By the holder: up to here all is decided, and what was decided is here. */
		handled: z.optional(z.int().check(z.minimum(0))),
		/** It holds decisions that this log, which was put back, has lost. */
		restores: z.optional(z.boolean()),
	}),
	z.object({ t: z.literal('release') }),
	/** `away` takes this teammate out of `online` without closing the socket. */
	z.object({ t: z.literal('status'), status: z.enum(['online', 'away']) }),
	z.object({ t: z.literal('ping'), sent: z.number() }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;
