import { evaluate, holds } from '../attributes/evaluate';
import { HOUR } from '../base/clock';
import { hashId } from '../base/hash';
import type { ContactState } from '../model/contact-state';
import { type DomainEvent, signalOf } from '../model/event';
import type { Run } from '../model/run';
import type { LiveWorkflow } from '../model/workflow';
import { endRun, startRun } from './advance';
import { hasExitedAlready, isCustomerFacing } from './exits';
import { planOf, workflowsBySignal } from './plan';
import { emit, type Turn } from './turn';

/** A run that was led to by this many others starts no more: somewhere there is a circle (E-08). */
export const MAX_CHAIN = 10;
/**
 * More starts of one workflow in one conversation within the hour are a circle too, however it
 * turns (E-08).
 */
export const MAX_STARTS_PER_HOUR = 20;

type InConversation = DomainEvent & { conversation: string };

/** Starts every live workflow that this event calls for, in list order (E-04 to E-08). */
export function startMatching(turn: Turn, event: InConversation): void {
	const candidates = workflowsBySignal(turn.view.live).get(signalOf(event));
	if (!candidates) return;
	const before = turn.view.stateAt(event);
	for (const workflow of candidates) {
		if (!isCalledFor(turn, workflow, event, before)) continue;
		// The workflow is part of it: a copy that was set live unchanged has the same version.
		const id = hashId('run', workflow.workflow, workflow.version, event.id);
		if (Object.hasOwn(turn.state.runs, id) || !mayStart(turn, workflow, event)) continue;
		const run = { id, chain: event.cause ?? [], conversation: event.conversation };
		const { audience } = workflow.definition.settings;
		const scope = scopeOf(turn, before, event);
		const because = audience ? evaluate(audience, turn.view.workspace, scope).because : [];
		if (isTooOften(turn.state, workflow, event)) stopVisibly(turn, workflow, run, event);
		else startRun(turn, workflow, run, event, because);
	}
}

/** Trigger and audience, on the state as of the event (E-04). */
function isCalledFor(
	turn: Turn,
	{ liveSince, definition }: LiveWorkflow,
	event: InConversation,
	before: ContactState,
): boolean {
	if (event.at < liveSince) return false;
	const { trigger } = planOf(definition);
	if (!trigger?.kind.match(trigger.params, event, before)) return false;
	const { audience } = definition.settings;
	return !audience || holds(audience, turn.view.workspace, scopeOf(turn, before, event));
}

/** Exclusivity, origin and once-per-contact, on the state as it is now. */
function mayStart({ state, view }: Turn, workflow: LiveWorkflow, event: InConversation): boolean {
	const { conversation, cause = [] } = event;
	// E-08: what a workflow caused never starts that workflow again, and no chain grows for ever.
	if (cause.length >= MAX_CHAIN) return false;
	if (cause.some((run) => state.runs[run]?.workflow === workflow.workflow)) return false;
	// E-07: enrolments ever, including those from before the setting was switched on.
	if (workflow.definition.settings.oncePerContact && hasRunBefore(state, workflow)) return false;
	if (hasExitedAlready(workflow, state.conversations[conversation], event)) return false;
	const facing = isCustomerFacing(workflow);
	for (const id in state.runs) {
		const run = state.runs[id];
		if (!run || run.conversation !== conversation || !wasActive(run, event)) continue;
		if (run.workflow === workflow.workflow) return false;
		// E-05: one voice at a time.
		if (facing && isCustomerFacing(view.version(run.version))) return false;
	}
	return true;
}

/**
 * Active now, when the event happened, or because of it: so an event that was once held back by a
 * run is held back for ever, however late a host looks at it again (E-10). A run that the event
 * itself has ended makes room.
 */
function wasActive(run: Run, event: InConversation): boolean {
	if (!run.ended || run.trigger === event.id || run.wokenBy.includes(event.id)) return true;
	return run.triggeredAt <= event.at && event.at < run.ended.happenedAt;
}

function hasRunBefore(state: ContactState, { workflow }: LiveWorkflow): boolean {
	return Object.values(state.runs).some((run) => run.workflow === workflow);
}

function isTooOften(
	state: ContactState,
	{ workflow }: LiveWorkflow,
	event: InConversation,
): boolean {
	return recentRuns(state, workflow, event).length >= MAX_STARTS_PER_HOUR;
}

/**
 * One run that ended at once tells the team; the next ones within the hour would only repeat it.
 */
function stopVisibly(
	turn: Turn,
	{ workflow, version }: LiveWorkflow,
	started: Pick<Run, 'id' | 'chain' | 'conversation'>,
	event: InConversation,
): void {
	const recent = recentRuns(turn.state, workflow, event);
	if (recent.some(({ ended }) => ended?.reason === 'loopLimit')) return;
	const { id, chain } = started;
	emit(
		turn,
		{ id: `${id}.started`, run: started },
		{
			type: 'runStarted',
			run: id,
			workflow,
			version,
			trigger: event.id,
			triggeredAt: event.at,
			chain,
		},
	);
	const run = turn.state.runs[id];
	if (!run) return;
	const detail = `${MAX_STARTS_PER_HOUR} starts per hour`;
	endRun(turn, run, { reason: 'loopLimit', at: event.at, detail });
}

/**
 * By the time of the triggers, not of their execution: the answer is the same whenever a host
 * wakes.
 */
function recentRuns(state: ContactState, workflow: string, event: InConversation): Run[] {
	return Object.values(state.runs).filter(
		(run) =>
			run.workflow === workflow &&
			run.conversation === event.conversation &&
			run.triggeredAt > event.at - HOUR &&
			run.triggeredAt <= event.at,
	);
}

function scopeOf(turn: Turn, state: ContactState, event: InConversation) {
	return { state, conversation: state.conversations[event.conversation], now: event.at };
}
