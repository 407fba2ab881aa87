import type { Instant } from '../base/clock';
import type { EventOf } from './event';
import type { PromptInput } from './prompt';

/**
 * Until when a rating that was just given can be given anew; undefined when it does not count.
 * `until` is what it was for the first one. All times are the customer's own, so what was given in
 * time counts however late it arrives (E-25).
 */
export function ratedUntil(
	rating: EventOf<'conversationRated'>,
	question: PromptInput | undefined,
	until: Instant | undefined,
): Instant | undefined {
	const { changeForMs = 0 } = question?.kind === 'rating' ? question : {};
	if (!isOnScale(rating, question) || isTooLate(rating, question, until)) return undefined;
	return until ?? rating.at + changeForMs;
}

/** It would have counted, had it been given before `until`. */
export function isTooLate(
	rating: EventOf<'conversationRated'>,
	question: PromptInput | undefined,
	until: Instant | undefined,
): boolean {
	return isOnScale(rating, question) && until !== undefined && rating.at > until;
}

function isOnScale(
	{ score }: EventOf<'conversationRated'>,
	question: PromptInput | undefined,
): boolean {
	return question?.kind !== 'rating' || score <= question.scale;
}
