import type { Instant } from '../base/clock';
import type { DomainEvent, EventOf } from './event';
import type { PromptInput } from './prompt';
import { isTooLate, ratedUntil } from './rating';

type Rating = EventOf<'conversationRated'>;
type Given = Map<string, { event: Rating; until: Instant }>;

/** What counts as the answer to each question for a rating, of events in their order (E-25). */
export function givenRatings(events: readonly DomainEvent[]): Given {
	return ratingsOf(events).given;
}

/**
 * Those that came after their window, by their ids: nobody counts them, and both sides are told
 * that they came (B9).
 */
export function lateRatings(events: readonly DomainEvent[]): Map<string, Rating> {
	return ratingsOf(events).late;
}

function ratingsOf(events: readonly DomainEvent[]): { given: Given; late: Map<string, Rating> } {
	const ids = new Set(events.map(({ id }) => id));
	const asked = new Map<string, PromptInput>();
	const given: Given = new Map();
	const late = new Map<string, Rating>();
	for (const event of events) {
		if (event.type === 'promptShown') asked.set(event.id, event.input);
		if (event.type !== 'conversationRated' || event.prompt === undefined) continue;
		const { prompt } = event;
		// Nobody can answer what has not been asked; a question that is not among these came before.
		if (ids.has(prompt) && !asked.has(prompt)) continue;
		const before = given.get(prompt)?.until;
		const until = ratedUntil(event, asked.get(prompt), before);
		if (isTooLate(event, asked.get(prompt), before)) late.set(event.id, event);
		if (until !== undefined) given.set(prompt, { event, until });
	}
	return { given, late };
}
