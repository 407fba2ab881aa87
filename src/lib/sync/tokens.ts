import { fail, ok } from '../base/result';
import { z } from '../model/schema';
import type { GetToken } from './socket';

/**
 * Access tokens for as long as the device's secret is good (`POST /api/token`). Several who ask at
 * once share one call.
 */
export function deviceTokens(options: {
	/** The relay's origin, such as `https://support.example.com`. */
	relay: string;
	secret: string;
	now(): number;
}): GetToken {
	let known: z.infer<typeof Answer> | undefined;
	let asking: ReturnType<GetToken> | undefined;

	async function ask(): ReturnType<GetToken> {
		let response: Response;
		try {
			response = await fetch(`${options.relay}/api/token`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ secret: options.secret }),
				signal: AbortSignal.timeout(TIMEOUT_MS),
			});
		} catch (error) {
			return fail('offline', { message: String(error) });
		}
		if (response.status === 401) return fail('signedOut');
		if (response.status === 410) return fail('gone');
		const answer = response.ok ? Answer.safeParse(await response.json()) : undefined;
		// Something between us and the relay answered: as good as no connection.
		if (!answer?.success) return fail('offline', { status: response.status });
		known = answer.data;
		return ok(known.token);
	}

	return async function token(fresh) {
		const isGood = known && known.expiresAt - options.now() > EXPIRY_MARGIN_MS;
		if (!fresh && known && isGood) return ok(known.token);
		asking ??= ask().finally(() => (asking = undefined));
		return asking;
	};
}

/** A token that ends sooner is not used for anything new. */
const EXPIRY_MARGIN_MS = 30_000;
const TIMEOUT_MS = 15_000;

const Answer = z.object({ token: z.string(), expiresAt: z.number() });
