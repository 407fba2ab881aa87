import type { Result } from '../base/result';
import { TAKEN_BACK } from '../model/assignment';
import { type Conversation, conversationKey } from '../model/conversation';
import { joined } from '../model/mark';
import type { Changes } from './changes';
import { draftId } from './queries/drafts';
import type { Store } from './store';
import type { DraftMode, MarkRow } from './tables';
import { saving } from './write';

/** What belongs to the person of this device and is never sent anywhere: drafts and read marks. */

/** An empty draft is no draft. */
export function saveDraft(
	store: Store,
	draft: { conversation: string; mode: DraftMode; text: string; at: number },
): Promise<Result<Changes>> {
	const { text, at } = draft;
	const id = draftId(draft);
	return saving(() =>
		store.write(
			({ drafts }) => (text.trim() ? drafts.put({ id, text, at }) : drafts.bulkDelete([id])),
			['drafts'],
		),
	);
}

/** Reading never makes something unread: a mark only moves forward. */
export function markAfter(mark: MarkRow | undefined, as: Conversation): MarkRow {
	const { contact, id, updatedAt, lastCustomerAt = 0, heard = {} } = as;
	return {
		conversation: conversationKey(contact, id),
		readUpTo: Math.max(mark?.readUpTo ?? 0, updatedAt, lastCustomerAt),
		heard: joined(mark?.heard, heard),
	};
}

/** By the mark that there is now: another tab may have read further. */
export function saveRead(store: Store, as: Conversation): Promise<Result<Changes>> {
	const key = conversationKey(as.contact, as.id);
	return saving(() =>
		store.write(async ({ marks }) => marks.put(markAfter(await marks.get(key), as)), ['marks']),
	);
}

export function saveUnread(store: Store, key: string): Promise<Result<Changes>> {
	return saving(() => store.write(({ marks }) => marks.bulkDelete([key]), ['marks']));
}

/** Whether nobody had been told of it; asked by two tabs at once, one of them hears yes (E-26). */
export async function noteTold(store: Store, effect: string): Promise<boolean> {
	const name = TAKEN_BACK + effect;
	let isFirst = false;
	await store.write(async ({ settings }) => {
		isFirst = (await settings.get(name))?.value === false;
		if (isFirst) await settings.put({ name, value: true });
	}, []);
	return isFirst;
}
