import type { Conversation } from '../lib/model/conversation';
import type { DomainEvent, EventBody } from '../lib/model/event';
import { isForCustomer, isRead, MAX_UNSEEN } from '../lib/model/looked';

/**
 * What a customer's looks are written as (model/looked). The answer is the event to write, and
 * undefined where the thread shows nothing that an earlier look does not cover.
 */
export function createLooks() {
	/** Events that a look covers which is written, or on its way to be. */
	const covered = new Set<string>();

	return function lookAt(
		id: string,
		conversation: Conversation | undefined,
		events: readonly DomainEvent[],
	): EventBody | undefined {
		const theirs = events.filter(
			(event) =>
				'conversation' in event && event.conversation === id && event.by.kind !== 'contact',
		);
		const fresh = theirs.filter(
			(event) => !covered.has(event.id) && !(conversation && isRead(conversation, event)),
		);
		const upTo = theirs.at(-1)?.at;
		if (upTo === undefined || fresh.length === 0) return undefined;
		for (const event of fresh) covered.add(event.id);
		const ids = fresh.filter(isForCustomer).map((event) => event.id);
		return { type: 'conversationRead', conversation: id, upTo, ids: ids.slice(-MAX_UNSEEN) };
	};
}
