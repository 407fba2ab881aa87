import { type Instant, nextInstant } from '../base/clock';
import { newId } from '../base/id';
import { type DomainEvent, type EventBody, logOf, roomOf } from '../model/event';
import { isTeam, type Principal } from '../model/role';
import type { PendingEvent } from './ports';

/** Who writes, to which contact, and what the new events come after. */
export type Authorship = {
	me: Principal;
	contact: string;
	chapter: number;
	after: Instant;
	now: Instant;
	random: () => number;
};

/** Gives drafts their id, time, author and room: from here on they never change. */
export function authored(drafts: readonly EventBody[], by: Authorship): PendingEvent[] {
	let at = by.after;
	return drafts.map((draft) => {
		at = nextInstant(at, by.now);
		const event: DomainEvent = {
			...draft,
			id: newId('ev', at, by.random),
			at,
			by: { kind: isTeam(by.me.role) ? 'teammate' : 'contact', id: by.me.id },
		};
		const contact = logOf(event) ? by.contact : '';
		return { room: roomOf(contact, by.chapter, event), contact, event };
	});
}
