import type { TypedValue } from '../attributes/convert';
import type { RunVariable } from '../attributes/fields';
import type { Reading } from '../attributes/reading';
import type { Instant } from '../base/clock';
import type {
	AttributeValue,
	DomainEvent,
	EventBody,
	Evidence,
	RunEndReason,
} from '../model/event';
import type { ContactState } from '../model/contact-state';
import type { Summary } from '../model/kind-text';
import type { Condition } from '../model/condition';
import type { Conversation } from '../model/conversation';
import type { Reference, Written } from '../model/reference';
import type { Run } from '../model/run';
import type { z } from '../model/schema';
import type { Formats } from '../model/value';
import type { Locale, Workspace } from '../model/workspace';

/**
 * The contract of a step kind. Two words say everything that a step can do: leave by a port, or
 * park.
 */

/** The palette's groups; the hue of the kind's mark comes from it and from nothing else. */
export type StepGroup = 'say' | 'route' | 'act';

/**
 * One way out of a step. `label` is the author's own text (a button's label) where there is one;
 * `required`: a choice that a person makes must lead somewhere, any other port may end the run
 * (E-03).
 */
export type Port = { id: string; label?: string; required?: true };

/** What a step may write: nothing that a customer says and nothing of a run's journal. */
type EffectType =
	| 'messageSent'
	| 'promptShown'
	| 'noteAdded'
	| 'tagAdded'
	| 'tagRemoved'
	| 'priorityChanged'
	| 'attributeChanged'
	| 'conversationAssigned'
	| 'conversationSnoozed'
	| 'conversationClosed'
	| 'conversationReopened'
	| 'closingNoteAdded'
	| 'contactTagAdded'
	| 'contactTagRemoved'
	| 'ticketCreated'
	| 'externalRequested';
export type WithoutConversation<Body> = Body extends unknown ? Omit<Body, 'conversation'> : never;

/** The body of an event. The engine adds id, time, author, cause and conversation. */
export type Effect = WithoutConversation<Extract<EventBody, { type: EffectType }>>;

export type Outcome =
	| {
			leave: string;
			effects?: Effect[];
			because?: Evidence[];
			variables?: Record<string, AttributeValue>;
			/** The attribute formats of those variables that are no texts (V-5). */
			formats?: Formats | undefined;
			/** Why it did nothing here: a key of the kind's `text.reasons`. */
			skipped?: string;
			/** Why it leaves by this port: a key of the kind's `text.problems`. */
			problem?: string;
			/** How the run ends when nothing is wired to the port; `completed` unless told. */
			otherwise?: RunEndReason;
	  }
	| { park: StepPark; effects?: Effect[]; because?: Evidence[] }
	| { call: Call; mode: 'handOver' | 'return'; effects?: Effect[] }
	/** Back to the step that a keyword took the run away from; by this port where there is none. */
	| { back: string; effects?: Effect[] }
	| { fail: string; effects?: Effect[] };

/**
 * Starts the live version of another workflow, from its first step unless told (E-21). `handOver`
 * ends this run; after `return` it is parked and woken by the `runEnded` of the run that it called.
 * What cannot be called makes the step fail.
 */
export type Call = {
	workflow: string;
	node?: string;
	variables: Record<string, AttributeValue>;
	formats?: Formats | undefined;
};

/**
 * `listens` are signals (model/event `signalOf`, or model/run `TEAM_CHANGED`); `prompt` is the
 * index in `effects` of the prompt shown; `runLate: false` ends the run when the deadline is served
 * much too late (E-18).
 */
export type StepPark = { until?: Instant; listens: string[]; prompt?: number; runLate?: boolean };

/**
 * What a step may look at. Everything is data; there is no clock, storage or network to reach for.
 */
export type StepContext = {
	now: Instant;
	state: ContactState;
	conversation: Conversation;
	run: Run;
	workspace: Workspace;
	team: TeamSnapshot;
	/** The language in which the customer reads. */
	locale: Locale;
	/** How the customer writes numbers, dates and telephone numbers, and when it is. */
	reading: Reading;
	/** Uniform in [0, 1), the same for the same run, node and visit on every host (E-27). */
	roll: number;
	/** Which visit of this step this is in this run, from 1 on; each waking counts (E-20). */
	visits: number;
	/** An id for what this visit makes: the same on every host (E-10). */
	newId(prefix: string): string;
	/** How often the run has already parked here since it came to this step; 0 on entering. */
	parked: number;
	evaluate(condition: Condition): { holds: boolean; because: Evidence[] };
	/**
	 * Fills `{{contact.name | fallback: "…"}}`; an unknown variable is empty, values are never read
	 * again as template.
	 */
	render(template: string): string;
	/** What a text that is one placeholder and nothing else stands for, as a value (V-3). */
	valueOf(template: string): TypedValue | undefined;
};

/** Who could take a conversation, as the host knew it at this instant. */
export type TeamSnapshot = {
	online: string[];
	/** Open conversations by teammate. */
	open: Record<string, number>;
	lastAssignedAt: Record<string, Instant>;
};

/**
 * What wakes a parked step: the deadline, an event whose signal it listens to, or a change in the
 * team.
 */
export type Wake = { timer: true } | { event: DomainEvent } | { teamChanged: true };

/**
 * `code` is a key of the kind's `text.problems`; `param`, and the id of a part of it, tell the
 * inspector where to put it. `detail` is quoted: which one it is about.
 */
export type StepProblem = { code: string; param?: string; part?: string; detail?: string };

/** A literal, or a text that is one placeholder. */
export type GivenValue = { param: string; attribute: string; value: AttributeValue };

/** `param` is where the inspector shows what is wrong with it. */
export type FilledText = { param: string; text: string };

export type StepKind<P = Record<string, unknown>> = {
	kind: string;
	group: StepGroup;
	/** Customer-facing steps make a workflow exclusive in its conversation (E-05). */
	customerFacing: boolean;
	/** True for a step at which a run can wait: a cycle needs at least one (E-20). */
	parks: boolean;
	/** The customer answers by typing: it cannot stand where nobody may type (W-ACT-08). */
	needsTyping?: true;
	params: z.ZodMiniType<P>;
	initial(): NoInfer<P>;
	ports(params: P): Port[];
	/**
	 * The port by which a run goes on though this step has failed (E-22); null: by none, so the run
	 * ends. A step with one way out besides `failure` need not say it, and one with several that does
	 * not say it ends the run.
	 */
	afterFailure?: string | null;
	/** Names of params that are lists of parts with ids: buttons, branches, rules (model/parts). */
	parts?: readonly string[];
	/** What a run knows under which name once it has passed here; `run.reply` is text unless told. */
	variables?(params: P): RunVariable[];
	/** When one of them was deleted since, the step fails without being entered. */
	references(params: P): Reference[];
	/** What it may write that other workflows can wake on or contradict. */
	writes?(params: P): Written[];
	/** The workflow that it starts, and from which step (W-SUB-01). */
	calls?(params: P): { workflow: string; node?: string } | undefined;
	/** The same call, beginning at another step: the one that it names was given another id. */
	beginningAt?(params: P, node: string): P;
	/** Conditions in the params, for the same checks. */
	conditions?(params: P): Condition[];
	/** What is missing or contradictory; the schema has already passed. */
	problems(params: P): StepProblem[];
	/** What this workspace does not allow; that something is gone is told by `references` (E-03). */
	problemsIn?(params: P, workspace: Workspace): StepProblem[];
	/** A value that it writes to an attribute as the author gave it (V-3). */
	given?(params: P): GivenValue | undefined;
	/** What the author has probably not meant; it can be set live all the same (E-03). */
	warnings?(params: P): StepProblem[];
	/** Names of params that are free text and may be edited by two people at once (Y.Text). */
	texts: readonly string[];
	/** Other texts in the params that `render` fills: labels, notes, values. */
	filled?(params: P): FilledText[];
	/** Values for the `{placeholders}` of `text.summary`: what the canvas node says in one line. */
	summary(params: P, workspace: Workspace): Summary;
	enter(params: P, context: StepContext): Outcome;
	/** Undefined: this event is not for the step, keep waiting. */
	resume?(params: P, wake: Wake, context: StepContext): Outcome | undefined;
};

/** Infers the params type from the schema and checks the rest against it. */
export function defineStep<P>(
	kind: StepKind<P> & {
		texts: readonly (keyof NoInfer<P> & string)[];
		parts?: readonly (keyof NoInfer<P> & string)[];
	},
): StepKind<P> {
	return kind;
}
