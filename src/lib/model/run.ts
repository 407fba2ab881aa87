import type { Instant } from '../base/clock';
import type { AttributeValue, Park, RunEndReason, StepVisit } from './event';

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
	/** Every visit so far, oldest first: the path that the canvas shows. */
	steps: StepVisit[];
	variables: Record<string, AttributeValue>;
	/** Events that already woke it: the same event never wakes it twice. */
	wokenBy: string[];
	park?: Park | undefined;
	ended?: { at: Instant; reason: RunEndReason; detail?: string | undefined };
};
