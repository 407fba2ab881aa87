import { instantAfter } from '../base/clock';
import { hashId } from '../base/hash';
import type { DomainEvent } from '../model/event';
import { chapterToWrite } from './chapters';
import { type Fold, reachChapter } from './folds';
import type { Inside } from './inside';

/**
 * When the newest chapter is full, the event that opens the next one; the fold then writes there.
 * Its id is derived: two hosts open it once.
 */
export function chapterToOpen(fold: Fold, inside: Inside): DomainEvent | undefined {
	const chapter = chapterToWrite(fold.chapter, inside.chapterSize);
	if (chapter === fold.chapter.number) return undefined;
	reachChapter(fold, chapter);
	return {
		id: `${hashId('ev', fold.contact, 'chapter', chapter)}.0`,
		at: instantAfter(fold.state.newest.at, inside.now()),
		by: { kind: 'engine', id: inside.host },
		type: 'chapterOpened',
		chapter,
		summary: { events: fold.events.length, upTo: fold.state.newest },
	};
}
