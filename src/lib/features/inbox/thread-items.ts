import { MINUTE } from '../../base/clock';
import { type DomainEvent, type EventOf, isUnknown } from '../../model/event';
import { givenRatings, lateRatings } from '../../model/given-ratings';
import { saysSomething } from '../../model/placed';
import { type Run, writerOf } from '../../model/run';
import type { ThreadEntry } from '../../replica/held';
import { daysBetween } from '../../ui/format';
import { type Reply, replyTo } from './reply-to';

/**
 * A thread as it is drawn: pure, so that who stands left and right, what is folded into one line
 * and which option was chosen can be read off a table of literals.
 */
export type ThreadItem =
	| { is: 'day'; id: string; at: number }
	| {
			is: 'message';
			id: string;
			entry: ThreadEntry;
			event: Message;
			side: Side;
			endsGroup: boolean;
	  }
	| {
			is: 'prompt';
			id: string;
			entry: ThreadEntry;
			event: Prompt;
			answer: PromptAnswer | undefined;
			/** What its buttons and fields show as the answer. */
			reply: Reply | undefined;
	  }
	| { is: 'note'; id: string; entry: ThreadEntry; event: EventOf<'noteAdded'> }
	/** Small things that happened one after the other, by the same author: one line. */
	| { is: 'events'; id: string; events: DomainEvent[]; tooLate: ReadonlySet<string> }
	/** Where a circle of workflows ended: which one did not start again (E-08). */
	| { is: 'circle'; id: string; event: DomainEvent; workflow: string }
	/** The customer's word that follows found the conversation closed, and opened it. */
	| { is: 'reopened'; id: string }
	| { is: 'unknown'; id: string; at: number };

/** Whose word is it? (design rule 3) */
export type Side = 'customer' | 'teammate' | 'automation';

export type PromptAnswer =
	EventOf<'buttonPressed'> | EventOf<'answersGiven'> | EventOf<'conversationRated'>;

type Message = EventOf<'messageSent'>;
type Prompt = EventOf<'promptShown'>;

/** Messages of one author closer than this share one line with name and time. */
const GROUP_MS = 5 * MINUTE;

export function threadItems(
	entries: readonly ThreadEntry[],
	runs: readonly Run[] = [],
	/** By event, the workflows that it did not start again. */
	circles: ReadonlyMap<string, readonly string[]> = new Map(),
): ThreadItem[] {
	const events = entries.flatMap(({ event }) => (isUnknown(event) ? [] : [event]));
	const answers = answersByPrompt(events);
	const tooLate: ReadonlySet<string> = new Set(lateRatings(events).keys());
	const items: ThreadItem[] = [];
	let lastAt: number | undefined;
	let isClosed = false;
	for (const entry of entries) {
		const { event } = entry;
		if (lastAt === undefined || daysBetween(lastAt, entry.at) !== 0) {
			items.push({ is: 'day', id: `day ${entry.id}`, at: entry.at });
		}
		lastAt = entry.at;
		if (isUnknown(event)) {
			items.push({ is: 'unknown', id: entry.id, at: entry.at });
			continue;
		}
		if (isClosed && saysSomething(event)) items.push({ is: 'reopened', id: event.id });
		isClosed = isClosedAfter(event, isClosed);
		append(items, entry, event, { answers, runs, tooLate, events });
		for (const workflow of circles.get(event.id) ?? []) {
			items.push({ is: 'circle', id: `${event.id} ${workflow}`, event, workflow });
		}
	}
	return items;
}

/** No letter is so narrow that more of them stand in a line of a bubble. */
const LINE_LETTERS = 90;
const LINE_PX = 20;
/** Of a bubble of one line, of the words under it, and of what is told in a line of its own. */
const BUBBLE_PX = 44;
const SIGNATURE_PX = 24;
const TOLD_PX = 32;

/**
 * The message from which on a thread fills so many pixels, the newest below; undefined where all of
 * it is less. It is a message because that keeps its place and its id, whatever comes around it.
 */
export function screenful(items: readonly ThreadItem[], px: number): ThreadItem | undefined {
	let left = px;
	return items.findLast((item) => {
		left -= leastHeight(item);
		return left <= 0 && item.is === 'message';
	});
}

/** It may be higher: what it holds is not measured before it is drawn. */
function leastHeight(item: ThreadItem): number {
	if (item.is !== 'message') return TOLD_PX;
	const lines = Math.ceil(item.event.text.length / LINE_LETTERS);
	const under = item.endsGroup ? SIGNATURE_PX : 0;
	return BUBBLE_PX + Math.max(0, lines - 1) * LINE_PX + under;
}

function isClosedAfter(event: DomainEvent, before: boolean): boolean {
	if (event.type === 'conversationClosed') return true;
	return before && event.type !== 'conversationReopened' && !saysSomething(event);
}

/** Of the whole thread. */
type Known = {
	answers: Map<string, PromptAnswer>;
	runs: readonly Run[];
	/** Ratings that were given after their time (E-25). */
	tooLate: ReadonlySet<string>;
	events: readonly DomainEvent[];
};

function answerTo(prompt: Prompt, { answers, runs, events }: Known) {
	const answer = answers.get(prompt.id);
	return { answer, reply: replyTo(prompt, answer, { runs, events }) };
}

function append(items: ThreadItem[], entry: ThreadEntry, event: DomainEvent, known: Known): void {
	const { answers, runs, tooLate } = known;
	switch (event.type) {
		case 'messageSent': {
			const side = sideOf(event);
			joinGroup(items.at(-1), event, side, runs);
			items.push({ is: 'message', id: event.id, entry, event, side, endsGroup: true });
			return;
		}
		case 'promptShown':
			items.push({ is: 'prompt', id: event.id, entry, event, ...answerTo(event, known) });
			return;
		case 'noteAdded':
			items.push({ is: 'note', id: event.id, entry, event });
			return;
		case 'buttonPressed':
		case 'answersGiven':
		case 'conversationRated':
			// Shown at its prompt; alone only when the prompt is not in the window.
			if (event.prompt && answers.get(event.prompt) === event && hasPrompt(items, event.prompt))
				return;
	}
	const last = items.at(-1);
	if (last?.is === 'events' && isSameDeed(last.events.at(-1), event, runs)) last.events.push(event);
	else items.push({ is: 'events', id: event.id, events: [event], tooLate });
}

function joinGroup(
	last: ThreadItem | undefined,
	event: Message,
	side: Side,
	runs: readonly Run[],
): void {
	if (last?.is !== 'message' || last.side !== side) return;
	const isSameAuthor =
		last.event.by.id === event.by.id && runOf(last.event, runs) === runOf(event, runs);
	if (isSameAuthor && event.at - last.event.at < GROUP_MS) last.endsGroup = false;
}

/** The same person within a minute, or the same run: one line tells it. */
function isSameDeed(
	before: DomainEvent | undefined,
	event: DomainEvent,
	runs: readonly Run[],
): boolean {
	if (!before || before.by.kind !== event.by.kind) return false;
	return event.by.kind === 'engine'
		? runOf(before, runs) === runOf(event, runs)
		: before.by.id === event.by.id && event.at - before.at < MINUTE;
}

/** The first answer counts, as in the fold; a rating can be given anew for a while (E-25). */
function answersByPrompt(events: readonly DomainEvent[]): Map<string, PromptAnswer> {
	const answers = new Map<string, PromptAnswer>();
	for (const event of events) {
		const isAnswer = event.type === 'buttonPressed' || event.type === 'answersGiven';
		if (isAnswer && !answers.has(event.prompt)) answers.set(event.prompt, event);
	}
	for (const [prompt, { event }] of givenRatings(events)) answers.set(prompt, event);
	return answers;
}

function hasPrompt(items: readonly ThreadItem[], prompt: string): boolean {
	return items.some((item) => item.is === 'prompt' && item.id === prompt);
}

function sideOf(event: DomainEvent): Side {
	if (event.by.kind === 'contact') return 'customer';
	return event.by.kind === 'teammate' ? 'teammate' : 'automation';
}

function runOf(event: DomainEvent, runs: readonly Run[]): string | undefined {
	return event.cause?.at(-1) ?? writerOf(event, runs)?.run.id;
}
