import type { Instant } from '../base/clock';
import type { EventOf } from './event';
import type { PromptInput } from './prompt';

/**
 * Until when a rating that was just given can be given anew; undefined when it does not count.
 * `until` is what it was for the first one. All times are the customer's own, so what was given in
 * time counts however late it arrives (E-25).
 */
export function ratedUntil(
	{ score, at }: EventOf<'conversationRated'>,
	question: PromptInput | undefined,
	until: Instant | undefined,
): Instant | undefined {
	const { scale = score, changeForMs = 0 } = question?.kind === 'rating' ? question : {};
	if (score > scale || (until !== undefined && at > until)) return undefined;
	return until ?? at + changeForMs;
}
