import { DAY, type Instant } from '../base/clock';
import type { Conversation } from './conversation';
import type { DomainEvent } from './event';
import { covers, isBeyond, joined, type Mark } from './mark';
import { isWord, saysSomething } from './placed';

/**
 * What a conversation remembers of the customer's words, and what an act does to them (E-29).
 *
 * H1 An act without a mark covers everything, as before there were marks.
 * H2 A word without a number is covered by every act.
 */

/** Without a number, what is older than this when it arrives was imported (E-18). */
const NEWS_MS = 3 * DAY;
/** Beyond this the second oldest goes: the first and the last ones say who waits since when. */
const MAX_UNANSWERED = 20;

/** Older ones are far up in the thread. */
const MAX_LATE = 100;

/** Takes note of a word; nothing happens with other events. */
export function hear(conversation: Conversation, event: DomainEvent): void {
	if (event.writtenAt !== undefined) {
		const late = Object.entries({ ...conversation.late, [event.id]: event.at });
		conversation.late = Object.fromEntries(late.slice(-MAX_LATE));
	}
	if (!saysSomething(event)) return;
	conversation.lastCustomerAt = Math.max(conversation.lastCustomerAt ?? 0, event.at);
	touch(conversation, newsAt(event));
	if (!isWord(event)) {
		conversation.lastUnnumberedAt = event.at;
		return;
	}
	const { device, nth } = event.said;
	conversation.heard = joined(conversation.heard, { [device]: nth });
	const waiting = [...(conversation.unanswered ?? []), { device, nth, at: event.at }];
	if (waiting.length > MAX_UNANSWERED) waiting.splice(1, 1);
	conversation.unanswered = waiting;
}

/** A person has dealt with what they had seen: who waits still, waits since the next word. */
export function answerWords(conversation: Conversation, seen: Mark | undefined): void {
	const { heard, unanswered = [], lastCustomerAt } = conversation;
	if (seen && heard && isBeyond(heard, seen)) {
		conversation.unanswered = unanswered.filter((word) => covers(seen, word) !== true);
		conversation.waitingSince = conversation.unanswered[0]?.at ?? lastCustomerAt;
	} else {
		conversation.unanswered = undefined;
		conversation.waitingSince = undefined;
	}
}

/** True when somebody who had heard it has closed it over each word. */
export function isClosedOver(conversation: Conversation, seen: Mark | undefined): boolean {
	const { closedOver, heard } = conversation;
	conversation.closedOver = joined(closedOver, seen ?? heard ?? {});
	return !heard || !isBeyond(heard, conversation.closedOver);
}

/** Moves it up in the list; it never moves down. */
export function touch(conversation: Conversation, at: Instant): void {
	conversation.updatedAt = Math.max(conversation.updatedAt, at);
}

/** Where it stands in a list that has the newest first: where it became known. */
function newsAt(event: DomainEvent): Instant {
	const { at, writtenAt = at, arrivedAt = at } = event;
	// What a device has numbered is news when it arrives, however long the device was offline.
	const isNews = isWord(event) || arrivedAt - writtenAt < NEWS_MS;
	return isNews ? Math.max(at, arrivedAt) : at;
}
