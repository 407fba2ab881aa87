import type { Database, PendingRow } from '../tables';

/**
 * The oldest events that wait on this device for the relay (U4), for the panel behind the sync
 * pill.
 */
export function pendingEvents(db: Database, args: { limit: number }): Promise<PendingRow[]> {
	const rows = db.pending.orderBy('order').filter(({ failed }) => failed === undefined);
	return rows.limit(args.limit).toArray();
}
