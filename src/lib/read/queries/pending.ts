import type { Database, PendingRow } from '../tables';

/** How many events wait on this device for the relay (U4). */
export function pendingCount(db: Database): Promise<number> {
	return db.pending.count();
}

/** The oldest of them, for the panel behind the sync pill. */
export function pendingEvents(db: Database, args: { limit: number }): Promise<PendingRow[]> {
	return db.pending.orderBy('order').limit(args.limit).toArray();
}
