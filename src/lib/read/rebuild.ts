import { byTimeThenId } from '../base/order';
import { conversationKey } from '../model/conversation';
import { packSome } from './legacy';
import { entriesOf } from './log';
import { ofContact } from './page-table';
import { eventsOn, pageOf, readAgain } from './pages';
import { draftOwner } from './queries/drafts';
import { rememberAssignments, reproject } from './rows';
import { appendTexts } from './search-text';
import type { Store } from './store';
import type { StoreTables } from './store-tables';

/**
 * Drops every row and makes it again from pages and pending events (tables.ts, I1), with what an
 * earlier version could not read. In parts: where it is cut off it goes on from there.
 */
export async function rebuild(store: Store, projection: number): Promise<void> {
	/** Holds the last contact whose rows are made. */
	const place = `rebuilt.${projection}`;
	await store.write(async (tables) => {
		if (await tables.settings.get(place)) return;
		await renameOwn(tables);
		for (const name of ROWS) await tables[name].clear();
		await tables.settings.put({ name: place, value: '' });
	});
	while (await packSome(store));
	while (await rebuildSome(store, place));
	await store.write(async (tables) => {
		await readPagesAgain(tables, '');
		await tables.settings.bulkDelete([place]);
	});
}

const ROWS = ['contacts', 'conversations', 'runs', 'counters', 'texts'] as const;
const PAGES_AT_ONCE = 200;

async function rebuildSome(store: Store, place: string): Promise<boolean> {
	let isMore = false;
	await store.write(async (tables) => {
		const done = String((await tables.settings.get(place))?.value ?? '');
		const contacts = await contactsAfter(tables, done);
		isMore = contacts.length > 0;
		if (!isMore) return;
		for (const contact of contacts) await readPagesAgain(tables, contact);
		const entries = await Promise.all(contacts.map((contact) => entriesOf(tables, contact)));
		const sent = entries.flat().filter(({ delivery }) => delivery === 'sent');
		await rememberAssignments(
			tables,
			entries.flat().map(({ event }) => event),
		);
		await reproject(tables, contacts);
		await appendTexts(tables, sent.sort(byTimeThenId));
		await tables.settings.put({ name: place, value: contacts.at(-1) });
	});
	return isMore;
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
