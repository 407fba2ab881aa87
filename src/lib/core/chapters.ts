import { hashId } from '../base/hash';
import type { DomainEvent } from '../model/event';
import type { Fold } from './folds';
import type { Inside } from './inside';

/**
 * A chapter ends at about this many events, so that no room grows for ever (architecture §2, rule
 * 4).
 */
export const EVENTS_PER_CHAPTER = 1_000;

/**
 * When the newest chapter is full, the event that opens the next one; the fold then writes there,
 * and so does everybody who sees an event of the new chapter. Its id is derived: two hosts open it
 * once.
 */
export function chapterToOpen(fold: Fold, inside: Inside): DomainEvent | undefined {
	const { length } = fold.events;
	if (length < fold.chapter * EVENTS_PER_CHAPTER) return undefined;
	fold.chapter++;
	return {
		id: hashId('ev', fold.contact, 'chapter', fold.chapter),
		at: Math.max(inside.now(), fold.state.newest.at + 1),
		by: { kind: 'engine', id: inside.host },
		type: 'chapterOpened',
		chapter: fold.chapter,
		summary: { events: length, upTo: fold.state.newest },
	};
}
