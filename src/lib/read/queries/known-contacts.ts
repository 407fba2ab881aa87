import { type Contact, textAttribute } from '../../model/contact';
import type { Database } from '../tables';

/** The newest contacts who have told a name or an address, newest first. */
export async function knownContacts(db: Database, limit: number): Promise<Contact[]> {
	const rows = await db.contacts
		.orderBy('id')
		.reverse()
		.filter(({ contact }) => nameOf(contact) !== undefined)
		.limit(limit)
		.toArray();
	return rows.map(({ contact }) => contact);
}

function nameOf(contact: Contact): string | undefined {
	return textAttribute(contact, 'name') ?? textAttribute(contact, 'email');
}
