import type { Contact } from '../../model/contact';
import type { Run } from '../../model/run';
import type { Database } from '../tables';
import { contact } from './contact';
import { conversation } from './conversation';
import type { ListedConversation } from './conversation-list';
import { runs } from './runs';
import { type Thread, thread } from './thread';

/** What a screen shows of one conversation. */
export type Opened = {
	id: string;
	/** Undefined where this device knows no such conversation. */
	row: ListedConversation | undefined;
	thread: Thread;
	contact: Contact | undefined;
	/** The contact's, newest first. */
	runs: Run[];
};

/** A conversation as it stands at one moment, with the newest `limit` entries of its thread. */
export function opened(
	db: Database,
	{ conversation: id, limit }: { conversation: string; limit: number },
): Promise<Opened> {
	const tables = [db.conversations, db.marks, db.entries, db.contacts, db.runs];
	return db.transaction('r', tables, async () => {
		const [row, said] = await Promise.all([
			conversation(db, id),
			thread(db, { conversation: id, limit }),
		]);
		const [who, ran] = row
			? await Promise.all([contact(db, row.contact), runs(db, { contact: row.contact })])
			: [undefined, []];
		return { id, row, thread: said, contact: who, runs: ran };
	});
}
