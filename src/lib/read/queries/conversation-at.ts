import { conversationKey } from '../../model/conversation';
import type { Database } from '../tables';

/**
 * The key of the conversation that an address stored before means. Such an address holds the
 * conversation's id alone; where two contacts use one id, it means neither (case 51).
 */
export async function conversationAt(db: Database, id: string): Promise<string | undefined> {
	const keys = await db.conversations.toCollection().primaryKeys();
	const found = keys.filter((key) => key.endsWith(conversationKey('', id)));
	return found.length === 1 ? found[0] : undefined;
}
