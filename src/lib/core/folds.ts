import { applyEvent, type ContactState, emptyContactState } from '../model/contact-state';
import { type DomainEvent, isUnknown, type UnknownEvent } from '../model/event';
import { isNext, placed } from '../model/placed';
import { type Chapter, count, emptyChapter, newestOf } from './chapters';
import type { LoggedEvent, Storage } from './ports';

/**
 * Contacts that were looked at lately, folded. A cache of storage in memory.
 *
 * I1 `events` is in fold order, each at its place (model/placed), and `state` is their fold.
 * I2 A fold runs ahead of storage only inside one task of the core; when its commit fails, it is
 *    forgotten.
 */
export type Fold = {
	readonly contact: string;
	/** Changed in place. */
	state: ContactState;
	readonly events: DomainEvent[];
	/** With the writer of what the relay has confirmed. */
	readonly ids: Map<string, number | undefined>;
	readonly unknown: UnknownEvent[];
	/** The newest chapter seen, and what it holds. Pending events count. */
	chapter: Chapter;
};

/** Above this, the one that was used longest ago is read again when it is needed. */
const MAX_FOLDS = 500;

export type Folds = {
	get(contact: string): Promise<Fold>;
	/** Reads several at once, which the disk answers together; no more than fit the cache. */
	ready(contacts: ReadonlySet<string>): Promise<void>;
	forget(contact: string): void;
	clear(): void;
};

export function createFolds(storage: Storage): Folds {
	const folds = new Map<string, Fold>();

	function keep(contact: string, fold: Fold): void {
		folds.set(contact, fold);
		if (folds.size > MAX_FOLDS) folds.delete(folds.keys().next().value ?? contact);
	}

	return {
		async ready(contacts) {
			const missing = [...contacts].filter((contact) => !folds.has(contact));
			const logs = await Promise.all(missing.map((contact) => storage.log(contact)));
			missing.forEach((contact, index) => keep(contact, foldOf(contact, logs[index] ?? [])));
		},
		async get(contact) {
			const known = folds.get(contact);
			if (known) {
				// A Map remembers insertion order: the first is the one used longest ago.
				folds.delete(contact);
				folds.set(contact, known);
				return known;
			}
			const fold = foldOf(contact, await storage.log(contact));
			keep(contact, fold);
			return fold;
		},
		forget: (contact) => folds.delete(contact),
		clear: () => folds.clear(),
	};
}

export function addEvent(fold: Fold, { event, chapter, writer }: LoggedEvent): void {
	if (fold.ids.has(event.id)) return;
	fold.ids.set(event.id, writer);
	reachChapter(fold, chapter);
	if (chapter === fold.chapter.number) count(fold.chapter, event, 1);
	if (isUnknown(event)) {
		fold.unknown.push(event);
		return;
	}
	if (isNext(fold.events, event, heardIn(fold, event))) {
		fold.events.push(event);
		applyEvent(fold.state, event);
	} else refold(fold, [...fold.events, event]);
}

function heardIn({ state }: Fold, event: DomainEvent) {
	const conversation = 'conversation' in event ? event.conversation : undefined;
	return conversation === undefined ? undefined : state.conversations[conversation]?.heard;
}

function refold(fold: Fold, events: readonly DomainEvent[]): void {
	const inOrder = placed(events);
	fold.events.length = 0;
	for (const event of inOrder) fold.events.push(event);
	fold.state = emptyContactState(fold.contact);
	for (const event of inOrder) applyEvent(fold.state, event);
}

/** The event at its place; as it was given where it is no part of the fold. */
export function eventIn(fold: Fold, event: DomainEvent): DomainEvent {
	return fold.events.findLast(({ id }) => id === event.id) ?? event;
}

/**
 * Takes events out again: they were refused, withdrawn, or lost to another entry of the same id.
 */
export function removeEvents(fold: Fold, ids: ReadonlySet<string>): void {
	const kept: DomainEvent[] = [];
	for (const event of fold.events) {
		// What is taken out was written lately, so it stands in the newest chapter.
		if (ids.has(event.id)) count(fold.chapter, event, -1);
		else kept.push(event);
	}
	for (const id of ids) fold.ids.delete(id);
	refold(fold, kept);
}

/** The relay has said when it stored an event that was written here. */
export function noteArrival(fold: Fold, arrived: DomainEvent): void {
	refold(
		fold,
		fold.events.map((event) => (event.id === arrived.id ? arrived : event)),
	);
}

/** Something of this chapter was seen: what is written next goes there. */
export function reachChapter(fold: Fold, chapter: number): void {
	if (chapter > fold.chapter.number) fold.chapter = emptyChapter(chapter);
}

/**
 * The fold up to and including the event (E-04); the present state itself when the event is the
 * newest.
 */
export function stateAt(fold: Fold, event: DomainEvent): ContactState {
	if (fold.state.newest.id === event.id) return fold.state;
	const state = emptyContactState(fold.contact);
	for (const earlier of fold.events) {
		applyEvent(state, earlier);
		if (earlier.id === event.id) break;
	}
	return state;
}

function foldOf(contact: string, log: readonly LoggedEvent[]): Fold {
	const events: DomainEvent[] = [];
	const unknown: UnknownEvent[] = [];
	const ids = new Map<string, number | undefined>();
	for (const { event, writer } of log) {
		ids.set(event.id, writer);
		if (isUnknown(event)) unknown.push(event);
		else events.push(event);
	}
	const chapter = newestOf(log);
	const fold = { contact, state: emptyContactState(contact), events: [], ids, unknown, chapter };
	refold(fold, events);
	return fold;
}
