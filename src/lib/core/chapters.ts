import type { DomainEvent, UnknownEvent } from '../model/event';
import type { LoggedEvent } from './ports';

/**
 * A contact's log is cut into chapters, so that no room grows for ever (architecture §2, rule 4).
 *
 * I1 A new event goes to the newest chapter that its writer knows of, or to the one after it when
 *    that one is full. Nobody has to allow it: whoever sees an event of a chapter follows.
 * I2 Chapters say where events lie and nothing else: a fold is of all of them, in whatever order
 *    they come, and an event may arrive late in an old one.
 * I3 What counts in the end is the relay: a room that it calls full ends its chapter, whatever was
 *    counted here (inbound).
 */
export type ChapterSize = { readonly events: number; readonly characters: number };

/**
 * A thousand events are read and folded at once without a wait. A character is at most 3 bytes, so
 * a chapter stays far below the 5 MB at which the relay refuses a room, even when several devices
 * fill it without knowing of each other.
 */
export const CHAPTER_SIZE: ChapterSize = { events: 1_000, characters: 1_000_000 };

/** What a chapter holds, as far as it is known here: a visitor sees none of what is internal. */
export type Chapter = { number: number; events: number; characters: number };

export function emptyChapter(number: number): Chapter {
	return { number, events: 0, characters: 0 };
}

/** The chapter in which the next event is written. */
export function chapterToWrite(newest: Chapter, size: ChapterSize): number {
	return isFull(newest, size) ? newest.number + 1 : newest.number;
}

/** The newest chapter of which something is known; the first when nothing is. */
export function newestOf(log: readonly LoggedEvent[]): Chapter {
	const number = log.reduce((newest, { chapter }) => Math.max(newest, chapter), 1);
	const chapter = emptyChapter(number);
	for (const logged of log) if (logged.chapter === number) count(chapter, logged.event, 1);
	return chapter;
}

export function eventsIn(log: readonly LoggedEvent[]): (DomainEvent | UnknownEvent)[] {
	return log.map(({ event }) => event);
}

/** Counts an event in, or out again. */
export function count(chapter: Chapter, event: DomainEvent | UnknownEvent, by: 1 | -1): void {
	chapter.events += by;
	chapter.characters += by * weightOf(event);
}

/** About what it takes in a log or on the wire. */
export function weightOf(event: DomainEvent | UnknownEvent): number {
	return JSON.stringify(event).length;
}

function isFull({ events, characters }: Chapter, size: ChapterSize): boolean {
	return events >= size.events || characters >= size.characters;
}
