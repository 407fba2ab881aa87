import type { Instant } from '../base/clock';
import type { DomainEvent, EventOf } from './event';
import type { PromptInput } from './prompt';
import { ratedUntil } from './rating';

/** What counts as the answer to each question for a rating, of events in their order (E-25). */
export function givenRatings(
	events: readonly DomainEvent[],
): Map<string, { event: EventOf<'conversationRated'>; until: Instant }> {
	const ids = new Set(events.map(({ id }) => id));
	const asked = new Map<string, PromptInput>();
	const given = new Map<string, { event: EventOf<'conversationRated'>; until: Instant }>();
	for (const event of events) {
		if (event.type === 'promptShown') asked.set(event.id, event.input);
		if (event.type !== 'conversationRated' || event.prompt === undefined) continue;
		const { prompt } = event;
		// Nobody can answer what has not been asked; a question that is not among these came before.
		if (ids.has(prompt) && !asked.has(prompt)) continue;
		const until = ratedUntil(event, asked.get(prompt), given.get(prompt)?.until);
		if (until !== undefined) given.set(prompt, { event, until });
	}
	return given;
}
