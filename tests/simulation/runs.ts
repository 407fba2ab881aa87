import { hashId } from '../../src/lib/base/hash';
import { RUN_ENDED } from '../../src/lib/engine/call';
import { foldContact } from '../../src/lib/model/contact-state';
import type { Conversation } from '../../src/lib/model/conversation';
import { type DomainEvent, SHOWN_ENGINE } from '../../src/lib/model/event';
import type { Run } from '../../src/lib/model/run';
import { AGENTS, WORKFLOW } from './cast';
import { MOST_STEPS_ASIDE } from './vocabulary';
import type { Fail } from './checks';

/** What must be true of what automation did to one contact: I3 to I5, I10, I11. */
export function checkRuns(
	contact: string,
	events: readonly DomainEvent[],
	{ now, live }: { now: number; live: LiveTimes },
	fail: Fail,
): void {
	const state = foldContact(contact, events);
	const runs = Object.values(state.runs);
	const conversations = Object.values(state.conversations);
	const lastReplyAt = Math.max(0, ...conversations.map((each) => each.lastHumanReplyAt ?? 0));
	checkOnce(events, fail);
	checkWhole(events, state.runs, fail);
	checkTimers(events, fail);
	checkSnoozes(events, fail);
	checkLoops(events, runs, fail);
	checkCalls(runs, fail);
	for (const run of runs) checkRun(run, { now, live }, fail);
	for (const conversation of conversations) {
		if (conversation.state === 'snoozed' && isPast(conversation.snoozedUntil, now)) {
			fail('I4', `${conversation.id} sleeps past its time`);
		}
		if (
			deservesRun(conversation, lastReplyAt, live) &&
			!runs.some((run) => isOf(run, conversation))
		) {
			fail('I4', `${conversation.id} started no run`);
		}
		const starts = events.filter((event) => startsConversation(event, conversation.id));
		if (starts.length !== 1) fail('I11', `${conversation.id} was started ${starts.length} times`);
	}
}

/** When the workflow of the cast went live and was stopped, in order. */
export type LiveTimes = { at: number; isLive: boolean }[];

export function liveTimes(log: readonly DomainEvent[]): LiveTimes {
	return log.flatMap((event) => {
		if (!('workflow' in event) || event.workflow !== WORKFLOW) return [];
		const { type, at } = event;
		if (type === 'workflowPublished') return { at, isLive: true };
		return type === 'workflowStopped' ? { at, isLive: false } : [];
	});
}

/** The host's clock may be this much off, and the lease may have to expire first. */
const DUE_GRACE_MS = 30_000;
const CLOCK_TOLERANCE_MS = 2_500;
/** Clocks of devices are off by that and may have been set by twenty seconds more. */
const ORDER_TOLERANCE_MS = 25_000;

function isPast(due: number | undefined, now: number): boolean {
	return due !== undefined && due < now - DUE_GRACE_MS;
}

function isOf(run: Run, conversation: Conversation): boolean {
	return run.workflow === WORKFLOW && run.conversation === conversation.id;
}

function startsConversation(event: DomainEvent, conversation: string): boolean {
	return event.type === 'conversationStarted' && event.conversation === conversation;
}

/** I3: one visit of a step has each effect once, whatever ids its events carry. */
function checkOnce(events: readonly DomainEvent[], fail: Fail): void {
	const seen = new Set<string>();
	for (const event of events) {
		const stem = event.id.slice(0, event.id.indexOf('.'));
		const step = event.node ?? (event.by.id === SHOWN_ENGINE.id ? stem : undefined);
		if (event.by.kind !== 'engine' || step === undefined) continue;
		// Without what may differ between two hosts that executed the same visit.
		const what = { ...event, id: '', at: 0, by: '', decision: '', teammate: '', step };
		const key = JSON.stringify(what);
		if (seen.has(key)) fail('I3', `${event.type} of ${step} happened twice`);
		seen.add(key);
	}
}

/** I15: everything that a journal names exists: a turn is whole (E-30). */
function checkWhole(
	events: readonly DomainEvent[],
	runs: Readonly<Record<string, Run>>,
	fail: Fail,
): void {
	const ids = new Set(events.map(({ id }) => id));
	const stems = new Set(events.map(({ id }) => id.slice(0, id.lastIndexOf('.'))));
	for (const event of events) {
		if (event.type !== 'runAdvanced') continue;
		const { run, steps, park } = event;
		if (!runs[run]) fail('I15', `${event.id} is of ${run}, which never started`);
		for (const { node, visit, shown, called } of steps) {
			if (shown !== undefined && !stems.has(shown)) {
				fail('I15', `${event.id} names words of ${node} ${visit} that do not exist`);
			}
			if (called !== undefined && !runs[called]) fail('I15', `${run} called ${called} in vain`);
		}
		if (park?.prompt !== undefined && !ids.has(park.prompt)) {
			fail('I15', `${event.id} waits for an answer to ${park.prompt}, which does not exist`);
		}
	}
}

/** I4: whoever waits for a run that it called comes back when that has ended (E-21). */
function checkCalls(runs: readonly Run[], fail: Fail): void {
	for (const run of runs) {
		const { park, ended } = run;
		if (ended || !park?.listens.includes(RUN_ENDED)) continue;
		const called = runs.filter(({ caller }) => caller?.run === run.id && caller.node === park.node);
		if (called.every((one) => one.ended)) fail('I4', `${run.id} waits for nobody`);
	}
}

/** I4: a run waits with a reason or has ended; none outlives the stop of its workflow. */
function checkRun(run: Run, { now, live }: { now: number; live: LiveTimes }, fail: Fail): void {
	if (run.ended) {
		if (BROKEN.has(run.ended.reason)) fail('I4', `${run.id} ended: ${run.ended.reason}`);
		return;
	}
	if (!run.park) fail('I4', `${run.id} neither waits nor has ended`);
	else if (isPast(run.park.until, now)) fail('I4', `${run.id} is past due`);
	const stop = live.findLast(({ isLive }) => !isLive)?.at ?? 0;
	if (run.workflow === WORKFLOW && run.startedAt < stop - ORDER_TOLERANCE_MS)
		fail('I4', `${run.id} outlives its workflow`);
}

/** The workflow is sound, so no run of it may end like this. */
const BROKEN: ReadonlySet<string> = new Set(['failed', 'loopLimit', 'newerVersionNeeded']);

/** Nobody's first message is left unanswered. */
function deservesRun(conversation: Conversation, lastReplyAt: number, live: LiveTimes): boolean {
	if (conversation.customerMessages === 0) return false;
	// Whom a person has answered before any host could, no automation speaks to any more: the
	// condition is the contact's, so a reply in another conversation counts too (E-23, W-CTL-05).
	// Nor in what a person has closed before that.
	if (conversation.closedBy === 'teammate') return false;
	if (conversation.humanReplies > 0 || lastReplyAt > conversation.startedAt) return false;
	// Written under a clock that was behind, before the workflow was set live (E-04); while it is
	// being stopped and set live again, no two clocks agree on what was live.
	const [first] = live;
	if (!first || conversation.startedAt < first.at) return false;
	return live.length === 1;
}

/** I5: a deadline is served once, not before its time, and never when nobody waits for it. */
function checkTimers(events: readonly DomainEvent[], fail: Fail): void {
	const waits = new Map<string, { due: number; key: string }>();
	const served = new Set<string>();
	for (const event of events) {
		if (event.type !== 'runAdvanced') continue;
		const wait = waits.get(event.run);
		if (event.wokenBy === 'timer') {
			if (!wait) fail('I5', `${event.run} was woken by a timer that it did not wait for`);
			else if (event.at < wait.due - CLOCK_TOLERANCE_MS) {
				fail('I5', `${wait.key} fired ${wait.due - event.at} ms early`);
			}
			if (wait && served.has(wait.key)) fail('I5', `${wait.key} fired twice`);
			if (wait) served.add(wait.key);
		}
		const { park } = event;
		if (park?.until === undefined) waits.delete(event.run);
		else {
			const key = `${event.run} ${park.node} ${park.visit}`;
			waits.set(event.run, { due: park.until, key });
		}
	}
}

/** I5: what wakes a conversation is the end of one of its snoozes, and that is over by then. */
function checkSnoozes(events: readonly DomainEvent[], fail: Fail): void {
	const ends = new Map<string, number>();
	for (const event of events) {
		if (event.type === 'conversationSnoozed' && event.until !== undefined) {
			ends.set(`${hashId('ev', event.conversation, 'unsnooze', event.until)}.0`, event.until);
		}
	}
	for (const event of events) {
		if (event.type !== 'conversationUnsnoozed' || event.by.kind !== 'engine') continue;
		// A run that died gives the conversation back to the team (E-30).
		if (event.cause) continue;
		const due = ends.get(event.id);
		if (due === undefined) fail('I5', `${event.conversation} woke without having been snoozed`);
		else if (event.at < due - CLOCK_TOLERANCE_MS) fail('I5', `${event.conversation} woke early`);
	}
}

/**
 * I10: no run takes more steps than its workflow has, none starts again and again, and no chain of
 * causes comes back to its own workflow (E-08).
 */
function checkLoops(events: readonly DomainEvent[], runs: readonly Run[], fail: Fail): void {
	const byId = new Map(runs.map((run) => [run.id, run]));
	for (const { id, steps, workflow, chain } of runs) {
		const most = workflow === WORKFLOW ? MOST_STEPS : MOST_STEPS_ASIDE;
		if (steps.length > most) fail('I10', `${id} took ${steps.length} steps`);
		if (chain.some((cause) => byId.get(cause)?.workflow === workflow)) {
			fail('I10', `${id} was caused by its own workflow`);
		}
	}
	const started = runs.filter(({ workflow }) => workflow === WORKFLOW);
	const conversations = events.filter(({ type }) => type === 'conversationStarted');
	if (started.length > conversations.length * MOST_RUNS) {
		fail('I10', `${started.length} runs for ${conversations.length} conversations`);
	}
}

/** Each of seven steps once; those that wait are journaled when they begin and when they end. */
const MOST_STEPS = 14;
/** Once for the conversation; once more when it was set live anew. */
const MOST_RUNS = 2;

/**
 * I7: whoever decides gives it to the one who has waited longest, as far as the decision knew, and
 * turns stay even: apart by one, and by one more for each time that another host took over.
 */
export function checkTurns(events: readonly DomainEvent[], fail: Fail): void {
	const turns = new Map(AGENTS.map(({ id }) => [id, 0]));
	let mostApart = 1;
	let host = '';
	for (const event of events) {
		if (event.type !== 'conversationAssigned' || !event.decision || !event.teammate) continue;
		const { eligible } = event.decision;
		const longest = Math.min(...eligible.map(({ lastAssignedAt }) => lastAssignedAt ?? -1));
		const due = eligible.filter(({ lastAssignedAt }) => (lastAssignedAt ?? -1) === longest);
		if (!due.some(({ teammate }) => teammate === event.teammate)) {
			fail('I7', `${event.teammate} was chosen, it was the turn of ${due[0]?.teammate}`);
		}
		// Whoever was away had no turn to take.
		if (eligible.length < AGENTS.length) return;
		// Whose clock was ahead when somebody gave them work is passed over until that time has come.
		if (eligible.some(({ lastAssignedAt = 0 }) => (lastAssignedAt ?? 0) > event.at)) return;
		turns.set(event.teammate, (turns.get(event.teammate) ?? 0) + 1);
		if (event.by.id !== host) mostApart++;
		host = event.by.id;
	}
	const counts = [...turns.values()];
	const apart = Math.max(...counts) - Math.min(...counts);
	if (apart > mostApart) fail('I7', `turns are ${apart} apart`);
}
