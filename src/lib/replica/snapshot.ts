import { PROJECTION } from '../read/projection';
import type { ListedConversation, ViewCounts } from './views';

/** What the next start shows first: it is read at once, and all the rest after it. */
export type Snapshot = { projection: number; counts: ViewCounts; rows: ListedConversation[] };

/** This device has written it, of rows that this version understands. */
export function isSnapshot(stored: unknown): stored is Snapshot {
	return (
		typeof stored === 'object' &&
		stored !== null &&
		'projection' in stored &&
		stored.projection === PROJECTION
	);
}
