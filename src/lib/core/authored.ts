import { type Instant, nextInstant } from '../base/clock';
import { newId } from '../base/id';
import { type DomainEvent, type EventBody, logOf } from '../model/event';
import { isTeam, type Principal } from '../model/role';
import { contactRoom, LIVE_ROOM } from '../model/room';
import type { Fold } from './folds';
import type { PendingEvent } from './ports';

/** Gives drafts their id, time, author and room: from here on they never change. */
export function authored(
	drafts: readonly EventBody[],
	by: { me: Principal; fold: Fold; after: Instant; now: Instant; random: () => number },
): PendingEvent[] {
	const { me, fold } = by;
	let at = by.after;
	return drafts.map((draft) => {
		at = nextInstant(at, by.now);
		const event: DomainEvent = {
			...draft,
			id: newId('ev', at, by.random),
			at,
			by: { kind: isTeam(me.role) ? 'teammate' : 'contact', id: me.id },
		};
		const log = logOf(event);
		const room = log ? contactRoom(fold.contact, fold.chapter, log) : LIVE_ROOM;
		return { room, contact: fold.contact, event };
	});
}
