import { TAKEN_BACK } from '../../model/assignment';
import { contactOf } from '../../model/conversation';
import { isUnknown } from '../../model/event';
import { entryKey } from '../../model/logged';
import { entriesOf } from '../log';
import { askLogs } from './logs';
import type { Database } from '../tables';

/**
 * What was this person's for a moment, by its `entryKey`: two hosts had chosen two people (E-26).
 */
export type TakenBack = { effect: string; conversation: string };

/**
 * Those that were decided for somebody else, and of which nobody has been told. What was decided
 * once more for the same person is not lost.
 */
export async function takenBack(db: Database, { me }: { me: string }): Promise<TakenBack[]> {
	const kept = await db.settings.where('name').startsWith(TAKEN_BACK).toArray();
	const found: TakenBack[] = [];
	for (const { name } of kept.filter(({ value }) => value === false)) {
		const key = name.slice(TAKEN_BACK.length);
		const contact = contactOf(key);
		const entries = await askLogs(db, (tables) => entriesOf(tables, contact));
		const { event, thread = '' } = entries.find(({ id }) => entryKey(contact, id) === key) ?? {};
		if (!event || isUnknown(event) || event.type !== 'conversationAssigned') continue;
		const isMine = !event.teammate || event.teammate === me;
		if (!isMine) found.push({ effect: key, conversation: thread });
	}
	return found;
}
