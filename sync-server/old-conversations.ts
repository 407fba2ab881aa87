import { parseRoom } from '../src/lib/model/room';
import type { Entry, Log, Owned } from './log';
import { conversationsIn } from './owners';

/** The log is read in slices of about this size, so that a large one is never in memory at once. */
const SLICE_BYTES = 4 * 1024 * 1024;

/**
 * Gives the conversations of a log that was written before they belonged to anybody to the first
 * contact by sequence. It is done once per log, before anything more is accepted, and begins again
 * when it was cut off or the disk was full.
 */
export async function ownOldConversations(log: Log): Promise<void> {
	if ((await log.record('meta', 'conversations')) === true) return;
	const upTo = log.head();
	for (let since = 0; ;) {
		const slice = await log.feed({ since, upTo, maxBytes: SLICE_BYTES });
		const last = slice.at(-1);
		if (!last) break;
		const owned = ownersIn(slice);
		if (owned.length > 0) await log.own(owned);
		since = last.seq;
	}
	await log.put([{ kind: 'meta', id: 'conversations', value: true }]);
}

function ownersIn(slice: readonly Entry[]): Owned[] {
	const owners = new Map<string, string>();
	for (const { room, update } of slice) {
		const parsed = parseRoom(room);
		if (parsed?.kind !== 'contact') continue;
		for (const conversation of conversationsIn(update, { maxStructs: Infinity, trusted: true })) {
			if (!owners.has(conversation)) owners.set(conversation, parsed.contact);
		}
	}
	return [...owners];
}
