import { byTimeThenId } from '../base/order';
import { contactOf, type Conversation } from '../model/conversation';
import { isUnknown } from '../model/event';
import { isRead } from '../model/looked';
import { byPlace } from '../model/placed';
import { entriesOf, type Floor, readBack } from './log';
import type { StoreTables } from './store-tables';
import type { ContactRow, ConversationRow, Delivery, EntryRow, MarkRow, RunRow } from './tables';

/** How far a message has come, as its author is told (U6). */
export type ThreadDelivery = 'saving' | Delivery | 'seen';
export type ThreadEntry = Omit<EntryRow, 'delivery'> & { delivery: ThreadDelivery };

export type Thread = {
	/** In the order of the fold, oldest first. */
	entries: ThreadEntry[];
	/** True when there is something before the window. */
	hasOlder: boolean;
};

/** The newest part of a conversation, with what else a screen shows of it. */
export type Window = {
	row: ConversationRow | undefined;
	/** It and the others of its contact. */
	rows: ConversationRow[];
	mark: MarkRow | undefined;
	/** In no particular order; besides the newest those that were placed late. */
	entries: EntryRow[];
	/** The oldest that belongs to the window, where there are older ones. */
	floor: Floor | undefined;
	contact: ContactRow | undefined;
	/** Of the contact, in no particular order. */
	runs: RunRow[];
};

/**
 * A conversation as it stands at one moment, by its key: the newest `limit` entries, or all from
 * `floor` on.
 */
export async function readWindow(
	tables: StoreTables,
	{ key, limit, floor }: { key: string; limit: number; floor?: Floor },
): Promise<Window> {
	const of = contactOf(key);
	const known = tables.conversations.under('contact', [of]);
	const [rows, mark, newest, contact, runs] = await Promise.all([
		known,
		tables.marks.get(key),
		floor ? readFrom(tables, key, floor) : readOlder(tables, { key, limit, known }),
		tables.contacts.get(of),
		tables.runs.under('contact', [of]),
	]);
	const row = rows.find(({ id }) => id === key);
	const found = new Set(newest.entries.map(({ id }) => id));
	const late = Object.keys(row?.conversation.late ?? {}).filter((id) => !found.has(id));
	const moved = late.length
		? (await entriesOf(tables, of)).filter(({ id }) => late.includes(id))
		: [];
	const entries = [...newest.entries, ...moved];
	return { row, rows, mark, entries, floor: newest.floor, contact, runs };
}

async function readFrom(
	tables: StoreTables,
	key: string,
	floor: Floor,
): Promise<Pick<Window, 'entries' | 'floor'>> {
	const read = await readBack(tables, { key }, (_, to) => to < floor.at);
	return { entries: read.filter((entry) => byTimeThenId(entry, floor) >= 0), floor };
}

type Older = {
	key: string;
	limit: number;
	before?: Floor;
	/** The conversations of its contact. */
	known?: Promise<ConversationRow[]>;
};

/** The newest `limit` entries of a conversation, or of those before `before`. */
export async function readOlder(
	tables: StoreTables,
	{ key, limit, before, known = tables.conversations.under('contact', [contactOf(key)]) }: Older,
): Promise<Pick<Window, 'entries' | 'floor'>> {
	const since = async () => (await known).find(({ id }) => id === key)?.conversation.startedAt ?? 0;
	const found = await readBack(tables, { key, before, since }, (entries, to) => {
		const last = entries[limit];
		return last !== undefined && last.at > to;
	});
	const oldest = found[limit - 1];
	const floor = found.length > limit && oldest ? { at: oldest.at, id: oldest.id } : undefined;
	return { entries: found.slice(0, limit), floor };
}

/** The entries of a window as a screen shows them. */
export function threadOf(
	entries: readonly ThreadEntry[],
	conversation: Conversation | undefined,
	floor: Floor | undefined,
): Thread {
	const late = conversation?.late ?? {};
	return {
		entries: entries
			.map((entry) => atPlace(entry, late[entry.id]))
			.filter((entry) => !floor || byTimeThenId(entry, floor) >= 0)
			.sort(asShown)
			.map((entry) => ({ ...entry, delivery: deliveryOf(entry, conversation) })),
		hasOlder: floor !== undefined,
	};
}

/** E-29: words that arrived late stand where the fold has put them. */
function atPlace(entry: ThreadEntry, place: number | undefined): ThreadEntry {
	const { event } = entry;
	if (place === undefined || isUnknown(event)) return entry;
	return { ...entry, at: place, event: { ...event, at: place, writtenAt: event.at } };
}

function asShown(a: ThreadEntry, b: ThreadEntry): number {
	return isUnknown(a.event) || isUnknown(b.event) ? byTimeThenId(a, b) : byPlace(a.event, b.event);
}

function deliveryOf(entry: ThreadEntry, conversation: Conversation | undefined): ThreadDelivery {
	if (entry.delivery !== 'sent' || !conversation || !isShown(entry)) return entry.delivery;
	return !isUnknown(entry.event) && isRead(conversation, entry.event) ? 'seen' : 'sent';
}

/**
 * The customer can only have seen what was shown to them; a note under a read mark is not "seen".
 */
function isShown({ event }: ThreadEntry): boolean {
	return !isUnknown(event) && (event.type === 'messageSent' || event.type === 'promptShown');
}
