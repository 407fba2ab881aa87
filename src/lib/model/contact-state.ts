import { type Contact, emptyContact } from './contact';
import { applyToContact } from './contact-facts';
import type { Conversation } from './conversation';
import type { DomainEvent, EventOf } from './event';
import { answerWords, hear, isClosedOver, touch } from './heard';
import { look, show } from './looked';
import { answerPrompt, isUnheard, notePress, noteQuestion, takeBack } from './prompted';
import { isBeyond } from './mark';
import { isWord, placed } from './placed';
import { ratedUntil } from './rating';
import type { Run } from './run';
import { forkRunIndex, runIndex } from './run-index';
import { formatsAfter } from './value';

/**
 * The fold of one contact's logs. Owns: the contact, its conversations and runs. Does not own:
 * message texts beyond the last one (those are rows of their own), timers, unread marks of
 * teammates.
 *
 * I1 The same set of events, folded in its one order (model/placed), gives the same state
 *    everywhere.
 * I2 Folding an event twice changes nothing the second time (callers fold a set, keyed by id).
 * I3 No event is refused: one that makes no sense in the state (an answer to nothing) is ignored.
 */
export type ContactState = {
	contact: Contact;
	conversations: Record<string, Conversation>;
	/** Of a copy: only those that it may change. `runOf` finds the others. */
	runs: Record<string, Run>;
	/** Of a copy: the runs of the original, which it does not change. */
	behind?: Readonly<Record<string, Run>>;
	/**
	 * The newest folded event: an older one that arrives later means folding again from the start.
	 */
	newest: { at: number; id: string };
};

export function emptyContactState(contact: string): ContactState {
	return {
		contact: emptyContact(contact),
		conversations: {},
		runs: {},
		newest: { at: 0, id: '' },
	};
}

/** Folds events in any order; `events` is not changed. */
export function foldContact(contact: string, events: readonly DomainEvent[]): ContactState {
	const state = emptyContactState(contact);
	for (const event of placed(events)) applyEvent(state, event);
	return state;
}

/**
 * Changes `state` in place. Call it with events in their order (`placed`); see `foldContact` for
 * any order.
 */
export function applyEvent(state: ContactState, event: DomainEvent): void {
	state.newest = { at: event.at, id: event.id };
	applyToContact(state.contact, event);
	if (!('conversation' in event) || event.conversation === undefined) return;
	if (applyToRun(state, event)) return;
	const conversation = (state.conversations[event.conversation] ??= startConversation(
		event.conversation,
		state.contact.id,
		event.at,
	));
	hear(conversation, event);
	show(conversation, event);
	if (event.writtenAt !== undefined) noteMissed(state, event.conversation, event);
	applyToConversation(conversation, event);
}

/** What runs did between the writing of a word and its arrival, they did without knowing it. */
function noteMissed(
	{ runs, behind }: ContactState,
	conversation: string,
	{ id, at: arrivedAt, writtenAt = arrivedAt }: DomainEvent,
): void {
	for (const run of Object.values({ ...behind, ...runs })) {
		const isAware = (run.ended?.at ?? run.startedAt) <= writtenAt;
		if (run.conversation !== conversation || run.missed || isAware) continue;
		// A run that has ended is shared by copies of the state: it is replaced, never changed.
		runs[run.id] = { ...run, missed: { event: id, writtenAt, arrivedAt } };
	}
}

/** One of the contact's runs, in the state of a host or in a copy of it. */
export function runOf({ runs, behind }: ContactState, id: string): Run | undefined {
	return runs[id] ?? behind?.[id];
}

/** Those that are open and then those that are over, the last one first. */
export function* runsLastFirst(state: ContactState): Iterable<Run> {
	for (const id of runIndex(state.runs).lastFirst()) {
		const run = runOf(state, id);
		if (run) yield run;
	}
}

/**
 * A copy that events of one conversation can be applied to while the original stays as it is. Only
 * what those events change is copied: a contact's other conversations and runs are shared.
 */
export function forkContactState(state: ContactState, conversation: string): ContactState {
	const fork: ContactState = {
		contact: { ...state.contact, attributes: { ...state.contact.attributes } },
		conversations: { ...state.conversations },
		runs: state.behind ? { ...state.runs } : {},
		behind: state.behind ?? state.runs,
		newest: state.newest,
	};
	const before = state.conversations[conversation];
	if (before) {
		fork.conversations[conversation] = {
			...before,
			tags: [...before.tags],
			attributes: { ...before.attributes },
			prompts: [...before.prompts],
		};
	}
	forkRunIndex(state.runs, fork.runs);
	for (const id of runIndex(state.runs).open()) {
		const run = runOf(state, id);
		if (run?.conversation !== conversation) continue;
		fork.runs[run.id] = {
			...run,
			steps: [...run.steps],
			variables: { ...run.variables },
			wokenBy: [...run.wokenBy],
		};
	}
	return fork;
}

export function startConversation(id: string, contact: string, at: number): Conversation {
	return {
		id,
		contact,
		state: 'open',
		startedAt: at,
		updatedAt: at,
		teammate: null,
		team: null,
		tags: [],
		priority: 'none',
		attributes: {},
		customerMessages: 0,
		humanReplies: 0,
		readUpTo: 0,
		prompts: [],
		ratingQuestions: {},
		closings: 0,
	};
}

/** True when the event belongs to a run's journal and to nothing else. */
function applyToRun(state: ContactState, event: DomainEvent): boolean {
	switch (event.type) {
		case 'runStarted':
			if (runOf(state, event.run)) return true;
			runIndex(state.runs).started((state.runs[event.run] = startRun(state.contact.id, event)));
			return true;
		case 'runAdvanced': {
			const run = runOf(state, event.run);
			if (!run || run.ended) return true;
			run.answered = answersAfter(run, event);
			for (const step of event.steps) run.steps.push(step);
			if (event.variables) Object.assign(run.variables, event.variables);
			run.formats = formatsAfter(run.formats, event.variables, event.formats);
			run.wokenBy.push(event.wokenBy);
			runIndex(state.runs).woken(run.id, event.wokenBy);
			run.wokenAt = Math.max(run.wokenAt, event.wokenAt ?? event.at);
			run.park = event.park;
			if (event.away) run.away = event.away;
			return true;
		}
		case 'goalReached': {
			const run = runOf(state, event.run);
			if (!run || run.goal) return true;
			// A run that has ended is shared by copies of the state: it is replaced, never changed.
			state.runs[run.id] = { ...run, goal: { at: event.at } };
			runIndex(state.runs).converted(run);
			return true;
		}
		case 'runEnded': {
			const run = runOf(state, event.run);
			if (!run || run.ended) return true;
			run.park = undefined;
			run.ended = {
				at: event.at,
				happenedAt: event.happenedAt ?? event.at,
				reason: event.reason,
				detail: event.detail,
			};
			runIndex(state.runs).ended(run.id, run.ended.happenedAt);
			return true;
		}
		default:
			return false;
	}
}

/** The parked step heard it; a keyword leads to another one without it (E-15). */
function answersAfter({ park, answered }: Run, { wokenBy, steps }: EventOf<'runAdvanced'>) {
	if (park?.prompt === undefined || steps[0]?.node !== park.node) return answered;
	if (wokenBy === 'timer') return answered;
	return { ...answered, [park.prompt]: wokenBy };
}

function startRun(contact: string, event: EventOf<'runStarted'>): Run {
	const { triggeredAt = event.at } = event;
	const run: Run = {
		id: event.run,
		workflow: event.workflow,
		version: event.version,
		contact,
		conversation: event.conversation,
		trigger: event.trigger,
		chain: event.chain,
		startedAt: event.at,
		triggeredAt,
		wokenAt: triggeredAt,
		because: event.because,
		steps: [],
		variables: { ...event.variables },
		formats: event.formats,
		caller: event.caller,
		away: [],
		wokenBy: [],
	};
	if (event.goalHeld) run.goal = 'heldBefore';
	if (event.byPerson) run.byPerson = true;
	return run;
}

function applyToConversation(conversation: Conversation, event: DomainEvent): void {
	switch (event.type) {
		case 'messageSent':
			return applyMessage(conversation, event);
		case 'conversationStarted':
			if (event.channel !== undefined) conversation.channel = event.channel;
			return;
		case 'composerTakenAway':
			conversation.composerReturnsAt = event.until;
			return;
		case 'composerGivenBack':
			conversation.composerReturnsAt = undefined;
			return;
		case 'episodeDue':
			conversation.episodes = { ...conversation.episodes, [event.workflow]: event.key };
			return;
		case 'buttonPressed':
		case 'answersGiven':
			if (event.type === 'buttonPressed') notePress(conversation, event);
			answerPrompt(conversation, event.prompt);
			// Nobody who closed it, put it away or replied instead of the automation knew of it.
			if (isWord(event) && isUnheard(conversation, event.prompt)) wakeUp(conversation, event.at);
			return;
		case 'conversationRated':
			return applyRating(conversation, event);
		case 'conversationRead':
			return look(conversation, event);
		case 'promptShown':
			conversation.prompts.push(event);
			if (event.input.kind === 'rating') noteQuestion(conversation, event);
			conversation.lastMessage = { text: event.text, by: event.by, at: event.at };
			touch(conversation, event.at);
			return;
		case 'promptClosed':
			answerPrompt(conversation, event.prompt);
			return;
		case 'noteAdded':
			touch(conversation, event.at);
			return;
		case 'conversationAssigned':
			if (event.teammate !== undefined) conversation.teammate = event.teammate;
			if (event.team !== undefined) conversation.team = event.team;
			if (event.teammate) conversation.assignedAt = event.at;
			return;
		case 'tagAdded':
			if (!conversation.tags.includes(event.tag)) conversation.tags.push(event.tag);
			return;
		case 'tagRemoved':
			conversation.tags = conversation.tags.filter((tag) => tag !== event.tag);
			return;
		case 'priorityChanged':
			conversation.priority = event.priority;
			return;
		case 'attributeChanged':
			if (event.subject === 'conversation') conversation.attributes[event.attribute] = event.value;
			return;
		default:
			return applyStateChange(conversation, event);
	}
}

function applyMessage(conversation: Conversation, event: EventOf<'messageSent'>): void {
	conversation.lastMessage = { text: event.text, by: event.by, at: event.at };
	touch(conversation, event.at);
	const isFirst = conversation.customerMessages + conversation.humanReplies === 0;
	if (isFirst && event.by.kind !== 'engine') conversation.openedAt = event.at;
	if (event.by.kind === 'contact') {
		conversation.customerMessages++;
		conversation.lastCustomerText = event.text;
		wakeUp(conversation, event.at);
	} else if (event.by.kind === 'teammate') {
		conversation.humanReplies++;
		conversation.lastHumanReplyAt = event.at;
		answerWords(conversation, event.seen);
		// A person has taken over: what the automation asked no longer binds the customer (E-14).
		takeBack(conversation);
		conversation.composerReturnsAt = undefined;
	}
}

/**
 * E-25: each question has a rating of its own, whether it is still open or not, by the same rule
 * as where it is shown (given-ratings); the conversation has that of the last one.
 */
function applyRating(conversation: Conversation, event: EventOf<'conversationRated'>): void {
	const { score, remark, at, prompt } = event;
	const { rating, ratingQuestions } = conversation;
	if (prompt === undefined) {
		// Of itself, as what is played or imported gives one: the first stands.
		if (!rating) conversation.rating = { score, remark, at, until: at };
		return;
	}
	const question = Object.hasOwn(ratingQuestions, prompt) ? ratingQuestions[prompt] : undefined;
	const until = question && ratedUntil(event, question.input, question.until);
	if (!question || until === undefined) return;
	conversation.ratingQuestions = { ...ratingQuestions, [prompt]: { ...question, until } };
	answerPrompt(conversation, prompt);
	const asked = Object.keys(ratingQuestions);
	const isLast = !rating?.prompt || asked.indexOf(prompt) >= asked.indexOf(rating.prompt);
	if (isLast) conversation.rating = { score, remark, at, prompt, until };
}

function applyStateChange(conversation: Conversation, event: DomainEvent): void {
	switch (event.type) {
		case 'conversationClosed':
			return applyClosing(conversation, event);
		case 'conversationReopened':
		case 'conversationUnsnoozed':
			open(conversation, event.at);
			return;
		case 'conversationSnoozed':
			if (event.seen && isBeyond(conversation.heard, event.seen)) return;
			conversation.state = 'snoozed';
			conversation.snoozedUntil = event.until;
			conversation.snoozedBy = event.by.kind;
			return;
	}
}

function applyClosing(conversation: Conversation, { at, by, seen }: DomainEvent): void {
	const isHeld = isClosedOver(conversation, seen);
	if (conversation.state === 'closed') return;
	answerWords(conversation, isHeld ? undefined : seen);
	if (!isHeld) return open(conversation, at);
	conversation.state = 'closed';
	conversation.closedAt = at;
	conversation.closedBy = by.kind;
	conversation.closings++;
	conversation.snoozedUntil = undefined;
	conversation.snoozedBy = undefined;
	conversation.prompts = [];
}

/**
 * What a customer says wakes a snoozed conversation and opens a closed one: a customer is never
 * left unheard.
 */
function wakeUp(conversation: Conversation, at: number): void {
	conversation.waitingSince ??= at;
	open(conversation, at);
}

function open(conversation: Conversation, at: number): void {
	if (conversation.state === 'closed') conversation.openedAt = at;
	conversation.state = 'open';
	conversation.snoozedUntil = undefined;
	conversation.snoozedBy = undefined;
	conversation.closedAt = undefined;
	conversation.closedBy = undefined;
}
