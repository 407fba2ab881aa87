import { DAY, MINUTE } from '../base/clock';
import { Condition } from './condition';
import { NewId } from './identifier';
import { z } from './schema';

/** More nodes than this cannot be published (W-LIFE-16). */
export const MAX_NODES = 100;

/** The trigger stands in the graph as a node of its own, with one port that leads to `start`. */
export const TRIGGER_NODE = 'trigger';
export const TRIGGER_PORT = 'next';

/** What a new step may be called: the trigger's name is taken. */
export function isStepId(id: string): boolean {
	return id !== TRIGGER_NODE && NewId.safeParse(id).success;
}

export const WorkflowNode = z.object({
	/**
	 * The kind in the registry of steps. A kind that this version does not know is kept untouched.
	 */
	kind: z.string(),
	/** Shown instead of the kind's title when the author renamed the step. */
	name: z.optional(z.string().check(z.maxLength(120))),
	params: z.record(z.string(), z.unknown()),
	/** Port → node id. A port that is missing ends the run. */
	next: z.record(z.string(), z.string()),
});
export type WorkflowNode = z.infer<typeof WorkflowNode>;

export const Exit = z.enum(['teammateReplied', 'customerReplied', 'assignedManually']);
export type Exit = z.infer<typeof Exit>;

/** How often one contact may get it (W-SET-03); `perMs` absent: in all. */
export const Frequency = z.object({
	kind: z.enum(['always', 'once', 'atMost']),
	times: z.optional(z.int().check(z.gte(1), z.lte(1_000))),
	perMs: z.optional(z.number().check(z.gte(MINUTE), z.lte(366 * DAY))),
});
export type Frequency = z.infer<typeof Frequency>;

/** What the customer says anywhere in the run to get to a step (E-15). */
export const KeywordHandler = z.object({
	words: z.array(z.string().check(z.maxLength(80))).check(z.maxLength(20)),
	go: z.string(),
});
export type KeywordHandler = z.infer<typeof KeywordHandler>;

/** Until when an outbound workflow is shown again (W-SET-05). */
export const ShowUntil = z.enum(['seen', 'interaction', 'engaged']);
export type ShowUntil = z.infer<typeof ShowUntil>;

export const WorkflowSettings = z.object({
	/** Absent or empty: every channel (W-SET-01). */
	channels: z.optional(z.array(z.string().check(z.maxLength(40))).check(z.maxLength(20))),
	audience: z.optional(Condition),
	/** Absent: always. */
	frequency: z.optional(Frequency),
	/** Met within this time of a run's start, the run has converted (W-SET-04). */
	goal: z.optional(
		z.object({ condition: Condition, withinMs: z.number().check(z.gte(MINUTE), z.lte(366 * DAY)) }),
	),
	/** When it can start at all (W-SET-07). */
	schedule: z.optional(
		z.object({
			from: z.optional(z.number()),
			until: z.optional(z.number()),
			officeHours: z.optional(z.enum(['inside', 'outside'])),
		}),
	),
	/** Absent: `seen`. Only triggers that wait for something on a page look at it. */
	showUntil: z.optional(ShowUntil),
	/** False: buttons alone answer, throughout the run (W-ACT-08). Absent: true. */
	typing: z.optional(z.boolean()),
	handlers: z.optional(z.array(KeywordHandler).check(z.maxLength(20))),
	oncePerContact: z.boolean(),
	/** The run ends when any of them is met (E-23). */
	exits: z.array(Exit),
	/** Agents may stop it for one contact (W-CTL-03). */
	stoppable: z.boolean(),
	/** What a failed step without a failure route does (E-22). */
	onFailure: z.enum(['continue', 'stop']),
});
export type WorkflowSettings = z.infer<typeof WorkflowSettings>;

/**
 * What is frozen at publish, and what the draft folds to. Stable key order; its hash is the
 * version's id.
 */
export const WorkflowDefinition = z.object({
	format: z.literal('relevo.workflow/1'),
	title: z.string().check(z.maxLength(120)),
	trigger: z.object({ kind: z.string(), params: z.record(z.string(), z.unknown()) }),
	settings: WorkflowSettings,
	/** The first step; null while the workflow is empty. */
	start: z.nullable(z.string()),
	nodes: z.record(z.string(), WorkflowNode),
});
export type WorkflowDefinition = z.infer<typeof WorkflowDefinition>;

/** A published, immutable version that is live now, in list order. */
export type LiveWorkflow = {
	workflow: string;
	version: string;
	number: number;
	definition: WorkflowDefinition;
	/** Events before this instant never start it. */
	liveSince: number;
	/** Since when some version of it has been live all the time (E-17). Absent: `liveSince`. */
	liveWithoutBreakSince?: number;
	/** Steps that no event can name. Absent: none. A run that comes to one ends there (E-30). */
	unusable?: readonly string[];
};

export function isUnusable({ unusable }: LiveWorkflow, step: string): boolean {
	return unusable?.includes(step) ?? false;
}

export function defaultSettings(): WorkflowSettings {
	return {
		oncePerContact: false,
		exits: ['teammateReplied'],
		stoppable: true,
		onFailure: 'continue',
	};
}
