import { canonicalJson } from '../../src/lib/model/version';
import { foldContact } from '../../src/lib/model/contact-state';
import type { DomainEvent } from '../../src/lib/model/event';
import { covers } from '../../src/lib/model/mark';
import { isWord, type Word } from '../../src/lib/model/placed';
import type { Fail } from './checks';

/** When the relay had stored an event for the first time, and when its author was told "saved". */
type Told = { savedAt: ReadonlyMap<string, number>; arrivals: ReadonlyMap<string, number> };

/**
 * I14: no customer's word ends closed that nobody who had it closed. Independent of the marks
 * where it can be: what arrived at the relay after a closing was saved, its author had not seen.
 */
export function checkWords(
	contact: string,
	/** As one device of the team holds them: with the times of arrival. */
	events: readonly DomainEvent[],
	told: Told,
	fail: Fail,
): void {
	const words = events.filter(isWord);
	if (!words.length) return;
	for (const { id, state } of Object.values(foldContact(contact, events).conversations)) {
		if (state !== 'closed') continue;
		const closings = events.filter(
			(event) => event.type === 'conversationClosed' && event.conversation === id,
		);
		const unseen = words.find(
			(word) => word.conversation === id && closings.every((act) => isUnseen(word, act, told)),
		);
		if (unseen) fail('I14', `${unseen.id} is closed in ${id}, and nobody who closed it had it`);
	}
}

function isUnseen(
	{ id: word, said, arrivedAt = 0 }: Word,
	{ id, seen }: DomainEvent,
	{ savedAt, arrivals }: Told,
): boolean {
	const saved = savedAt.get(id);
	if (saved !== undefined) return (arrivals.get(word) ?? arrivedAt) > saved;
	return seen !== undefined && covers(seen, said) === false;
}

/** I1: the same events and times of arrival are the same state everywhere. */
export function stateOf(contact: string, events: readonly DomainEvent[]): string {
	return canonicalJson(foldContact(contact, events).conversations);
}
