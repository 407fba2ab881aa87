import { DAY, type Instant } from '../base/clock';
import type { Episode, SilencesOf } from '../engine/episodes';
import { type DomainEvent, isUnknown, type UnknownEvent } from '../model/event';
import { isWord } from '../model/placed';
import type { LiveWorkflow } from '../model/workflow';
import { eventIn, type Fold } from './folds';
import type { Change, Timer } from './ports';

/**
 * Older events never start or wake anything on a host that sees them for the first time (E-18). A
 * customer's word is as old as its arrival (E-29).
 */
const INBOX_WINDOW_MS = 3 * DAY;

/** A change that is being put together; committed as one. */
export type ChangeDraft = {
	-readonly [K in keyof Change]-?: K extends 'inbox' | 'timers' | 'dirty'
		? Required<NonNullable<Change[K]>>
		: NonNullable<Change[K]>;
};

export function emptyChange(): ChangeDraft {
	return {
		updates: [],
		events: [],
		pending: [],
		confirmed: [],
		refused: [],
		withdrawn: [],
		contacts: [],
		inbox: { put: [], drop: [] },
		timers: { put: [], drop: [] },
		dirty: { put: [], drop: [] },
		settings: {},
	};
}

/** Where an engine can run: it is given, because a visitor's device must not carry it. */
type EngineHere = {
	now: Instant;
	silences: SilencesOf;
	live: readonly LiveWorkflow[];
	/** The cursor that is committed with it. */
	seq?: number | undefined;
	/** The engine has handled all of it elsewhere. */
	isHandled?: boolean;
};

/**
 * What follows for storage from events that were just added to (or taken out of) a contact's fold:
 * its rows and timers, and where an engine can run, its inbox.
 */
export function project(
	change: ChangeDraft,
	fold: Fold,
	touched: readonly (DomainEvent | UnknownEvent)[],
	engine: EngineHere | undefined,
): void {
	// The workspace's `live` log is folded by its own rules (model/live): the empty name is
	// nobody's row.
	if (fold.contact !== '') change.contacts.push(fold.state);
	if (!engine) return;
	for (const conversation of conversationsOf(touched)) {
		projectEpisodes(change, fold, conversation, engine);
	}
	for (const written of touched) {
		if (isUnknown(written)) continue;
		const event = eventIn(fold, written);
		projectTimers(change, fold, event);
		if (engine.isHandled || !isForEngine(event, engine.now)) continue;
		const { id, at } = event;
		const item = { id, contact: fold.contact, at, arrivedAt: engine.now };
		change.inbox.put.push(engine.seq === undefined ? item : { ...item, seq: engine.seq });
	}
}

/** The journal of the engine's own runs is its memory, not news. */
export function isForEngine(event: DomainEvent, now: Instant): boolean {
	const newsAt = isWord(event) ? Math.max(event.at, event.arrivedAt ?? 0) : event.at;
	if (newsAt <= now - INBOX_WINDOW_MS || event.type === 'chapterOpened') return false;
	return event.by.kind !== 'engine' || !isJournal(event);
}

function isJournal(event: DomainEvent): boolean {
	return event.type === 'runStarted' || event.type === 'runAdvanced' || event.type === 'runEnded';
}

/**
 * Timers follow from the state, whatever order events came in: an episode that is over has none
 * (I5).
 */
function projectTimers(change: ChangeDraft, fold: Fold, event: DomainEvent): void {
	if (isJournal(event) && 'run' in event) {
		setTimer(change, event.run, timerOf(fold, event.run));
	} else if ('conversation' in event && event.conversation !== undefined) {
		setTimer(change, event.conversation, timerOf(fold, event.conversation));
	}
}

/** E-17: what live workflows wait for in this conversation; a silence that is over has none. */
function projectEpisodes(
	change: ChangeDraft,
	fold: Fold,
	conversation: string,
	{ silences, live }: EngineHere,
): void {
	for (const { workflow, episode } of silences(fold.state, conversation, live)) {
		setTimer(
			change,
			episodeTimerId(conversation, workflow),
			episode && episodeTimer(fold, episode),
		);
	}
}

export function episodeTimer(fold: Fold, { workflow, conversation, key, due }: Episode): Timer {
	const id = episodeTimerId(conversation, workflow);
	return { id, contact: fold.contact, due, what: { episode: { workflow, conversation, key } } };
}

function episodeTimerId(conversation: string, workflow: string): string {
	return `${conversation}.${workflow}`;
}

function conversationsOf(events: readonly (DomainEvent | UnknownEvent)[]): Set<string> {
	const found = new Set<string>();
	for (const event of events) {
		if ('conversation' in event && event.conversation !== undefined) found.add(event.conversation);
	}
	return found;
}

/** The timer that a run or a snoozed conversation has now, if it has one. */
export function timerOf(fold: Fold, id: string): Timer | undefined {
	return runTimer(fold, id) ?? snoozeTimer(fold, id);
}

export function setTimer(change: ChangeDraft, id: string, timer: Timer | undefined): void {
	change.timers.put = change.timers.put.filter((other) => other.id !== id);
	if (timer) {
		change.timers.put.push(timer);
		change.timers.drop = change.timers.drop.filter((other) => other !== id);
	} else if (!change.timers.drop.includes(id)) change.timers.drop.push(id);
}

function runTimer(fold: Fold, id: string): Timer | undefined {
	const park = fold.state.runs[id]?.park;
	if (park?.until === undefined) return undefined;
	const what = { run: id, node: park.node, visit: park.visit };
	return { id, contact: fold.contact, due: park.until, what };
}

function snoozeTimer(fold: Fold, id: string): Timer | undefined {
	const conversation = fold.state.conversations[id];
	if (conversation?.state !== 'snoozed' || conversation.snoozedUntil === undefined)
		return undefined;
	return { id, contact: fold.contact, due: conversation.snoozedUntil, what: { unsnooze: id } };
}
