import type { Principal } from '../model/role';
import type { Inside } from './inside';
import type { InboxItem, PendingEvent, Welcome } from './ports';

/**
 * From where the relay's log is read on. It may be another than the one that was read until now:
 * restored from a backup, or made anew. So is one that ends before what was read of it, whatever
 * it is called. The old cursor means nothing there, and it may lack what the other had confirmed,
 * which each author sends again. Ids keep what it has from doubling. `hasEarlier`: some of what is
 * here may be of an earlier log.
 */
export async function cursorIn(
	{ epoch, head }: Pick<Welcome, 'epoch' | 'head'>,
	inside: Inside,
	me: Principal,
): Promise<{ cursor: number; hasEarlier: boolean }> {
	const { storage, outbox, folds } = inside;
	const known = await storage.setting('epoch');
	const cursor = Number(await storage.setting('cursor')) || 0;
	const hasEarlier = (await storage.setting(EARLIER)) === true;
	if (known === epoch && cursor <= head) return { cursor, hasEarlier };
	const isOther = known !== undefined;
	const pending = isOther ? await confirmedBefore(inside, me) : [];
	const inbox = { put: (await storage.inbox(ALL)).map(withoutPlace) };
	const decided = (await storage.pending()).flatMap((item) => decidedBefore(item, isOther));
	await storage.commit({
		pending: [...decided, ...pending],
		inbox,
		settings: { epoch, cursor: 0, ...(isOther && { [EARLIER]: true }) },
	});
	const underWay = decided.filter(({ event }) => outbox.has(event.id));
	outbox.confirm(new Set(underWay.map(({ event }) => event.id)));
	outbox.otherLog();
	// They hold as confirmed what is so no longer.
	folds.clear();
	outbox.add([...pending, ...underWay]);
	return { cursor: 0, hasEarlier: hasEarlier || isOther };
}

/** The setting that this device has read a log before the present one. */
const EARLIER = 'earlierLog';
const ALL = 1_000_000;

/** A place in the old log says nothing of what is handled of the new one. */
function withoutPlace({ seq: _, ...item }: InboxItem): InboxItem {
	return item;
}

/**
 * What the engine decided here and no answer came for. A log before this one may have had it, and
 * shown it to the customer: then it is written as it is.
 */
function decidedBefore(item: PendingEvent, isOther: boolean): PendingEvent[] {
	const { event, decidedOn } = item;
	if (event.by.kind !== 'engine') return [];
	return [
		{
			...item,
			...(isOther && { held: true as const }),
			...(decidedOn && { decidedOn: withoutPlace(decidedOn) }),
		},
	];
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
