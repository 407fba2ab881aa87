import type { Contact } from '../../model/contact';
import type { Database } from '../tables';

export async function contact(db: Database, id: string): Promise<Contact | undefined> {
	return (await db.contacts.get(id))?.contact;
}
