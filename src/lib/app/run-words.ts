import { unreachable } from '../base/assert';
import type { RunEndReason, StepVisit } from '../model/event';
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
