import { groupBy } from '../base/group-by';
import { eventsOn, PAGE_EVENTS, type PagedEvent, pagedOf, pageOf, type PageRow } from './pages';
import type { StoreTables } from './store-tables';

/** How the pages of a contact change, inside a transaction of the caller. */

/** Takes confirmed events off their pages. */
export async function takeOff(
	tables: StoreTables,
	contact: string,
	ids: ReadonlySet<string>,
): Promise<void> {
	if (!ids.size) return;
	for (const page of await tables.pages.all({ range: ofContact(contact) })) {
		const events = eventsOn(page);
		const kept = events.filter(({ event }) => !ids.has(event.id));
		if (kept.length === events.length) continue;
		// A page that is empty keeps its place: the next one must not take it.
		await tables.pages.put(pageOf(page, kept));
	}
}

/** Adds them behind what the chapters hold. */
export async function append(
	tables: StoreTables,
	contact: string,
	events: readonly (PagedEvent & { chapter: number })[],
): Promise<void> {
	for (const [chapter, inChapter] of groupBy(events, (event) => event.chapter)) {
		const range = IDBKeyRange.bound([contact, chapter], [contact, chapter, []]);
		const [last] = await tables.pages.newest({ range, limit: 1 });
		const isOpen = last !== undefined && last.count < PAGE_EVENTS;
		const all = [...(isOpen ? eventsOn(last) : []), ...inChapter.map(pagedOf)];
		let part = last ? last.part + (isOpen ? 0 : 1) : 0;
		for (let start = 0; start < all.length; start += PAGE_EVENTS) {
			const place = { contact, chapter, part: part++ };
			await tables.pages.put(pageOf(place, all.slice(start, start + PAGE_EVENTS)));
		}
	}
}

const PAGES_AT_ONCE = 500;

/** In the order of contacts. */
export async function eachPage(tables: StoreTables, use: (page: PageRow) => void): Promise<void> {
	let range: IDBKeyRange | undefined;
	for (;;) {
		const pages = await tables.pages.all({ range, limit: PAGES_AT_ONCE });
		pages.forEach(use);
		const last = pages.at(-1);
		if (!last || pages.length < PAGES_AT_ONCE) return;
		range = IDBKeyRange.lowerBound([last.contact, last.chapter, last.part], true);
	}
}

export function ofContact(contact: string): IDBKeyRange {
	return IDBKeyRange.bound([contact], [contact, []]);
}
