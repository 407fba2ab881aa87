import { holds } from '../attributes/evaluate';
import type { FieldScope } from '../attributes/fields';
import { readPhone } from '../attributes/phone';
import { HOUR, type Instant } from '../base/clock';
import { type ContactState, runOf } from '../model/contact-state';
import type { Conversation } from '../model/conversation';
import type { DomainEvent } from '../model/event';
import { isOpen } from '../model/office-hours';
import type { Run } from '../model/run';
import { runIndex } from '../model/run-index';
import type { LiveWorkflow, WorkflowSettings } from '../model/workflow';
import type { Workspace } from '../model/workspace';
import { hasExitedAlready, isCustomerFacing } from './exits';
import { pageRuleId } from './page-rules';
import { planOf } from './plan';

/** A run that was led to by this many others starts no more: somewhere there is a circle (E-08). */
export const MAX_CHAIN = 10;

/**
 * More starts of one workflow in one conversation within the hour that no person's act led to are
 * a circle too, however it turns (E-08).
 */
export const MAX_STARTS_PER_HOUR = 20;

export type InConversation = DomainEvent & { conversation: string };

/** What decides whether an event starts a workflow. `before`: as of the event (E-04). */
export type Admission = {
	state: ContactState;
	before: ContactState;
	workspace: Workspace;
	version(id: string): LiveWorkflow | undefined;
};

/**
 * Why an event does not start a workflow, in the order in which it is looked at; undefined when it
 * does. The engine starts by it and "why not" explains by it, so that they never disagree.
 */
export function refusalOf(
	workflow: LiveWorkflow,
	event: InConversation,
	admission: Admission,
): Refusal | undefined {
	return (
		refusedByTrigger(workflow, event, admission.before) ??
		refusedBySettings(workflow, event, admission) ??
		refusedByRuns(workflow, event, admission)
	);
}

export type Refusal =
	| 'beforeLive'
	| 'otherWorkflow'
	| 'expired'
	| 'trigger'
	| 'channel'
	| 'schedule'
	| 'officeHours'
	| 'audience'
	| 'chainTooLong'
	| 'ownDoing'
	| 'oncePerContact'
	| 'frequency'
	| 'alreadyShown'
	| 'alreadyReplied'
	| 'alreadyRunning'
	| 'anotherSpeaks';

/** Exclusivity, for those whom a call starts as well (E-05, E-07). */
export function refusedByActiveRuns(
	workflow: LiveWorkflow,
	conversation: string,
	{ state, version }: Pick<Admission, 'state' | 'version'>,
	{ among, isActive }: { among: Iterable<string>; isActive: (run: Run) => boolean },
): 'alreadyRunning' | 'anotherSpeaks' | undefined {
	const facing = isCustomerFacing(workflow);
	for (const id of among) {
		const run = runOf(state, id);
		if (!run || run.conversation !== conversation || !isActive(run)) continue;
		if (run.workflow === workflow.workflow) return 'alreadyRunning';
		// E-05: one voice at a time.
		if (facing && isCustomerFacing(version(run.version))) return 'anotherSpeaks';
	}
	return undefined;
}

export function hasRunBefore(state: ContactState, { workflow }: LiveWorkflow): boolean {
	return has(runsOf(state, workflow));
}

export function isTooOften(
	state: ContactState,
	{ workflow }: LiveWorkflow,
	event: Pick<InConversation, 'conversation' | 'at'>,
): boolean {
	return recentRuns(state, workflow, event).length >= MAX_STARTS_PER_HOUR;
}

/**
 * Automatic starts, by the time of the triggers, not of their execution: the answer is the same
 * whenever a host wakes.
 */
export function recentRuns(
	state: ContactState,
	workflow: string,
	event: Pick<InConversation, 'conversation' | 'at'>,
): Run[] {
	return [...runsOf(state, workflow, event.at - HOUR)].filter(
		(run) =>
			!run.byPerson && run.conversation === event.conversation && run.triggeredAt <= event.at,
	);
}

/** What audience and goal look at. */
export function scopeOf(state: ContactState, conversation: string, now: Instant): FieldScope {
	return { state, conversation: state.conversations[conversation], now, phone: readPhone };
}

function refusedByTrigger(
	workflow: LiveWorkflow,
	event: InConversation,
	before: ContactState,
): Refusal | undefined {
	if (event.at < workflow.liveSince) return 'beforeLive';
	if (!isMeantFor(workflow, event)) return 'otherWorkflow';
	if (event.type === 'episodeDue' && event.expired) return 'expired';
	const { trigger } = planOf(workflow.definition);
	return trigger?.kind.match(trigger.params, event, before) ? undefined : 'trigger';
}

/** An event that names a workflow, or one of its rules, concerns no other. */
function isMeantFor(workflow: LiveWorkflow, event: InConversation): boolean {
	if (event.type === 'pageRuleMet') return event.rule === pageRuleId(workflow);
	return !('workflow' in event) || event.workflow === workflow.workflow;
}

/** Channel, schedule and audience, on the state as of the event. */
function refusedBySettings(
	{ definition: { settings } }: LiveWorkflow,
	event: InConversation,
	{ before, workspace }: Admission,
): Refusal | undefined {
	const { audience, schedule, channels } = settings;
	const channel = before.conversations[event.conversation]?.channel ?? 'web';
	if (channels?.length && !channels.includes(channel)) return 'channel';
	if (schedule && !isScheduled(schedule, event.at)) return 'schedule';
	if (schedule?.officeHours) {
		const open = isOpen(workspace.officeHours, event.at);
		if (open !== (schedule.officeHours === 'inside')) return 'officeHours';
	}
	if (!audience) return undefined;
	const scope = scopeOf(before, event.conversation, event.at);
	return holds(audience, workspace, scope) ? undefined : 'audience';
}

function isScheduled(
	{ from, until }: NonNullable<WorkflowSettings['schedule']>,
	at: Instant,
): boolean {
	return (from === undefined || at >= from) && (until === undefined || at < until);
}

/** Origin, frequency and exclusivity, on the state as it is now. */
function refusedByRuns(
	workflow: LiveWorkflow,
	event: InConversation,
	admission: Admission,
): Refusal | undefined {
	const { state } = admission;
	const { cause = [], conversation } = event;
	// E-08: what a workflow caused never starts that workflow again, and no chain grows for ever.
	if (cause.length >= MAX_CHAIN) return 'chainTooLong';
	if (cause.some((run) => runOf(state, run)?.workflow === workflow.workflow)) return 'ownDoing';
	// E-07: enrolments ever, including those from before the setting was switched on.
	if (workflow.definition.settings.oncePerContact && hasRunBefore(state, workflow)) {
		return 'oncePerContact';
	}
	if (isTooFrequent(workflow, event, state)) return 'frequency';
	if (hasBeenShown(workflow, state)) return 'alreadyShown';
	if (hasExitedAlready(workflow, state, event)) return 'alreadyReplied';
	return refusedByActiveRuns(workflow, conversation, admission, {
		among: runIndex(state.runs).near(event),
		isActive: (run) => wasActive(run, event),
	});
}

/** W-SET-03, by the time of the triggers: the answer is the same whenever a host wakes. */
function isTooFrequent(
	{ workflow, definition: { settings } }: LiveWorkflow,
	event: InConversation,
	state: ContactState,
): boolean {
	const { frequency } = settings;
	if (!frequency || frequency.kind === 'always') return false;
	const { times = 1, perMs = Infinity } = frequency.kind === 'once' ? {} : frequency;
	let counted = 0;
	for (const { triggeredAt } of runsOf(state, workflow, event.at - perMs)) {
		if (triggeredAt <= event.at && ++counted >= times) return true;
	}
	return false;
}

/** W-SET-05, for what a page brings up: whether the customer has done with it. */
function hasBeenShown(workflow: LiveWorkflow, state: ContactState): boolean {
	const { trigger } = planOf(workflow.definition);
	if (!trigger?.kind.page) return false;
	const runs = runsOf(state, workflow.workflow);
	switch (workflow.definition.settings.showUntil ?? 'seen') {
		case 'seen':
			return has(runs);
		case 'interaction':
			return has(runs, (run) => hasAnswered(run) || wasOpened(run, state));
		case 'engaged':
			return has(runs, hasAnswered);
	}
}

/** A path was chosen: something else than its trigger woke it, and no deadline did. */
function hasAnswered({ steps, wokenBy }: Run): boolean {
	return wokenBy.slice(1).some((what) => what !== 'timer' && what !== 'team') && steps.length > 1;
}

function wasOpened(run: Run, { conversations }: ContactState): boolean {
	const conversation: Conversation | undefined = conversations[run.conversation];
	return conversation !== undefined && conversation.readUpTo >= run.startedAt;
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

/** Those whose trigger happened after `after`, the last one first. */
function* runsOf(state: ContactState, workflow: string, after = -Infinity): Iterable<Run> {
	for (const id of runIndex(state.runs).triggered(workflow, after)) {
		const run = runOf(state, id);
		if (run) yield run;
	}
}

function has(runs: Iterable<Run>, isMeant: (run: Run) => boolean = () => true): boolean {
	for (const run of runs) if (isMeant(run)) return true;
	return false;
}
