import type { Instant } from '../base/clock';
import type { AttributeValue, Evidence, Park, RunEndReason, StepVisit } from './event';

/** One execution of one published version for one conversation: the fold of its journal. */
export type Run = {
	id: string;
	workflow: string;
	version: string;
	contact: string;
	conversation: string;
	trigger: string;
	chain: string[];
	startedAt: Instant;
	/** The run's own clock: when the trigger happened, and when the last thing that woke it did. */
	triggeredAt: Instant;
	wokenAt: Instant;
	/** Why the workflow matched. */
	because?: Evidence[] | undefined;
	/** Every visit so far, oldest first: the path that the canvas shows. */
	steps: StepVisit[];
	variables: Record<string, AttributeValue>;
	/** Events that already woke it: the same event never wakes it twice. */
	wokenBy: string[];
	park?: Park | undefined;
	/** `happenedAt` is on the run's own clock, `at` on that of the host that carried it out. */
	ended?: {
		at: Instant;
		happenedAt: Instant;
		reason: RunEndReason;
		detail?: string | undefined;
	};
};

/**
 * Not an event: hosts wake runs that listen to it when someone comes online or gets free (E-26).
 */
export const TEAM_CHANGED = 'team.changed';

/**
 * Since when it waits for somebody who can take its conversation, on the run's own clock (E-26).
 */
export function queuedSince({ park, wokenAt }: Run): Instant | undefined {
	return park?.listens.includes(TEAM_CHANGED) ? wokenAt : undefined;
}
