import { type Contact, textAttribute } from '../../model/contact';
import type { Database } from '../tables';

/** Most visitors never tell their name: further back than this nobody is looked for. */
const LOOKED_AT = 500;

/** The newest contacts who have told a name or an address, newest first. */
export async function knownContacts(db: Database, limit: number): Promise<Contact[]> {
	const rows = await db.contacts.orderBy('id').reverse().limit(LOOKED_AT).toArray();
	const known = rows.filter(({ contact }) => isKnown(contact));
	return known.slice(0, limit).map(({ contact }) => contact);
}

function isKnown(contact: Contact): boolean {
	return ['name', 'email'].some((attribute) => textAttribute(contact, attribute) !== undefined);
}
