import { unreachable } from '../base/assert';
import { isolated } from '../base/isolate';
import type { RunEndReason, StepVisit } from '../model/event';
import { hasDied } from '../model/run';
import type { Workspace } from '../model/workspace';
import { locale } from '../ui/locale.svelte';
import { stepText } from './kind-text';
import { m } from '../i18n/paraglide/messages';

/** Why a run ended, as a person would say it. */
export function endWords(reason: RunEndReason): string {
	switch (reason) {
		case 'completed':
			return m.inbox_end_completed();
		case 'teammateReplied':
			return m.inbox_end_teammate_replied();
		case 'customerReplied':
			return m.inbox_end_customer_replied();
		case 'assignedManually':
			return m.inbox_end_assigned();
		case 'conversationClosed':
			return m.inbox_end_closed();
		case 'interrupted':
			return m.inbox_end_interrupted();
		case 'stoppedByTeammate':
			return m.inbox_end_stopped();
		case 'workflowStopped':
			return m.inbox_end_workflow_stopped();
		case 'failed':
			return m.inbox_end_failed();
		case 'loopLimit':
			return m.inbox_end_loop();
		case 'expired':
			return m.inbox_end_expired();
		case 'newerVersionNeeded':
			return m.inbox_end_newer();
		default:
			return unreachable(reason);
	}
}

/**
 * Why a step did nothing, or left another way than its own; its kind says it. Undefined for one
 * that did what it is there for.
 */
export function skippedWords({
	kind,
	skipped,
}: Pick<StepVisit, 'kind' | 'skipped'>): string | undefined {
	return skipped && (stepText(kind)?.[locale.current].reasons?.[skipped] ?? skipped);
}

/** Why a step failed: its kind knows its own codes. */
export function problemWords(problem: string, kind: string, workspace?: Workspace): string {
	if (problem.startsWith('deleted:')) return deletedWords(problem, workspace);
	if (problem.startsWith('call:')) return m.runs_problem_call();
	return (
		stepText(kind)?.[locale.current].problems?.[problem] ??
		PROBLEMS[problem]?.() ??
		m.runs_problem_error({ error: isolated(problem) })
	);
}

/** What was deleted, by its name where the workspace still knows it. */
function deletedWords(problem: string, workspace: Workspace | undefined): string {
	const [, kind = '', id = ''] = problem.split(':');
	const named = DELETED[kind];
	const name = workspace && named?.nameIn(workspace, id);
	if (!named) return m.runs_problem_deleted();
	return name === undefined ? named.words() : `${named.words()} (${isolated(name)})`;
}

type Deleted = {
	words: () => string;
	nameIn: (workspace: Workspace, id: string) => string | undefined;
};

const DELETED: Partial<Record<string, Deleted>> = {
	tag: { words: () => m.runs_deleted_tag(), nameIn: ({ tags }, id) => tags[id]?.name },
	team: { words: () => m.runs_deleted_team(), nameIn: ({ teams }, id) => teams[id]?.name },
	teammate: {
		words: () => m.runs_deleted_teammate(),
		nameIn: ({ teammates }, id) => teammates[id]?.name,
	},
	attribute: {
		words: () => m.runs_deleted_attribute(),
		nameIn: ({ attributes }, id) => attributes[id]?.name,
	},
	ticketType: {
		words: () => m.runs_deleted_ticket_type(),
		nameIn: ({ ticketTypes }, id) => ticketTypes[id]?.name,
	},
	workflow: {
		words: () => m.runs_deleted_workflow(),
		nameIn: ({ workflows }, id) => workflows[id]?.title,
	},
};

/** Of steps of several kinds, and those that no editor shows because only a run meets them. */
const PROBLEMS: Partial<Record<string, () => string>> = {
	answersNotUnderstood: () => m.runs_problem_not_understood(),
	valueDoesNotFit: () => m.runs_problem_does_not_fit(),
	attributeGone: () => m.runs_problem_attribute(),
	teammateGone: () => m.runs_problem_teammate(),
	noTeam: () => m.runs_problem_no_team(),
	noTeammate: () => m.runs_problem_no_teammate(),
	noWeight: () => m.runs_problem_no_weight(),
	noAddress: () => m.runs_problem_no_address(),
	typeUnknown: () => m.runs_problem_type(),
	noWorkflow: () => m.runs_problem_no_workflow(),
	dateUnknown: () => m.runs_problem_date(),
	neverOpen: () => m.runs_problem_never_open(),
	failed: () => m.runs_problem_called_failed(),
	loopLimit: () => m.runs_problem_called_failed(),
	newerVersionNeeded: () => m.runs_problem_called_failed(),
};

/**
 * Why a run died, beyond `endWords` (E-30): undefined for one that did not, and where nothing more
 * is known. `kind`: of the step where it stood, which knows its own codes.
 */
export function deathWords(
	{ reason, detail }: { reason: RunEndReason; detail?: string | undefined },
	kind?: string,
): string | undefined {
	if (!hasDied(reason)) return undefined;
	if (detail === undefined) return reason === 'loopLimit' ? m.runs_died_jump() : undefined;
	if (detail.startsWith('noStep:')) return m.runs_died_no_step();
	if (reason === 'newerVersionNeeded' && detail !== 'version') {
		return m.runs_died_kind({ kind: stepText(detail)?.[locale.current].title ?? detail });
	}
	return DETAILS[detail]?.() ?? (kind === undefined ? undefined : problemWords(detail, kind));
}

const DETAILS: Partial<Record<string, () => string>> = {
	visits: () => m.runs_died_visits(),
	starts: () => m.runs_died_starts(),
	bytes: () => m.runs_died_bytes(),
	tooLate: () => m.runs_died_too_late(),
	version: () => m.runs_died_version(),
	badId: () => m.runs_died_bad_id(),
	tooLarge: () => m.runs_died_too_large(),
	malformed: () => m.runs_died_malformed(),
};
