import { TAKEN_BACK } from '../../model/assignment';
import { isUnknown } from '../../model/event';
import type { Database } from '../tables';

/** The key of what was this person's for a moment: two hosts had chosen two people (E-26). */
export type TakenBack = { effect: string; conversation: string; isTold: boolean };

/**
 * Those that were decided for somebody else. What was decided once more for the same person is not
 * lost.
 */
export async function takenBack(db: Database, { me }: { me: string }): Promise<TakenBack[]> {
	const kept = await db.settings.where('name').startsWith(TAKEN_BACK).toArray();
	const effects = kept.map(({ name }) => name.slice(TAKEN_BACK.length));
	const entries = await db.entries.bulkGet(effects);
	return kept.flatMap(({ value }, index) => {
		const { event, thread } = entries[index] ?? {};
		if (!event || isUnknown(event) || event.type !== 'conversationAssigned') return [];
		const { id: effect, teammate } = event;
		const isMine = !teammate || teammate === me;
		return isMine ? [] : [{ effect, conversation: thread ?? '', isTold: value === true }];
	});
}
