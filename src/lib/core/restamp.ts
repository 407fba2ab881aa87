import { CARRIED_MS, DAY, type Instant, SECOND } from '../base/clock';
import type { DomainEvent } from '../model/event';
import { contactChapter } from '../model/room';
import { addEvent, type Fold, removeEvents } from './folds';
import { type Inside, projectHere } from './inside';
import type { PendingEvent } from './ports';
import { emptyChange } from './projection';

/**
 * Another time for what waits here and was written under a wrong clock (A2). The relay takes
 * nothing from the future, and nobody loses a word for it; what a clock that is behind has stamped
 * would stand before what it answers. What the engine wrote is not given another time: it is
 * withdrawn, and decided again.
 *
 * I1 Ids stay, and so does the order of what is written to one contact.
 * I2 The new time is durable before anything is sent under it.
 * I3 Only what no relay ever had is changed, and only what the wrong clock can have stamped.
 */
export async function restamp(
	inside: Inside,
	/** Refused for their time, however right it looks from here. */
	refused: ReadonlySet<string> = new Set(),
): Promise<void> {
	const { outbox, clock, folds } = inside;
	const items = restamped(outbox.waiting(), {
		now: clock.now(),
		shiftMs: clock.takeShift(),
		isRefused: (id) => refused.has(id),
	});
	if (!items.length) return;
	const change = emptyChange();
	const touched = new Map<Fold, DomainEvent[]>();
	for (const { contact, event, room } of items) {
		const fold = await folds.get(contact);
		removeEvents(fold, new Set([event.id]));
		addEvent(fold, { event, chapter: contactChapter(room) });
		const events = touched.get(fold);
		if (events) events.push(event);
		else touched.set(fold, [event]);
	}
	change.pending.push(...items);
	for (const [fold, events] of touched) await projectHere(inside, change, fold, events);
	await inside.commit(change);
	outbox.replace(items);
}

/** An estimate of the relay's clock is off by the network's delay. */
const TOLERATED_MS = SECOND;
/** A little less than what the relay takes of a contact: it is on its way for a while. */
const OLDEST_MS = 29 * DAY;

type Correction = {
	now: Instant;
	/** By how much the clock here was corrected: when they were really written. */
	shiftMs: number;
	isRefused(id: string): boolean;
};

/** Those that need another time, in their order, with it. */
export function restamped(items: readonly PendingEvent[], correction: Correction): PendingEvent[] {
	const last = new Map<string, { at: Instant; isMoved: boolean }>();
	return items.flatMap((item) => {
		const { event, contact } = item;
		// I3. What is written again was confirmed once: others hold it under the time that it has.
		const wasConfirmed = item.again === true && !correction.isRefused(event.id);
		if (event.by.kind === 'engine' || wasConfirmed) return [];
		const before = last.get(contact) ?? { at: 0, isMoved: false };
		const other = timeOf(event, correction);
		const isBound = other !== undefined || before.isMoved;
		const at = isBound ? Math.max(before.at + 1, other ?? event.at) : event.at;
		const isMoved = at !== event.at;
		last.set(contact, { at: Math.max(before.at, at), isMoved: before.isMoved || isMoved });
		return isMoved ? [{ ...item, event: { ...event, at } }] : [];
	});
}

/** Undefined where the time that it has may be right. */
function timeOf(event: DomainEvent, correction: Correction): Instant | undefined {
	const { now, shiftMs, isRefused } = correction;
	const carriedMs = event.by.kind === 'contact' ? CARRIED_MS.contact : CARRIED_MS.team;
	// What is written comes after what was seen, which may be ahead by so much (`instantAfter`).
	const latest = now + carriedMs + TOLERATED_MS;
	const shifted = event.at + shiftMs;
	const wasRefused = isRefused(event.id);
	const isFuture = event.at > latest || wasRefused;
	// I3. A clock that was behind did not give a time that lies ahead when it is corrected.
	const isBehind = shiftMs > TOLERATED_MS && shifted <= latest;
	if (!isFuture && !isBehind) return undefined;
	const isPossible = shifted <= (wasRefused ? now : latest) && shifted > now - OLDEST_MS;
	return isPossible ? shifted : now;
}
