import type { Database } from '../tables';
import type { ListedConversation } from './conversation-list';
import { withUnread } from './unread';

export async function conversation(
	db: Database,
	id: string,
): Promise<ListedConversation | undefined> {
	const row = await db.conversations.get(id);
	return row && (await withUnread(db, [row]))[0];
}
