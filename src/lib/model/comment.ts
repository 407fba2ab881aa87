import { Id, Key, Moment } from './identifier';
import { z } from './schema';

/** What somebody who builds a workflow said about one of its steps (U32). */
export const Comment = z.object({
	id: Id,
	/** The comment that it answers; its own id where it begins a thread. */
	thread: Id,
	/** A step of the draft, or its trigger. */
	step: Key.check(z.maxLength(80)),
	author: Id,
	at: Moment,
	text: z.string(),
});
export type Comment = z.infer<typeof Comment>;

/** Who has read a comment and holds that nothing is left to do about it. */
export const Settlement = z.object({ by: Id, at: Moment });
export type Settlement = z.infer<typeof Settlement>;

export type Thread = {
	id: string;
	step: string;
	/** In the order in which they were said; at least one. */
	comments: readonly Comment[];
	/** Absent while the thread is open. */
	settled?: Settlement;
};

/** The last so many are shown. One more takes the place of a resolved thread, or is not added. */
export const MAX_COMMENTS = 500;
/** What goes beyond is cut. */
export const MAX_COMMENT_CHARS = 2_000;
