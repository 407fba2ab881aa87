import type { Instant } from '../base/clock';
import type { Conversation } from './conversation';
import type { DomainEvent, EventOf } from './event';

/**
 * What the customer has seen of the words of the team and of the engine (E-29).
 *
 * S1 A look names what was new on the screen. A reply that arrives later is not seen, however old
 *    it is.
 * S2 A look without names, of an older messenger, covers everything up to its time.
 */

/** A look names no more, and no more is remembered: of longer absences the newest. */
export const MAX_UNSEEN = 20;

/** Whether the customer has seen this event: it was there when they last looked. */
export function isRead(
	{ readUpTo, unseen }: Conversation,
	{ id, at }: { id: string; at: Instant },
): boolean {
	return at <= readUpTo && !unseen?.some((one) => one.id === id);
}

/** A message or a question of which a customer can say that they have seen it. */
export function isForCustomer(
	event: DomainEvent,
): event is EventOf<'messageSent'> | EventOf<'promptShown'> {
	if (event.by.kind === 'contact') return false;
	return event.type === 'messageSent' || event.type === 'promptShown';
}

/** Takes note of what is to be seen; nothing happens with other events. */
export function show(conversation: Conversation, event: DomainEvent): void {
	if (!isForCustomer(event)) return;
	const { id, at } = event;
	const { unseen = [], seenAhead } = conversation;
	if (seenAhead?.includes(id)) {
		conversation.seenAhead = seenAhead.filter((other) => other !== id);
		return;
	}
	const newest = unseen.length < MAX_UNSEEN ? unseen : unseen.slice(1 - MAX_UNSEEN);
	conversation.unseen = [...newest, { id, at }];
}

export function look(conversation: Conversation, event: EventOf<'conversationRead'>): void {
	const { upTo, ids } = event;
	const { unseen = [], seenAhead = [], readUpTo } = conversation;
	conversation.readUpTo = Math.max(readUpTo, upTo);
	conversation.unseen = unseen.filter(({ id, at }) => (ids ? !ids.includes(id) : at > upTo));
	const ahead = ids?.filter((id) => !unseen.some((one) => one.id === id)) ?? [];
	if (ahead.length) conversation.seenAhead = [...seenAhead, ...ahead].slice(-MAX_UNSEEN);
}
