import type { Instant } from '../base/clock';
import { type ContactState, runOf } from '../model/contact-state';
import type { Run } from '../model/run';
import { runIndex } from '../model/run-index';
import type { LiveWorkflow } from '../model/workflow';
import type { Call } from '../steps/step';
import { hasRunBefore, isTooOften, MAX_CHAIN, refusedByActiveRuns } from './admission';
import type { Turn } from './turn';

/** What a run that waits for the one that it called listens to (E-21). */
export const RUN_ENDED = 'engine.runEnded';

/** The live version that a step calls, or why it cannot be called. */
export function calleeOf(
	{ view, state, isPersonal: isByPerson }: Turn,
	run: Run,
	chain: readonly string[],
	{ call, mode, at }: { call: Call; mode: 'handOver' | 'return'; at: Instant },
): { workflow: LiveWorkflow } | { refused: string } {
	const workflow = view.live.find((one) => one.workflow === call.workflow);
	if (!workflow) return { refused: 'notLive' };
	const start = call.node ?? workflow.definition.start;
	if (start === null || !Object.hasOwn(workflow.definition.nodes, start)) {
		return { refused: 'noSuchStep' };
	}
	if (chain.length >= MAX_CHAIN) return { refused: 'chainTooLong' };
	if (!isByPerson && isTooOften(state, workflow, { conversation: run.conversation, at })) {
		return { refused: 'tooOften' };
	}
	if (workflow.definition.settings.oncePerContact && hasRunBefore(state, workflow)) {
		return { refused: 'oncePerContact' };
	}
	// This run and those that wait for it are one voice with the one that it calls (E-05).
	const own = callersOf(run, state);
	const staying = mode === 'return' ? own : own.slice(1);
	if (staying.some((id) => runOf(state, id)?.workflow === workflow.workflow)) {
		return { refused: 'alreadyRunning' };
	}
	const isActive = (other: Run) => !other.ended && !own.includes(other.id);
	const refused = refusedByActiveRuns(
		workflow,
		run.conversation,
		{ state, version: view.version },
		{ among: runIndex(state.runs).open(), isActive },
	);
	return refused ? { refused } : { workflow };
}

/**
 * The runs that led to the one that is called. A person who did something meanwhile is the cause of
 * what follows: a menu can be gone round as often as somebody presses its buttons (E-08).
 */
export function chainOfCall(
	{ id, chain, wokenBy }: Run,
	wokenNow: string,
	state: ContactState,
): string[] {
	const sinceTrigger = [...wokenBy, wokenNow].slice(1);
	return sinceTrigger.some((what) => isOfPerson(what, state)) ? [] : [...chain, id];
}

/** What somebody did in a run that was called counts for the one that waited for it. */
function isOfPerson(wokenBy: string, state: ContactState): boolean {
	if (isPersonal(wokenBy)) return true;
	const called = calledBy(wokenBy, state);
	return called?.wokenBy.slice(1).some((what) => isOfPerson(what, state)) ?? false;
}

/**
 * Whether a person's act led to what this run did last: it was woken by one, or began with one and
 * was not woken since.
 */
export function isLedByPerson({ wokenBy, byPerson }: Run, state: ContactState): boolean {
	const last = wokenBy.at(-1);
	if (last === undefined || wokenBy.length === 1) return byPerson === true;
	if (isPersonal(last)) return true;
	const called = calledBy(last, state);
	return called !== undefined && isLedByPerson(called, state);
}

/** The run whose end this was. */
function calledBy(wokenBy: string, state: ContactState): Run | undefined {
	return wokenBy.endsWith(ENDED) ? runOf(state, wokenBy.slice(0, -ENDED.length)) : undefined;
}

/** Neither a deadline nor the team nor the end of another run. */
export function isPersonal(wokenBy: string): boolean {
	return wokenBy !== 'timer' && wokenBy !== 'team' && !wokenBy.endsWith(ENDED);
}

const ENDED = '.ended';

/** A run and those that wait for its end, its own caller first. */
export function callersOf(run: Run, state: ContactState): string[] {
	const callers: string[] = [];
	for (let one: Run | undefined = run; one; one = one.caller && runOf(state, one.caller.run)) {
		callers.push(one.id);
	}
	return callers;
}
