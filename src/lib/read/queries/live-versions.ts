import { type EventOf, isUnknown } from '../../model/event';
import { isTrueVersion } from '../../model/version';
import { entriesOf } from '../log';
import { askLogs } from './logs';
import type { Database, EntryRow } from '../tables';

export type LiveLogEvent = EventOf<'workflowPublished'> | EventOf<'workflowStopped'>;

/** The workspace's log of publishing and stopping, oldest first; no false version (live I4). */
export async function liveLog(db: Database): Promise<LiveLogEvent[]> {
	return liveEventsOf(await askLogs(db, (tables) => entriesOf(tables, '')));
}

export function liveEventsOf(rows: readonly EntryRow[]): LiveLogEvent[] {
	return rows
		.flatMap(({ event, delivery }) =>
			delivery !== 'failed' &&
			!isUnknown(event) &&
			((event.type === 'workflowPublished' && isTrueVersion(event)) ||
				event.type === 'workflowStopped')
				? [event]
				: [],
		)
		.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}
