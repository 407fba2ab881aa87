import { unreachable } from '../base/assert';
import type { RunEndReason, StepVisit } from '../model/event';
import { hasDied } from '../model/run';
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

/** Why a step did nothing; its kind says it. Undefined for one that did what it is there for. */
export function skippedWords({
	kind,
	skipped,
}: Pick<StepVisit, 'kind' | 'skipped'>): string | undefined {
	return skipped && (stepText(kind)?.[locale.current].reasons?.[skipped] ?? skipped);
}

/** Why a step failed: its kind knows its own codes. */
export function problemWords(problem: string, kind: string): string {
	if (problem.startsWith('deleted:')) return m.runs_problem_deleted();
	if (problem.startsWith('call:')) return m.runs_problem_call();
	return stepText(kind)?.[locale.current].problems?.[problem] ?? problem;
}

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
