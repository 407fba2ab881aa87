import type { Database, ConversationRow } from '../tables';
import { isUnread } from './unread';

export async function conversation(
	db: Database,
	id: string,
): Promise<(ConversationRow & { unread: boolean }) | undefined> {
	const [row, mark] = await Promise.all([db.conversations.get(id), db.marks.get(id)]);
	return row && { ...row, unread: isUnread(row.conversation, mark) };
}
