import { type Instant, nextInstant } from '../base/clock';
import { newId } from '../base/id';
import type { PendingEvent } from '../core/ports';
import { type DomainEvent, logOf } from '../model/event';
import { contactRoom, LIVE_ROOM } from '../model/room';
import type { WritePosition } from '../read/write';
import { random } from './chance';
import type { Draft } from './desk';

/** Gives a teammate's drafts their id, time, author and room: from here on they never change. */
export function authored(
	drafts: readonly Draft[],
	by: { teammate: string; contact: string; position: WritePosition; now: Instant },
): PendingEvent[] {
	let at = by.position.after;
	return drafts.map((draft) => {
		at = nextInstant(at, by.now);
		const event: DomainEvent = {
			...draft,
			id: newId('ev', at, random),
			at,
			by: { kind: 'teammate', id: by.teammate },
		};
		const log = logOf(event);
		const room = log ? contactRoom(by.contact, by.position.chapter, log) : LIVE_ROOM;
		return { room, contact: log ? by.contact : '', event };
	});
}
