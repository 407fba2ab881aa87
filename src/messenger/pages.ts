import type { Page } from '../launcher/protocol';
import { HOUR } from '../lib/base/clock';
import type { ContactState } from '../lib/model/contact-state';
import type { DomainEvent, EventBody } from '../lib/model/event';

/**
 * A visit is an event, and events stay for ever: who answers sees where the customer goes, not
 * every step of theirs; a page that changes its address all the time cannot fill a log (case 45).
 */
export const MAX_PAGES_PER_HOUR = 12;
/** Addresses and titles are cut here; the relay would refuse longer ones. */
const MAX_SHORT = 500;

/** What to write about the page; undefined when nobody answers there now or it says nothing new. */
export function pageToTell(
	{ url, title }: Page,
	state: ContactState,
	events: readonly DomainEvent[],
	now: number,
): EventBody | undefined {
	if (!Object.values(state.conversations).some(isAnswered)) return undefined;
	const told = events.flatMap((event) => {
		if (event.type === 'pageVisited') return [{ at: event.at, url: event.url }];
		return event.type === 'conversationStarted' ? [{ at: event.at, url: event.page ?? '' }] : [];
	});
	if (withoutPlace(told.at(-1)?.url ?? '') === withoutPlace(shortened(url))) return undefined;
	if (told.filter(({ at }) => at > now - HOUR).length >= MAX_PAGES_PER_HOUR) return undefined;
	return { type: 'pageVisited', url: shortened(url), title: shortened(title) };
}

export function shortened(text: string): string {
	return text.slice(0, MAX_SHORT);
}

function isAnswered({ lastMessage, state }: ContactState['conversations'][string]): boolean {
	return lastMessage !== undefined && state !== 'closed';
}

function withoutPlace(url: string): string {
	return url.replace(/#.*$/, '');
}
