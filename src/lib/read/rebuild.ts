import { byTimeThenId } from '../base/order';
import { conversationKey } from '../model/conversation';
import { packSome } from './pack-legacy';
import { entriesOf } from './log';
import { PROJECTED } from './names';
import { ofContact } from './page-table';
import { eventsOn, pageOf, readAgain } from './pages';
import { draftOwner } from './queries/drafts';
import { countersOf, pendingEntryOf } from './project';
import { rememberAssignments, reproject } from './rows';
import { appendTexts } from './search-text';
import type { Store } from './store';
import type { StoreTables } from './store-tables';
import type { EntryRow } from './tables';

/**
 * Makes the rows of every contact again from pages and pending events (tables.ts, I1), with what an
 * earlier version could not read. In parts: where it is cut off it goes on from there. Meanwhile
 * each contact has rows, of the earlier version or of this one.
 */
export async function rebuild(store: Store, projection: number): Promise<void> {
	/** Holds the last contact whose rows are made. */
	const place = `rebuilt.${projection}`;
	await store.write(async (tables) => {
		if ((await isProjected(tables, projection)) || (await tables.settings.get(place))) return;
		await renameOwn(tables);
		await tables.settings.put({ name: place, value: '' });
	});
	while (await packSome(store));
	while (await rebuildSome(store, place));
	await store.write(async (tables) => {
		// Another tab was quicker.
		if (!(await tables.settings.get(place))) return;
		await readPagesAgain(tables, '');
		await recount(tables);
		await tables.settings.bulkDelete([place]);
		await tables.settings.put({ name: PROJECTED, value: projection });
	});
}

const PAGES_AT_ONCE = 200;

async function isProjected(tables: StoreTables, projection: number): Promise<boolean> {
	return (await tables.settings.get(PROJECTED))?.value === projection;
}

async function rebuildSome(store: Store, place: string): Promise<boolean> {
	let isMore = false;
	await store.write(async (tables) => {
		const done = (await tables.settings.get(place))?.value;
		const contacts = typeof done === 'string' ? await contactsAfter(tables, done) : [];
		isMore = contacts.length > 0;
		if (!isMore) return;
		for (const contact of contacts) await readPagesAgain(tables, contact);
		const entries = (await Promise.all(contacts.map((one) => entriesOf(tables, one)))).flat();
		await rememberAssignments(
			tables,
			entries.map(({ event }) => event),
		);
		await reproject(tables, contacts);
		await makeTexts(tables, contacts, entries);
		await tables.settings.put({ name: place, value: contacts.at(-1) });
	});
	return isMore;
}

/** The words of what is confirmed, or was before it was put again. */
async function makeTexts(
	tables: StoreTables,
	contacts: string[],
	entries: readonly EntryRow[],
): Promise<void> {
	const [conversations, waiting] = await Promise.all([
		tables.conversations.under('contact', contacts),
		tables.pending.under('contact', contacts),
	]);
	const again = waiting.filter((row) => row.again).map(pendingEntryOf);
	const sent = entries.filter(({ delivery }) => delivery === 'sent');
	await tables.texts.bulkDelete(conversations.map(({ id }) => id));
	await appendTexts(tables, [...sent, ...again].sort(byTimeThenId));
}

/** Who was assigned when outlives the conversations. */
async function recount({ conversations, counters }: StoreTables): Promise<void> {
	const counts = new Map<string, number>();
	for (const row of await conversations.all()) {
		for (const counter of countersOf(row)) counts.set(counter, (counts.get(counter) ?? 0) + 1);
	}
	const before = await counters.all();
	for (const { id } of before) if (!counts.has(id)) counts.set(id, 0);
	const known = new Map(before.map((row) => [row.id, row]));
	await counters.bulkPut([...counts].map(([id, count]) => ({ ...known.get(id), id, count })));
}

/** In their order; the `live` log has no rows. */
async function contactsAfter(tables: StoreTables, done: string): Promise<string[]> {
	const range = IDBKeyRange.lowerBound([done, []], true);
	const [pages, pending] = await Promise.all([
		tables.pages.all({ range, limit: PAGES_AT_ONCE }),
		tables.pending.all(),
	]);
	const last = pages.length < PAGES_AT_ONCE ? undefined : pages.at(-1)?.contact;
	const waiting = pending.map(({ contact }) => contact).filter((contact) => contact > done);
	const upTo = waiting.filter((contact) => last === undefined || contact < last);
	return [...new Set([...pages.map(({ contact }) => contact), ...upTo])].sort();
}

async function readPagesAgain(tables: StoreTables, contact: string): Promise<void> {
	for (const page of await tables.pages.all({ range: ofContact(contact) })) {
		const events = eventsOn(page);
		const again = events.map(readAgain);
		if (again.some((paged, index) => paged !== events[index])) {
			await tables.pages.put(pageOf(page, again));
		}
	}
}

/**
 * What belongs to this device alone is not made again: drafts and marks of a version that knew
 * conversations by their ids alone take the key of the one that was known here.
 */
async function renameOwn(db: StoreTables): Promise<void> {
	const keys = new Map<string, string>();
	for (const { contact, conversation } of await db.conversations.all()) {
		keys.set(conversation.id, conversationKey(contact, conversation.id));
	}
	const named = new Set(keys.values());
	const keyOf = (owner: string) => (named.has(owner) ? undefined : keys.get(owner));
	for (const mark of await db.marks.all()) {
		const conversation = keyOf(mark.conversation);
		if (conversation === undefined) continue;
		await db.marks.bulkDelete([mark.conversation]);
		await db.marks.put({ ...mark, conversation });
	}
	for (const draft of await db.drafts.all()) {
		const owner = draftOwner(draft);
		const key = keyOf(owner);
		if (key === undefined) continue;
		await db.drafts.bulkDelete([draft.id]);
		await db.drafts.put({ ...draft, id: key + draft.id.slice(owner.length) });
	}
}
