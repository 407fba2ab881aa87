import type { Instant } from '../base/clock';
import type { DomainEvent, EventOf } from './event';
import type { PromptInput } from './prompt';

/** A rating that counts; until then the customer can give it anew. */
export type GivenRating = { event: EventOf<'conversationRated'>; changeableUntil: Instant };

/**
 * What a rating changes of the one that was there: undefined when it does not count. Both times are
 * the customer's own, so one that was given in time counts however late it arrives (E-25).
 */
export function ratedAnew(
	event: EventOf<'conversationRated'>,
	before: { changeableUntil: Instant } | undefined,
	question: PromptInput | undefined,
): GivenRating | undefined {
	const { scale = Infinity, changeForMs = 0 } = question?.kind === 'rating' ? question : {};
	if (event.score > scale) return undefined;
	if (!before) return { event, changeableUntil: event.at + changeForMs };
	return event.at <= before.changeableUntil ? { ...before, event } : undefined;
}

/** What counts as the answer to each question for a rating, of events in their order. */
export function ratingsByQuestion(events: readonly DomainEvent[]): Map<string, GivenRating> {
	const asked = new Map<string, PromptInput>();
	const given = new Map<string, GivenRating>();
	for (const event of events) {
		if (event.type === 'promptShown') asked.set(event.id, event.input);
		if (event.type !== 'conversationRated' || event.prompt === undefined) continue;
		const counts = ratedAnew(event, given.get(event.prompt), asked.get(event.prompt));
		if (counts) given.set(event.prompt, counts);
	}
	return given;
}
