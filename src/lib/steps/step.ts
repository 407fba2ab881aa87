import type { Instant } from '../base/clock';
import type { AttributeValue, DomainEvent, EventBody, Evidence } from '../model/event';
import type { ContactState } from '../model/contact-state';
import type { Condition } from '../model/condition';
import type { Conversation } from '../model/conversation';
import type { Run } from '../model/run';
import type { z } from '../model/schema';
import type { Locale, Workspace } from '../model/workspace';

/** The contract of a step kind. Two words say everything that a step can do: leave by a port, or park. */

/** The palette's groups; the hue of the kind's mark comes from it and from nothing else. */
export type StepGroup = 'say' | 'route' | 'act';

/** One way out of a step. `label` is the author's own text (a button's label) where there is one. */
export type Port = { id: string; label?: string };

/** What a step writes: the body of an event. The engine adds id, time, author, cause and conversation. */
export type Effect = EventBody extends infer B
	? B extends { conversation: string }
		? Omit<B, 'conversation'>
		: never
	: never;

export type Outcome =
	| {
			leave: string;
			effects?: Effect[];
			because?: Evidence[];
			variables?: Record<string, AttributeValue>;
	  }
	| { park: StepPark; effects?: Effect[]; because?: Evidence[] }
	| { fail: string; effects?: Effect[] };

/** `listens` are signals (model/event `signalOf`); `prompt` is the index in `effects` of the prompt shown. */
export type StepPark = { until?: Instant; listens: string[]; prompt?: number };

/** What a step may look at. Everything is data; there is no clock, storage or network to reach for. */
export type StepContext = {
	now: Instant;
	state: ContactState;
	conversation: Conversation;
	run: Run;
	workspace: Workspace;
	team: TeamSnapshot;
	/** The language in which the customer reads. */
	locale: Locale;
	/** Uniform in [0, 1), the same for the same run, node and visit on every host (E-27). */
	roll: number;
	evaluate(condition: Condition): { holds: boolean; because: Evidence[] };
	/** Fills `{{contact.name | fallback: "…"}}`; an unknown variable is empty, values are never read again as template. */
	render(template: string): string;
};

/** Who could take a conversation, as the host knew it at this instant. */
export type TeamSnapshot = {
	online: string[];
	/** Open conversations by teammate. */
	open: Record<string, number>;
	lastAssignedAt: Record<string, Instant>;
};

/** What wakes a parked step: the deadline, or an event whose signal it listens to. */
export type Wake = { timer: true } | { event: DomainEvent };

/** Something in the workspace that params point to: checked at publish, remapped on import. */
export type Reference = {
	kind: 'tag' | 'team' | 'teammate' | 'attribute' | 'workflow';
	id: string;
};

/** `code` is a key of the kind's `text.problems`; `param` tells the inspector where to put it. */
export type StepProblem = { code: string; param?: string };

export type StepKind<P = Record<string, unknown>> = {
	kind: string;
	group: StepGroup;
	/** Customer-facing steps make a workflow exclusive in its conversation (E-05). */
	customerFacing: boolean;
	/** True for a step at which a run can wait: a cycle needs at least one (E-20). */
	parks: boolean;
	params: z.ZodMiniType<P>;
	initial(): P;
	ports(params: P): Port[];
	references(params: P): Reference[];
	/** What is missing or contradictory; the schema has already passed. */
	problems(params: P): StepProblem[];
	/** Names of params that are free text and may be edited by two people at once (Y.Text). */
	texts: readonly (keyof P & string)[];
	/** Values for the `{placeholders}` of `text.summary`: what the canvas node says in one line. */
	summary(params: P, workspace: Workspace): Record<string, string>;
	enter(params: P, context: StepContext): Outcome;
	/** Undefined: this event is not for the step, keep waiting. */
	resume?(params: P, wake: Wake, context: StepContext): Outcome | undefined;
};

/** Both languages of a kind, found beside it by the interface and never loaded by the engine. */
export type KindText = Record<
	Locale,
	{
		title: string;
		/** One sentence for the picker. */
		description: string;
		/** With `{placeholders}` filled by `summary`. */
		summary: string;
		/** Port id → label, for ports whose label is not the author's own. */
		ports?: Record<string, string>;
		problems?: Record<string, string>;
		/** Labels of the kind's own editor. */
		fields?: Record<string, string>;
	}
>;

/** Infers the params type from the schema and checks the rest against it. */
export function defineStep<P>(kind: StepKind<P>): StepKind<P> {
	return kind;
}
