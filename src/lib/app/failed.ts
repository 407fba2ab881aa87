import { isUnknown } from '../model/event';
import { fail, type Result } from '../base/result';
import type { EntryRow } from '../read/tables';
import type { Desk } from './desk';

/** What the relay refused stays with its author, who sends it again or gives it up (U6). */

/** Writes it anew, as an event of its own: the refused one is never sent again. */
export async function retryFailed(
	desk: Desk,
	{ id, contact, event }: Pick<EntryRow, 'id' | 'contact' | 'event'>,
): Promise<Result<unknown>> {
	if (isUnknown(event)) return fail('newerVersion');
	// Everything but its words is new: writing gives every draft an id, a time and an author.
	const written = await desk.write(contact, [event]);
	if (written.ok) await desk.discard(id);
	return written;
}

export function giveUpFailed(desk: Desk, id: string): Promise<void> {
	return desk.discard(id);
}
