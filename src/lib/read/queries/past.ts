import { type DomainEvent, isUnknown } from '../../model/event';
import { logOf } from '../log';
import { askLogs } from './logs';
import type { Database } from '../tables';

/** Everybody of whom something is known here. */
export async function allContacts(db: Database): Promise<string[]> {
	return db.contacts.toCollection().primaryKeys();
}

/** All that happened to these contacts, in no order, but for what was refused or is unreadable. */
export async function pastOf(
	db: Database,
	contacts: readonly string[],
): Promise<Map<string, DomainEvent[]>> {
	const pasts = contacts.map(async (contact): Promise<[string, DomainEvent[]]> => {
		const log = await askLogs(db, (tables) => logOf(tables, contact));
		return [contact, log.flatMap(({ event }) => (isUnknown(event) ? [] : [event]))];
	});
	return new Map(await Promise.all(pasts));
}
