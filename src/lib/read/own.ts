import type { Result } from '../base/result';
import { type Conversation, conversationKey } from '../model/conversation';
import { joined } from '../model/mark';
import { draftId } from './queries/drafts';
import type { Database, DraftMode } from './tables';
import { saving } from './write';

/** What belongs to the person of this device and is never sent anywhere: drafts and read marks. */

/** An empty draft is no draft. */
export function saveDraft(
	db: Database,
	draft: { conversation: string; mode: DraftMode; text: string; at: number },
): Promise<Result<unknown>> {
	const id = draftId(draft);
	return saving<unknown>(() =>
		draft.text.trim()
			? db.drafts.put({ id, text: draft.text, at: draft.at })
			: db.drafts.delete(id),
	);
}

/** Reading never makes something unread: a mark only moves forward. */
export async function markRead(db: Database, as: Conversation): Promise<void> {
	const { contact, id, updatedAt, lastCustomerAt = 0, heard = {} } = as;
	const conversation = conversationKey(contact, id);
	await db.transaction('rw', db.marks, async () => {
		const mark = await db.marks.get(conversation);
		const readUpTo = Math.max(mark?.readUpTo ?? 0, updatedAt, lastCustomerAt);
		await db.marks.put({ conversation, readUpTo, heard: joined(mark?.heard, heard) });
	});
}

export async function markUnread(db: Database, conversation: string): Promise<void> {
	await db.marks.delete(conversation);
}
