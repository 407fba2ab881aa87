import type { ConversationRow, Database } from '../tables';

/** A contact's conversations, newest first: "previous conversations" in the details. */
export async function conversationsOf(db: Database, contact: string): Promise<ConversationRow[]> {
	const rows = await db.conversations.where({ contact }).toArray();
	return rows
		.filter((row) => row.shelf !== 'hidden')
		.sort((a, b) => b.updatedAt - a.updatedAt)
		.slice(0, MAX_SHOWN);
}

/** Older ones are reached through search. */
const MAX_SHOWN = 100;
