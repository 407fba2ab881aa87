import type { Principal } from '../model/role';
import type { Inside } from './inside';
import type { PendingEvent } from './ports';

/**
 * From where the relay's log is read on. It may be another than the one that was read until now:
 * restored from a backup, or made anew. The old cursor means nothing there, and it may lack what
 * the other had confirmed, which whoever wrote it sends again. Ids keep what it has from doubling.
 */
export async function cursorIn(epoch: string, inside: Inside, me: Principal): Promise<number> {
	const { storage, outbox } = inside;
	const known = await storage.setting('epoch');
	if (known === epoch) return Number(await storage.setting('cursor')) || 0;
	const pending = known === undefined ? [] : await confirmedBefore(inside, me);
	await storage.commit({ pending, settings: { epoch, cursor: 0 } });
	outbox.otherLog();
	outbox.add(pending);
	return 0;
}

/** What this device may write again: each author may, and for the engine each of its hosts. */
async function confirmedBefore(
	{ storage, silences }: Inside,
	me: Principal,
): Promise<PendingEvent[]> {
	const items = await storage.confirmedBy(({ kind, id }) =>
		kind === 'engine' ? silences !== undefined : id === me.id,
	);
	return items.map((item) => ({ ...item, again: true }));
}
