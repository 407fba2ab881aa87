import { type Instant, MINUTE } from '../base/clock';
import { byTimeThenId } from '../base/order';
import { type DomainEvent, isUnknown, type UnknownEvent } from './event';
import { covers, isBeyond, isSound, type Mark, type Said } from './mark';

/**
 * The order in which a contact's events are folded (E-29). By (at, id), but a customer's word that
 * arrived after an act, and that the author of the act had not seen, stands where it arrived.
 *
 * L1 The order follows from the set of events alone: not from the order in which they came.
 * L2 A word stands before every act whose author had seen it, whatever the two clocks say.
 * L3 The words of one device stand in the order of their numbers.
 * L4 A word that arrived before an act keeps its place, though the author had not seen it: what a
 *    screen has shown does not move. What the act does to that word is the fold's business.
 * L5 Words without a number and acts without a mark keep the order by (at, id).
 */
export function placed(events: readonly DomainEvent[]): DomainEvent[] {
	const written = events.map(asWritten);
	const words = groupByConversation(written.filter(isWord));
	if (words.size === 0) return written.sort(byPlace);
	const acts = groupByConversation(written.filter(isMarkedAct));
	const moved = new Map<string, Instant>();
	for (const [conversation, said] of words) {
		const acted = acts.get(conversation) ?? [];
		placeWords(said.sort(byNumber), acted.sort(byTimeThenId), moved);
	}
	if (moved.size === 0) return written.sort(byPlace);
	return written.map((event) => at(event, moved.get(event.id))).sort(byPlace);
}

/** The event as its author wrote it, apart from when it arrived. */
export function asWritten(event: DomainEvent): DomainEvent {
	if (event.writtenAt === undefined) return event;
	const { writtenAt, ...rest } = event;
	return { ...rest, at: writtenAt };
}

/** The event as it stands in a log. */
export function asLogged(event: DomainEvent): DomainEvent {
	if (event.arrivedAt === undefined && event.writtenAt === undefined) return event;
	const logged = { ...asWritten(event) };
	delete logged.arrivedAt;
	return logged;
}

/** Nearer to its own time nobody notices that a word was moved, so nobody is told. */
export const LATE_MS = MINUTE;

/** Where a word stands far from the time of its writing: what people are told about it. */
export function lateOf({ at, writtenAt, arrivedAt = at }: DomainEvent): Late | undefined {
	if (writtenAt === undefined || Math.abs(at - writtenAt) < LATE_MS) return undefined;
	return { writtenAt, arrivedAt };
}

export type Late = { writtenAt: Instant; arrivedAt: Instant };

/**
 * The event with the time at which the relay stored it, where that is known. Of customers' events
 * alone: the rooms of the others are compacted, which forgets their times, and every device must
 * come to the same state, whenever it read them.
 */
export function arrived<T extends DomainEvent | UnknownEvent>(
	event: T,
	at: Instant | undefined,
): T {
	if (at === undefined || isUnknown(event) || event.by.kind !== 'contact') return event;
	return { ...event, arrivedAt: at };
}

/** Of events as `placed` gives them. */
export function byPlace(a: DomainEvent, b: DomainEvent): number {
	return a.at - b.at || (a.writtenAt ?? a.at) - (b.writtenAt ?? b.at) || byTimeThenId(a, b);
}

/**
 * Whether `placed` of these events and one more is these events and then that one. `heard`: the
 * words of its conversation so far. False where it is not certain.
 */
export function isNext(
	events: readonly DomainEvent[],
	event: DomainEvent,
	heard: Mark | undefined,
): boolean {
	const last = events.at(-1);
	if (last && byPlace(last, event) >= 0) return false;
	if (isMarkedAct(event)) return !isBeyond(heard, event.seen);
	if (!isWord(event)) return true;
	const { said, conversation } = event;
	// Of one instant with a word of its device it is moved behind that (L3).
	if (last?.at === event.at) return false;
	if (heard && (heard[said.device] ?? 0) >= said.nth) return false;
	const act = events.findLast((one) => isMarkedAct(one) && one.conversation === conversation);
	return act?.seen === undefined || covers(act.seen, said) !== true;
}

export type Word = InConversation & { said: Said };
type Act = InConversation & { seen: Mark };
type InConversation = DomainEvent & { conversation: string };

/** What a customer says: new to everybody whose mark does not cover it. */
export function isWord(event: DomainEvent): event is Word {
	return event.said !== undefined && saysSomething(event) && isSound(event.said);
}

/** A customer's message or answer, with a number or without. */
export function saysSomething(event: DomainEvent): boolean {
	if (event.by.kind !== 'contact') return false;
	const { type } = event;
	return type === 'messageSent' || type === 'buttonPressed' || type === 'answersGiven';
}

/** Whether an event of this type, of the team or the engine, carries a mark. */
export function isAct(type: DomainEvent['type']): boolean {
	switch (type) {
		case 'messageSent':
		case 'promptShown':
		case 'conversationClosed':
		case 'conversationSnoozed':
		case 'episodeDue':
			return true;
		default:
			return false;
	}
}

function isMarkedAct(event: DomainEvent): event is Act {
	return event.seen !== undefined && event.by.kind !== 'contact' && isAct(event.type);
}

/** Of the same conversation both, words by number, acts by time. */
function placeWords(
	words: readonly Word[],
	acts: readonly Act[],
	moved: Map<string, Instant>,
): void {
	const last = new Map<string, Instant>();
	for (const word of words) {
		const { device } = word.said;
		const { from, latest } = placeOf(word, acts);
		const place = Math.min(Math.max(from, (last.get(device) ?? -1) + 1), latest);
		last.set(device, place);
		if (place !== word.at) moved.set(word.id, place);
	}
}

/** L2: at `latest` it still stands before the first act whose author had seen it. */
function placeOf(word: Word, acts: readonly Act[]): { from: Instant; latest: Instant } {
	const later = firstAfter(acts, word);
	let earlier = later;
	while (earlier > 0 && covers(acts[earlier - 1]!.seen, word.said) === true) earlier--;
	if (earlier < later) return { from: word.at, latest: acts[earlier]!.at - 1 };
	const { arrivedAt = Infinity } = word;
	let missed: Instant | undefined;
	for (let index = later; index < acts.length; index++) {
		const act = acts[index]!;
		if (act.at > arrivedAt) break;
		const isCovered = covers(act.seen, word.said);
		// Of two at one time, what was written earlier stands first (`byPlace`).
		if (isCovered) return { from: fromOf(word, missed), latest: act.at };
		// Where nobody knows when it arrived either, the order by time is all that there is.
		if (isCovered === false || word.arrivedAt !== undefined) missed = act.at;
	}
	return { from: fromOf(word, missed), latest: Infinity };
}

function firstAfter(acts: readonly Act[], word: Word): number {
	let low = 0;
	let high = acts.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (byTimeThenId(acts[middle]!, word) > 0) high = middle;
		else low = middle + 1;
	}
	return low;
}

/** Where nobody knows when it arrived, it stands behind the last act that missed it. */
function fromOf({ at, arrivedAt }: Word, missed: Instant | undefined): Instant {
	if (missed === undefined) return at;
	return Math.max(at, arrivedAt ?? missed + 1);
}

function at(event: DomainEvent, place: Instant | undefined): DomainEvent {
	return place === undefined ? event : { ...event, at: place, writtenAt: event.at };
}

function byNumber(a: Word, b: Word): number {
	return a.said.nth - b.said.nth || byTimeThenId(a, b);
}

function groupByConversation<T extends InConversation>(events: readonly T[]): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const event of events) {
		const group = groups.get(event.conversation);
		if (group) group.push(event);
		else groups.set(event.conversation, [event]);
	}
	return groups;
}
