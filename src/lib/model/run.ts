import type { Instant } from '../base/clock';
import {
	type AttributeValue,
	type DomainEvent,
	type Evidence,
	type Park,
	type RunEndReason,
	SHOWN_ENGINE,
	type StepVisit,
} from './event';

/** One execution of one published version for one conversation: the fold of its journal. */
export type Run = {
	id: string;
	workflow: string;
	version: string;
	contact: string;
	conversation: string;
	trigger: string;
	chain: string[];
	/** A person's act led here at once: not a round of a loop, however many there are (E-08). */
	byPerson?: true | undefined;
	startedAt: Instant;
	/** The run's own clock: when the trigger happened, and when the last thing that woke it did. */
	triggeredAt: Instant;
	wokenAt: Instant;
	/** Why the workflow matched. */
	because?: Evidence[] | undefined;
	/** Every visit so far, oldest first: the path that the canvas shows. */
	steps: StepVisit[];
	variables: Record<string, AttributeValue>;
	/** The attribute formats of those that are no texts. */
	formats?: Record<string, string> | undefined;
	/** The step of another run that called it (E-21). */
	caller?: { run: string; node: string; visit: number } | undefined;
	/** Steps that keywords took it away from, the latest last: where a return leads (E-15). */
	away: string[];
	/** When its goal was reached; absent when it was met before the run began (W-SET-04). */
	goal?: 'heldBefore' | { at: Instant } | undefined;
	/** Events that already woke it: the same event never wakes it twice. */
	wokenBy: string[];
	/** What was taken for the answer to which question: by the id of the prompt, the event's. */
	answered?: Record<string, string> | undefined;
	park?: Park | undefined;
	/** A word of the customer that was written before the run acted and arrived after (E-29). */
	missed?: { event: string; writtenAt: Instant; arrivedAt: Instant } | undefined;
	/** `happenedAt` is on the run's own clock, `at` on that of the host that carried it out. */
	ended?: {
		at: Instant;
		happenedAt: Instant;
		reason: RunEndReason;
		detail?: string | undefined;
	};
};

/**
 * Whether a run that ends for this reason has died: neither its own end nor a person who looks
 * after its conversation ended it (E-30).
 */
export function hasDied(reason: RunEndReason): boolean {
	return DEATHS[reason];
}

const DEATHS: Record<RunEndReason, boolean> = {
	completed: false,
	teammateReplied: false,
	customerReplied: false,
	assignedManually: false,
	conversationClosed: false,
	interrupted: false,
	stoppedByTeammate: false,
	// A person stops the workflow, and looks at none of its conversations.
	workflowStopped: true,
	failed: true,
	loopLimit: true,
	expired: true,
	newerVersionNeeded: true,
};

/**
 * The run that wrote an event, and the visit of its step. What stands in `shown` does not say it
 * itself; the journal in `desk` does (P8). Undefined for what a person did, and while the journal
 * is not here.
 */
export function writerOf(
	event: DomainEvent,
	runs: Iterable<Run>,
): { run: Run; visit?: StepVisit | undefined } | undefined {
	if (event.by.kind !== 'engine') return undefined;
	const named = event.cause?.at(-1);
	const stem = event.id.slice(0, event.id.indexOf('.'));
	for (const run of runs) {
		if (named === undefined) {
			const visit = run.steps.find(({ shown }) => shown === stem);
			if (visit) return { run, visit };
		} else if (run.id === named) {
			const { node, visit } = event;
			return { run, visit: run.steps.find((step) => step.node === node && step.visit === visit) };
		}
	}
	return undefined;
}

/**
 * The runs that led to an event, oldest first (E-08). Undefined for what the engine showed to the
 * customer while the journal that tells it is not here.
 */
export function causesOf(
	event: DomainEvent,
	runs: Record<string, Run> | (() => Iterable<Run>),
): string[] | undefined {
	const isSilent = event.by.kind === 'engine' && event.by.id === SHOWN_ENGINE.id;
	if (event.cause || !isSilent) return event.cause ?? [];
	const writer = writerOf(event, typeof runs === 'function' ? runs() : Object.values(runs));
	return writer && [...writer.run.chain, writer.run.id];
}

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
