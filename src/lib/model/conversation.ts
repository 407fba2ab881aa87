import type { Instant } from '../base/clock';
import type { AttributeValue, Author, EventOf, Priority } from './event';
import type { Mark, Said } from './mark';
import type { PromptInput } from './prompt';

export type ConversationState = 'open' | 'snoozed' | 'closed';

/**
 * One thread with one contact: the fold of its events. Small and flat: it is also the row of the
 * inbox list.
 */
export type Conversation = {
	id: string;
	contact: string;
	state: ConversationState;
	snoozedUntil?: Instant | undefined;
	/** Who snoozed it: what a run put away comes back when the run dies (E-30). */
	snoozedBy?: Author['kind'] | undefined;
	startedAt: Instant;
	/** The last thing that moves it up in a list: a message, a note, an answer. */
	updatedAt: Instant;
	closedAt?: Instant | undefined;
	/** Who closed it: what a workflow closes nobody has looked after (E-25). */
	closedBy?: Author['kind'] | undefined;
	/** When a person first wrote in it, or when it was last taken up after a closing. */
	openedAt?: Instant | undefined;
	teammate: string | null;
	team: string | null;
	/** Set when a person, not the engine, chose the teammate. */
	assignedAt?: Instant | undefined;
	tags: string[];
	priority: Priority;
	attributes: Record<string, AttributeValue>;
	/** The customer's first unanswered message: "waiting since". */
	waitingSince?: Instant | undefined;
	lastMessage?: { text: string; by: Author; at: Instant } | undefined;
	/** The customer's last message or answer: what "unread" is measured against. */
	lastCustomerAt?: Instant | undefined;
	/** What conditions on `message.text` read. */
	lastCustomerText?: string | undefined;
	/** Messages by the customer; a conversation with none is not listed in the inbox. */
	customerMessages: number;
	humanReplies: number;
	lastHumanReplyAt?: Instant | undefined;
	/** The customer has seen everything up to here apart from `unseen` (model/looked). */
	readUpTo: Instant;
	unseen?: { id: string; at: Instant }[] | undefined;
	/** Named by a look that stands before them: the clock of their author is ahead. */
	seenAhead?: string[] | undefined;
	/** How far the customer's words are known (E-29). */
	heard?: Mark | undefined;
	/** The last word without a number. */
	lastUnnumberedAt?: Instant | undefined;
	/** Words that no reply has covered, oldest first; what lies between the ends may be left out. */
	unanswered?: (Said & { at: Instant })[] | undefined;
	/** What those who closed it had seen, all of them together. */
	closedOver?: Mark | undefined;
	/** Where words stand that arrived after acts which had not seen them, by event (model/placed). */
	late?: Record<string, Instant> | undefined;
	/** Prompts that still wait for an answer, by id, oldest first. */
	prompts: EventOf<'promptShown'>[];
	/** Those that a person's reply took back before they were answered (E-14). */
	takenBack?: string[] | undefined;
	/** The button that was pressed last, as the customer read it. */
	pressed?: { prompt: string; option: string; label: string } | undefined;
	/** A run has taken the composer away, until then at the latest (W-ACT-08, E-14). */
	composerReturnsAt?: Instant | undefined;
	/** Absent: the web. */
	channel?: string | undefined;
	/** The last situation that a time trigger has fired for, by workflow (E-17). */
	episodes?: Record<string, string>;
	rating?: Rating | undefined;
	/** Every question for a rating by its id, open or not, in the order in which they were asked. */
	ratingQuestions: Record<string, RatingQuestion>;
	/** How often it was closed. */
	closings: number;
};

/**
 * What names a conversation on a device. Its id alone does not: a contact chooses the ids of its
 * conversations and may take one of another contact's (case 51). It stands in addresses, where a
 * dot would make a file of it; no contact's id holds a tilde.
 */
export function conversationKey(contact: string, conversation: string): string {
	return `${contact}~${conversation}`;
}

/** The contact of a conversation's key: no contact's id holds the sign between the two. */
export function contactOf(key: string): string {
	return key.slice(0, Math.max(0, key.indexOf('~')));
}

/**
 * Automation alone makes no work for a person: a conversation is listed once the customer has
 * written, pressed or answered (E-22), or a teammate has written.
 */
export function isListed({ lastCustomerAt, humanReplies }: Conversation): boolean {
	return lastCustomerAt !== undefined || humanReplies > 0;
}

/** `prompt`: the question that it answers; only there can it be given anew, `until` then. */
export type Rating = {
	score: number;
	remark?: string | undefined;
	at: Instant;
	prompt?: string | undefined;
	until: Instant;
};

/** `closing`: the one that it was asked for; `until`: of what was given, as in `Rating` (E-25). */
export type RatingQuestion = {
	input: PromptInput;
	closing: number;
	until?: Instant;
};

/** The closing that something belongs to: while it is open, the one to come (E-25). */
export function closeEpisode({ state, closings }: Conversation): number {
	return state === 'closed' ? closings : closings + 1;
}
