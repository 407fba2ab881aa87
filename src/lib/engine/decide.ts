import { unreachable } from '../base/assert';
import { runOf, runsLastFirst } from '../model/contact-state';
import { type DomainEvent, type EventOf, type RunEndReason, signalOf } from '../model/event';
import { causesOf, type Run, TEAM_CHANGED } from '../model/run';
import { runIndex } from '../model/run-index';
import { whyUnwritable } from '../model/writable';
import type { Outcome, Wake } from '../steps/step';
import { divertRun, resumeRun, type WokenBy } from './advance';
import { callersOf, isLedByPerson } from './call';
import { giveComposerBack } from './composer';
import { callStep, parkedSoFar, WalkContext } from './context';
import type { Decide, Input } from './contract';
import { endCalled, endRun, letGo } from './ending';
import { noticeEpisode } from './episodes';
import { exitReason, isOverruled, lastHumanReplyAt } from './exits';
import { reachGoals } from './goal';
import { keywordStep } from './handlers';
import { startMatching } from './match';
import { planOf, workflowsBySignal } from './plan';
import { type Deadline, judgeDeadline } from './timers';
import { ejectRuns, wakeConversation } from './stopped';
import { activeRuns, type Limit, openTurn, type Turn } from './turn';

/**
 * The whole engine: what follows from one input. Its rules are numbered in README.md beside this
 * file. A view that already holds what it would write gives nothing, so a host may repeat any
 * input.
 */
export const decide: Decide = (view, input, world) => {
	const limits = new Map<string, Limit>();
	for (;;) {
		const turn = openTurn(view, world, limits);
		takeInput(turn, input);
		returnToCallers(turn);
		if (!tighten(turn, limits)) return turn.emitted;
	}
};

/**
 * E-30: what no log would take is not written. Its run does without evidence, and where that is not
 * enough it ends in this turn and says why; then all of it is decided again.
 */
function tighten({ emitted, writers }: Turn, limits: Map<string, Limit>): boolean {
	let isTighter = false;
	for (const event of emitted) {
		const dies = whyUnwritable(event);
		const run = writers.get(event.id);
		if (!dies || run === undefined) continue;
		const known = limits.get(run);
		if (typeof known === 'object') continue;
		limits.set(run, known === undefined && dies === 'tooLarge' ? 'terse' : { dies });
		isTighter = true;
	}
	return isTighter;
}

function takeInput(turn: Turn, input: Input): void {
	if ('event' in input) return onEvent(turn, input.event);
	if ('timer' in input) return onDeadline(turn, input.timer);
	if ('episode' in input) return noticeEpisode(turn, input.episode);
	if ('teamChanged' in input) return onTeamChanged(turn, input.teamChanged.run);
	if ('snoozeOver' in input) return wakeConversation(turn, input.snoozeOver);
	if ('live' in input) return ejectRuns(turn, input.live);
	if ('stop' in input) return stopRun(turn, input.stop.run, input.stop.reason);
	unreachable(input);
}

function stopRun(turn: Turn, id: string, reason: RunEndReason): void {
	const run = runOf(turn.state, id);
	if (run && !run.ended) endRun(turn, run, { reason, at: turn.world.now });
}

/**
 * Parked runs are asked first whether the event is for them: what a run takes as its own input does
 * not end it (E-13). Then exits (E-23), then those runs go on, then new ones start.
 */
function onEvent(turn: Turn, input: DomainEvent): void {
	if (isJournal(input)) return onJournal(turn, input);
	const conversation = placeOf(turn, input);
	if (conversation === undefined) return;
	const cause = causesOf(input, () => runsLastFirst(turn.state));
	// Its journal is not here yet: whatever followed might be a circle (E-08).
	if (!cause) return;
	const event = { ...input, conversation, cause };
	turn.isPersonal = isOfPerson(turn, event);
	for (const run of activeRuns(turn.state, conversation)) {
		if (signalOf(event) === 'teammate.messageSent') giveComposerBack(turn, run);
		endIfOverruled(turn, run);
	}
	takeAway(turn, event);
	const active = activeRuns(turn.state, conversation);
	const woken = active.map((run) => ({ run, outcome: offer(turn, run, event) }));
	const takers = woken.filter(({ outcome }) => outcome).map(({ run }) => run);
	endByExits(turn, event, takers);
	for (const { run, outcome } of woken) {
		if (outcome) goOn(turn, run.id, { what: event.id, at: event.at }, outcome);
	}
	startMatching(turn, event);
	reachGoals(turn, event);
}

/**
 * A run's own book-keeping starts nothing and wakes nobody. A run that a person has stopped on
 * their device lets go of what it held, and its caller goes on (E-21).
 */
function onJournal(turn: Turn, event: DomainEvent): void {
	const run = event.type === 'runEnded' ? runOf(turn.state, event.run) : undefined;
	if (event.type !== 'runEnded' || event.by.kind === 'engine' || !run?.ended) return;
	turn.isPersonal = true;
	letGo(turn, run, { reason: event.reason, at: event.at });
	returnToCaller(turn, event);
}

/** A person's own act, or what a run wrote that such an act had led to. */
function isOfPerson({ state }: Turn, { by, cause = [] }: DomainEvent): boolean {
	if (by.kind !== 'engine') return true;
	const writer = runOf(state, cause.at(-1) ?? '');
	return writer !== undefined && isLedByPerson(writer, state);
}

/**
 * Where an event counts. One that is about the contact alone counts in the conversation that was
 * the latest to change by then, if it can start something there.
 */
function placeOf({ view }: Turn, event: DomainEvent): string | undefined {
	if ('conversation' in event && event.conversation !== undefined) return event.conversation;
	if (!workflowsBySignal(view.live).has(signalOf(event))) return undefined;
	const known = Object.values(view.stateAt(event).conversations);
	return known.sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1))[0]?.id;
}

/** E-15: a keyword is heard before the parked step is asked, by the innermost run that knows it. */
function takeAway(turn: Turn, event: DomainEvent & { conversation: string }): void {
	const active = activeRuns(turn.state, event.conversation).reverse();
	const taken = new Set<string>();
	for (const run of active) {
		const workflow = turn.view.version(run.version);
		const go = keywordStep(run, workflow, event);
		// What a run waits for has taken the word itself.
		const isTaken = active.some(({ id, caller }) => taken.has(id) && caller?.run === run.id);
		if (go === undefined || !workflow || isTaken) continue;
		taken.add(run.id);
		endCalled(turn, run, { reason: 'interrupted', at: event.at });
		divertRun(turn, run, workflow, { what: event.id, at: event.at }, go);
	}
}

/**
 * E-23. Conditions are the contact's, so runs of other conversations hear of it too. What one run
 * took as its own input ends neither it nor those that wait for it (E-13).
 */
function endByExits(
	turn: Turn,
	event: DomainEvent & { conversation: string },
	takers: readonly Run[],
): void {
	const { state } = turn;
	const index = runIndex(state.runs);
	const all = (ids: Iterable<string>) => [...ids].flatMap((id) => runOf(state, id) ?? []);
	const open = all(index.open());
	const woken = all(index.about(event.id)).filter(({ wokenBy }) => wokenBy.includes(event.id));
	const exempt = new Set([...takers, ...woken].flatMap((run) => callersOf(run, turn.state)));
	for (const run of open) {
		if (run.ended || exempt.has(run.id)) continue;
		const reason = exitReason(run, turn.view.version(run.version), event);
		if (reason) endRun(turn, run, { reason, at: event.at });
	}
}

/** What going on writes is looked at in the same pass. */
export function returnToCallers(turn: Turn): void {
	for (const event of turn.emitted) if (event.type === 'runEnded') returnToCaller(turn, event);
}

/** E-21: a run that waited for another one goes on when that has ended and left no heir. */
function returnToCaller(turn: Turn, event: EventOf<'runEnded'>): void {
	const caller = runOf(turn.state, event.run)?.caller;
	if (!caller) return;
	const run = runOf(turn.state, caller.run);
	if (!run?.park || run.park.node !== caller.node || run.park.visit !== caller.visit) return;
	const isHeir = (other: Run) =>
		other.caller?.run === caller.run && other.caller.visit === caller.visit;
	if (activeRuns(turn.state, run.conversation).some(isHeir)) return;
	const outcome = wake(turn, run, { event }) ?? { fail: 'notReturned' };
	goOn(turn, run.id, { what: event.id, at: event.happenedAt ?? event.at }, outcome);
}

/** What the parked step makes of the event; undefined when it is not for this run. */
function offer(turn: Turn, run: Run, event: DomainEvent): Answer | undefined {
	const { park } = run;
	if (!park?.listens.includes(signalOf(event)) || run.wokenBy.includes(event.id)) return undefined;
	if (event.cause?.includes(run.id)) return undefined;
	const prompt = 'prompt' in event ? event.prompt : undefined;
	// Case 43: an answer to another prompt, or to one that is over, is an answer to nothing.
	if (prompt !== undefined && prompt !== park.prompt) return undefined;
	// What was written before the run came here cannot have been meant for it.
	if (prompt === undefined && event.at <= run.wokenAt) return undefined;
	return wake(turn, run, { event });
}

function onDeadline(turn: Turn, deadline: Deadline): void {
	const run = runOf(turn.state, deadline.run);
	const judged = judgeDeadline(run, deadline, turn.world.now);
	if (!run) return;
	if (judged.verdict === 'expired') {
		return endRun(turn, run, { reason: 'expired', at: turn.world.now, detail: 'tooLate' });
	}
	if (judged.verdict !== 'due' || endIfOverruled(turn, run)) return;
	if (!turn.view.version(run.version)) {
		// Nothing else is going to wake it.
		const at = turn.world.now;
		return endRun(turn, run, { reason: 'newerVersionNeeded', at, detail: 'version' });
	}
	const outcome = wake(turn, run, { timer: true });
	if (!outcome) return;
	const { due, lateMs } = judged;
	goOn(turn, run.id, { what: 'timer', at: due, ...(lateMs ? { lateMs } : {}) }, outcome);
}

function onTeamChanged(turn: Turn, runId: string): void {
	const run = runOf(turn.state, runId);
	if (!run?.park?.listens.includes(TEAM_CHANGED) || endIfOverruled(turn, run)) return;
	const outcome = wake(turn, run, { teamChanged: true });
	if (outcome) goOn(turn, runId, { what: 'team', at: turn.world.now }, outcome);
}

function endIfOverruled(turn: Turn, run: Run): boolean {
	if (!isOverruled(run, turn.view.version(run.version), turn.state)) return false;
	const at = lastHumanReplyAt(turn.state);
	endRun(turn, run, { reason: 'teammateReplied', at });
	return true;
}

/** What the step makes of what woke it; or why the run cannot go on from there (E-30). */
type Answer = Outcome | { dies: RunEndReason; detail: string };

function wake(turn: Turn, run: Run, wake: Wake): Answer | undefined {
	const bound = turn.view.version(run.version);
	if (!run.park || !bound) return undefined;
	const { node, visit } = run.park;
	const planned = planOf(bound.definition).nodes.get(node);
	if (!planned) return { dies: 'failed', detail: `noStep:${node}` };
	const { step } = planned;
	// Another release may have known its kind, or how to wait there.
	if (!step?.kind.resume) return { dies: 'newerVersionNeeded', detail: planned.node.kind };
	const context = new WalkContext({
		turn,
		runId: run.id,
		node,
		visit: visit + 1,
		parked: parkedSoFar(run),
	});
	return callStep(() => step.kind.resume?.(step.params, wake, context));
}

/** The run is looked up again: something earlier in the same turn may have ended it. */
function goOn(turn: Turn, runId: string, wokenBy: WokenBy, answer: Answer): void {
	const run = runOf(turn.state, runId);
	const workflow = run && turn.view.version(run.version);
	if (!workflow || !run.park) return;
	if ('dies' in answer) {
		const { dies: reason, detail } = answer;
		return endRun(turn, run, { reason, at: wokenBy.at, detail });
	}
	resumeRun(turn, run, workflow, wokenBy, answer);
}

function isJournal({ type }: DomainEvent): boolean {
	return ['runStarted', 'runAdvanced', 'runEnded', 'goalReached'].includes(type);
}
