import type { Instant } from '../base/clock';
import type { ContactState } from '../model/contact-state';
import type { DomainEvent, EventOf } from '../model/event';
import type { LiveWorkflow } from '../model/workflow';
import type { Workspace } from '../model/workspace';
import type { TeamSnapshot } from '../steps/step';

/**
 * `decide(view, input, world) → events`: a pure function (architecture §4). It reads no clock, no
 * random and no storage, and it is idempotent: a view that already holds what it would write gives
 * nothing.
 */
export type View = {
	state: ContactState;
	workspace: Workspace;
	/** In evaluation order; published versions that are live now. */
	live: readonly LiveWorkflow[];
	/** Any version that a run was ever bound to (E-02). */
	version(id: string): LiveWorkflow | undefined;
	team: TeamSnapshot;
	/**
	 * The fold up to and including the event, for matching (E-04); the same object as `state` when
	 * the event is the newest.
	 */
	stateAt(event: DomainEvent): ContactState;
};

export type Input =
	| { event: DomainEvent }
	/** A parked run's deadline has come. */
	| { timer: { run: string; node: string; visit: number; due: Instant } }
	/** A silence that a trigger waits for has lasted long enough (E-17). */
	| { episode: { workflow: string; conversation: string; key: string } }
	/**
	 * Someone came online or got free: a run that waits for that looks again, longest waiting first
	 * (E-26).
	 */
	| { teamChanged: { run: string } }
	/** The time of a snooze is over. */
	| { snoozeOver: { conversation: string; due: Instant } }
	/** A person stops one run. */
	| { stop: { run: string; reason: 'stoppedByTeammate' | 'workflowStopped' } }
	/** What the `live` log says: a workflow was stopped, or set live with its runs stopped (E-02). */
	| { live: EventOf<'workflowStopped' | 'workflowPublished'> };

/** `now` is relay-corrected; `host` is the engine's author id. */
export type World = { now: Instant; host: string };

export type Decide = (view: View, input: Input, world: World) => DomainEvent[];
