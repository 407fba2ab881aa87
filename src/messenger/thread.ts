import { SECOND } from '../lib/base/clock';
import { byTimeThenId } from '../lib/base/order';
import type { Conversation } from '../lib/model/conversation';
import type { AttributeValue, DomainEvent, EventOf, UnknownEvent } from '../lib/model/event';
import type { FileRef } from '../lib/model/file';
import { givenRatings, lateRatings } from '../lib/model/given-ratings';
import { isForCustomer, isRead } from '../lib/model/looked';
import { covers, type Mark, type Said } from '../lib/model/mark';
import { isWord, type Late, lateOf, placed } from '../lib/model/placed';

/**
 * What a customer's thread shows, oldest first: a fold of the events of one conversation into
 * lines.
 */
export type Line = { id: string; at: number; late?: Late | undefined } & Known &
	(
		| {
				kind: 'message';
				mine: boolean;
				text: string;
				files?: readonly FileRef[] | undefined;
				name?: string;
				human: boolean;
				saved: boolean;
		  }
		| { kind: 'prompt'; prompt: EventOf<'promptShown'>; open: boolean; answer?: Answer }
		| { kind: 'closed' }
		| { kind: 'newer' }
	);

/** Which word it is, or which words its author had seen. */
type Known = { said?: Said | undefined; seen?: Mark | undefined };

export type Answer = {
	option?: string;
	values?: Record<string, AttributeValue>;
	/** When the values were typed. */
	at?: number;
	score?: number;
	/** Until then another score takes its place (E-25). */
	until?: number;
	/** The last score that was given after that, and does not count. */
	late?: number;
};

/**
 * `pending` are the ids that the relay has not confirmed: saved on this device and not yet sent.
 */
export function threadOf(
	conversation: Conversation,
	events: readonly DomainEvent[],
	pending: ReadonlySet<string>,
	unknown: readonly UnknownEvent[] = [],
): Line[] {
	const own = placed(eventsOf(conversation.id, events));
	const open = new Set(conversation.prompts.map((prompt) => prompt.id));
	const answers = answersOf(own);
	const prompts = new Map<string, EventOf<'promptShown'>>();
	const lines: Line[] = [];
	for (const event of own) {
		const { id, at, seen } = event;
		const said = isWord(event) ? event.said : undefined;
		const what = { id, at, said, seen, late: lateOf(event) };
		const mine = event.by.kind === 'contact';
		const saved = pending.has(id);
		const human = event.by.kind === 'teammate';
		switch (event.type) {
			case 'messageSent': {
				const name = event.as;
				const { text, files } = event;
				lines.push({ ...what, kind: 'message', mine, human, saved, text, files, name });
				break;
			}
			case 'promptShown':
				prompts.set(id, event);
				lines.push({
					kind: 'prompt',
					id,
					at,
					prompt: event,
					open: open.has(id),
					answer: answers.get(id),
				});
				break;
			case 'buttonPressed': {
				const text = labelOf(prompts.get(event.prompt), event.option);
				lines.push({ ...what, kind: 'message', mine: true, human: false, saved, text });
				break;
			}
			case 'conversationClosed':
				lines.push({ kind: 'closed', id, at });
				break;
			case 'conversationReopened':
				// It was closed by mistake, and nobody said anything meanwhile.
				if (lines.at(-1)?.kind === 'closed') lines.pop();
		}
	}
	const newer = unknown.filter(({ raw }) => Object(raw).conversation === conversation.id);
	lines.push(...newer.map(({ id, at }): Line => ({ kind: 'newer', id, at })));
	return newer.length ? lines.sort(byTimeThenId) : lines;
}

/** Messages and questions for the customer that came after what they have seen. */
export function unreadOf(conversation: Conversation, events: readonly DomainEvent[]): number {
	return events.filter(
		(event) =>
			isForCustomer(event) &&
			event.conversation === conversation.id &&
			!isRead(conversation, event),
	).length;
}

/** A teammate who answered has read what they had on their screen; nothing else proves it. */
export function isSeen(lines: readonly Line[], line: Line): boolean {
	return lines.some((other) => {
		if (other.kind !== 'message' || !other.human) return false;
		if (!line.said || !other.seen) return other.at > line.at;
		return covers(other.seen, line.said) === true;
	});
}

/**
 * When the composer comes back; undefined while it is there. It is away while an open question
 * forbids typing, and a moment after the answer, so that it does not flash open and shut between
 * two questions of one run; never past the instant that the question itself names: a run that died
 * must not silence a customer (E-14).
 */
export function typingReturns(
	conversation: Conversation,
	events: readonly DomainEvent[],
	now: number,
): number | undefined {
	const returns = conversation.prompts.map(returnOf);
	// A run may keep it away between its questions too.
	if (conversation.composerReturnsAt !== undefined) returns.push(conversation.composerReturnsAt);
	const last = eventsOf(conversation.id, events).findLast(
		({ type }) => type !== 'conversationRead',
	);
	if (last?.type === 'buttonPressed') {
		const asked = events.find(({ id }) => id === last.prompt);
		if (asked?.type === 'promptShown') {
			returns.push(Math.min(returnOf(asked), last.at + NEXT_QUESTION_MS));
		}
	}
	const next = Math.max(0, ...returns);
	return next > now ? next : undefined;
}

/** As long as a live run may take to ask again; what it says sooner ends the wait. */
const NEXT_QUESTION_MS = 4 * SECOND;

function returnOf({ typing, typingReturnsAt = Infinity }: EventOf<'promptShown'>): number {
	return typing ? 0 : typingReturnsAt;
}

function eventsOf(conversation: string, events: readonly DomainEvent[]): DomainEvent[] {
	return events.filter((event) => 'conversation' in event && event.conversation === conversation);
}

function answersOf(events: readonly DomainEvent[]): Map<string, Answer> {
	const answers = new Map<string, Answer>();
	for (const event of events) {
		if (event.type === 'buttonPressed') answers.set(event.prompt, { option: event.option });
		if (event.type === 'answersGiven') {
			answers.set(event.prompt, { values: event.answers, at: event.at });
		}
	}
	for (const [prompt, { event, until }] of givenRatings(events)) {
		answers.set(prompt, { score: event.score, until });
	}
	for (const { prompt, score } of lateRatings(events).values()) {
		const answer = prompt && answers.get(prompt);
		if (answer) answer.late = score;
	}
	return answers;
}

function labelOf(prompt: EventOf<'promptShown'> | undefined, option: string): string {
	const options = prompt?.input.kind === 'buttons' ? prompt.input.options : [];
	return options.find(({ id }) => id === option)?.label ?? option;
}

/** The bubbles of one person in a row share one name, under the last of them. */
export function isSameSpeaker(line: Line, next: Line | undefined): boolean {
	if (line.kind !== 'message') return false;
	// A question is the workflow's, like the messages that it follows; one without words has no name.
	if (next?.kind === 'prompt') return !line.mine && !line.human && next.prompt.text !== '';
	if (next?.kind !== 'message') return false;
	return line.mine === next.mine && line.name === next.name && line.human === next.human;
}

/** At most two letters for an avatar: «Ana López» is AL. */
export function initials(name: string): string {
	const words = name.split(/\s+/).filter(Boolean);
	const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
	return letters.map((word) => [...(word ?? '')][0]?.toLocaleUpperCase() ?? '').join('');
}
