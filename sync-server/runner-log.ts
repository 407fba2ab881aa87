import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { groupBy } from '../src/lib/base/group-by';
import type { Change, LoggedEvent, PendingEvent, StoredEvent } from '../src/lib/core/ports';
import { type Author, isUnknown, roomOf } from '../src/lib/model/event';
import { entryKey } from '../src/lib/model/logged';
import { contactChapter } from '../src/lib/model/room';
import { PAGE_EVENTS, type PagedEvent, pagedOf, textOf as textOfPage } from '../src/lib/read/pages';
import { forAll, type Sql } from './runner-tables';
import { bytesOf, numberOf, textOf } from './sqlite-rows';

/**
 * What stands in the logs of contacts, as the runner keeps it: what the relay has confirmed in the
 * tail and in pages, the rest in `pending`. `''` is the `live` log.
 *
 * I1 An event stands once with its contact: on one page, in the tail, or in `pending`.
 * I2 The tail is short: its oldest goes into pages, with all that it holds of the same contact. So
 *    to store what was said takes no page, and nearly all of a workspace is packed.
 */

/** So many events of the tail at most; less than 1 MB. */
export const MAX_TAIL = 2_000;

/** Inside a transaction of the caller. */
export function commitEvents(sql: Sql, change: Change): void {
	const { pending = [], confirmed = [], refused = [], withdrawn = [] } = change;
	// What has come and is replaced in one commit stands in it twice: the last of it stays.
	const events = lastOfEach(change.events ?? []);
	forAll(
		sql.putPending,
		pending.map((item) => [item.event.id, item.contact, JSON.stringify(item)]),
	);
	const again = groupBy(
		pending.filter((item) => item.again),
		({ contact }) => contact,
	);
	for (const [contact, items] of again) takeOff(sql, contact, items.map(idOf));
	const replaced = groupBy(
		events.filter(({ replaces }) => replaces),
		({ contact }) => contact,
	);
	for (const [contact, own] of replaced) takeOff(sql, contact, own.map(idOf));
	store(sql, events);
	keepConfirmed(sql, confirmed, events);
	// What has come waits no more, whether the core knew that it waited.
	const ended = [...confirmed, ...events.map(idOf), ...refused.map(({ id }) => id), ...withdrawn];
	forAll(sql.dropPending, ended);
	packOldest(sql);
}

export function logOf(sql: Sql, contact: string): LoggedEvent[] {
	const log: LoggedEvent[] = confirmedOf(sql, contact);
	for (const { event, room } of itemsOf(sql.pendingOf.all(contact))) {
		log.push({ event, chapter: contactChapter(room) });
	}
	return log;
}

function confirmedOf(sql: Sql, contact: string): Kept[] {
	return [...sql.pages.all(contact).flatMap(eventsOf), ...tailOf(sql, contact)];
}

export function confirmedBy(sql: Sql, isWanted: (author: Author) => boolean): PendingEvent[] {
	const found: PendingEvent[] = [];
	function take(row: unknown, events: readonly Kept[]): void {
		const contact = textOf(row, 'contact') ?? '';
		for (const { chapter, event } of events) {
			if (isUnknown(event) || !isWanted(event.by)) continue;
			found.push({ room: roomOf(contact, chapter, event), contact, event });
		}
	}
	for (const row of sql.allPages.iterate()) take(row, eventsOf(row));
	for (const row of sql.wholeTail.all()) take(row, [keptOf(row)]);
	return found;
}

export function itemsOf(rows: readonly unknown[]): PendingEvent[] {
	return rows.map((row) => JSON.parse(textOf(row, 'json') ?? ''));
}

function lastOfEach(events: readonly StoredEvent[]): StoredEvent[] {
	const byKey = new Map(events.map((one) => [entryKey(one.contact, idOf(one)), one]));
	return [...byKey.values()];
}

/** One that stands on no page yet goes there: nothing is dropped that was written here. */
function keepConfirmed(
	sql: Sql,
	confirmed: readonly string[],
	events: readonly StoredEvent[],
): void {
	const stored = new Set(events.map(idOf));
	const others = confirmed.filter((id) => !stored.has(id));
	if (!others.length) return;
	const items = itemsOf(sql.pendingById.all(JSON.stringify(others)));
	for (const [contact, own] of groupBy(items, (item) => item.contact)) {
		const known = new Set(confirmedOf(sql, contact).map(idOf));
		const nowhere = own.filter((item) => !known.has(idOf(item)));
		store(
			sql,
			nowhere.map(({ event, room }) => {
				return { contact, event, chapter: contactChapter(room), writer: 0 };
			}),
		);
	}
}

function takeOff(sql: Sql, contact: string, ids: readonly string[]): void {
	if (!ids.length) return;
	sql.takeOffTail.run(contact, JSON.stringify(ids));
	const gone = new Set(ids);
	for (const row of sql.pages.all(contact)) {
		const events = eventsOf(row);
		const kept = events.filter((one) => !gone.has(idOf(one)));
		// A page that is empty keeps its place: the next one must not take it.
		if (kept.length < events.length) putPage(sql, placeOf(row), kept);
	}
}

function store(sql: Sql, events: readonly (Kept & { contact: string })[]): void {
	forAll(
		sql.putTail,
		events.map((one) => [one.contact, idOf(one), tailTextOf(one)]),
	);
}

/** I2. Positions have gaps, so there may be fewer. */
function packOldest(sql: Sql): void {
	const end = numberOf(sql.endOfTail.get(), 'position') ?? 0;
	for (;;) {
		const oldest = sql.oldestOfTail.get();
		const position = numberOf(oldest, 'position') ?? end;
		if (end - position < MAX_TAIL) return;
		const contact = textOf(oldest, 'contact') ?? '';
		append(sql, contact, tailOf(sql, contact));
		sql.dropTail.run(contact);
	}
}

/** Adds them behind what the chapters hold. */
function append(sql: Sql, contact: string, events: readonly Kept[]): void {
	for (const [chapter, inChapter] of groupBy(events, (event) => event.chapter)) {
		const last = sql.lastPage.get(contact, chapter);
		const { part, count } = placeOf(last);
		const isOpen = last !== undefined && count < PAGE_EVENTS;
		const all = [...(isOpen ? eventsOf(last) : []), ...inChapter];
		let next = last === undefined || isOpen ? part : part + 1;
		for (let start = 0; start < all.length; start += PAGE_EVENTS) {
			const place = { contact, chapter, part: next++ };
			putPage(sql, place, all.slice(start, start + PAGE_EVENTS));
		}
	}
}

type Kept = PagedEvent & { chapter: number };
type Place = { contact: string; chapter: number; part: number };

function putPage(sql: Sql, place: Place, events: readonly PagedEvent[]): void {
	const { contact, chapter, part } = place;
	// The library that devices pack with takes several times as long as what Node brings.
	const packed = deflateRawSync(textOfPage(events.map(pagedOf)), { level: 1 });
	sql.putPage.run(contact, chapter, part, events.length, packed);
}

function placeOf(row: unknown): Place & { count: number } {
	const contact = textOf(row, 'contact') ?? '';
	const [chapter = 1, part = 0] = [numberOf(row, 'chapter'), numberOf(row, 'part')];
	return { contact, chapter, part, count: numberOf(row, 'count') ?? 0 };
}

function eventsOf(row: unknown): Kept[] {
	const packed = bytesOf(row, 'packed');
	if (!packed) return [];
	const { chapter } = placeOf(row);
	const events: PagedEvent[] = JSON.parse(inflateRawSync(packed).toString());
	return events.map((paged) => ({ ...paged, chapter }));
}

function tailOf(sql: Sql, contact: string): Kept[] {
	return sql.tailOf.all(contact).map(keptOf);
}

/** As a page of one event, with its chapter before it. */
function tailTextOf(kept: Kept): string {
	return `[${kept.chapter},${textOfPage([pagedOf(kept)])}]`;
}

function keptOf(row: unknown): Kept {
	const [chapter, [paged]]: [number, [PagedEvent]] = JSON.parse(textOf(row, 'json') ?? '');
	return { ...paged, chapter };
}

function idOf({ event }: { event: { id: string } }): string {
	return event.id;
}
