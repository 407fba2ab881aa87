import { CARRIED_MS, type Instant, instantAfter, nextInstant } from '../base/clock';
import { newId } from '../base/id';
import { type DomainEvent, type EventBody, logOf, roomOf } from '../model/event';
import type { Conversation } from '../model/conversation';
import type { Said } from '../model/mark';
import { isAct } from '../model/placed';
import { isTeam, type Principal } from '../model/role';
import type { PendingEvent } from './ports';

/** Who writes, and what the new events come after. */
export type Authorship = {
	me: Principal;
	after: Instant;
	now: Instant;
	random: () => number;
	/** Of the contact, as the author sees them: an act says how far it had seen (E-29). */
	conversations?: Readonly<Record<string, Conversation>> | undefined;
	/** Of a contact: what their device wrote last. */
	last?: Said | undefined;
};

/** Gives drafts their id, time and author. The time alone may be corrected (restamp). */
export function stamped(drafts: readonly EventBody[], by: Authorship): DomainEvent[] {
	const isByTeam = isTeam(by.me.role);
	const carriedMs = isByTeam ? CARRIED_MS.team : CARRIED_MS.contact;
	let at = instantAfter(by.after, by.now, carriedMs) - 1;
	return drafts.map((draft, index) => {
		at = nextInstant(at, by.now);
		return {
			...draft,
			id: newId('ev', at, by.random),
			at,
			by: { kind: isByTeam ? 'teammate' : 'contact', id: by.me.id },
			...(isByTeam ? seenBy(draft, by.conversations) : numbered(by.last, index + 1)),
		};
	});
}

/** The same with the room in which each is written. */
export function authored(
	drafts: readonly EventBody[],
	by: Authorship & { contact: string; chapter: number },
): PendingEvent[] {
	return stamped(drafts, by).map((event) => {
		const contact = logOf(event) ? by.contact : '';
		return { room: roomOf(contact, by.chapter, event), contact, event };
	});
}

function numbered(last: Said | undefined, further: number): Pick<DomainEvent, 'said'> {
	return last ? { said: { device: last.device, nth: last.nth + further } } : {};
}

/** How far somebody who sees these conversations knows the words of the one that they act in. */
export function seenBy(
	act: EventBody,
	conversations: Readonly<Record<string, Conversation>> | undefined,
): Pick<DomainEvent, 'seen'> {
	if (
		!conversations ||
		!isAct(act.type) ||
		!('conversation' in act) ||
		act.conversation === undefined
	)
		return {};
	return { seen: conversations[act.conversation]?.heard ?? {} };
}
