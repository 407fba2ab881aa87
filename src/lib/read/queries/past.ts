import { type DomainEvent, isUnknown } from '../../model/event';
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
		const rows = await db.entries
			.where('[contact+chapter]')
			.between([contact, 0], [contact, Infinity])
			.toArray();
		return [
			contact,
			rows.flatMap(({ event, delivery }) =>
				delivery === 'failed' || isUnknown(event) ? [] : [event],
			),
		];
	});
	return new Map(await Promise.all(pasts));
}
