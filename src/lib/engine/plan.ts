import type { Reference } from '../model/reference';
import type { LiveWorkflow, WorkflowDefinition, WorkflowNode } from '../model/workflow';
import { stepKind } from '../steps/index';
import type { StepKind } from '../steps/step';
import { triggerKind } from '../triggers/index';
import type { TriggerKind } from '../triggers/trigger';

/**
 * A published version made ready to run: kinds looked up and params parsed, once. Versions are
 * frozen, so a plan is kept for as long as its definition is.
 */
export type Plan = {
	trigger: { kind: TriggerKind; params: Record<string, unknown> } | undefined;
	/** Some step speaks to the customer: the workflow is exclusive in its conversation (E-05). */
	customerFacing: boolean;
	nodes: Map<string, PlannedNode>;
};

type PlannedStep = {
	kind: StepKind;
	params: Record<string, unknown>;
	/** Asked for where a kind that throws fails its step, and nothing else. */
	references(): readonly Reference[];
};

/**
 * Params are parsed when they are first asked for: whoever looks at a hundred workflows together
 * asks for few.
 */
export class PlannedNode {
	readonly node: WorkflowNode;
	/** Undefined: a newer version's kind. */
	readonly kind: StepKind | undefined;
	#step: PlannedStep | undefined;

	constructor(node: WorkflowNode, kind: StepKind | undefined) {
		this.node = node;
		this.kind = kind;
	}

	/** Undefined: a newer version's kind, or params that this version cannot read. */
	get step(): PlannedStep | undefined {
		return (this.#step ??= parseStep(this));
	}
}

/** `kinds`: other open sets than ours, for whoever asks first. */
export function planOf(definition: WorkflowDefinition, kinds: Kinds = OURS): Plan {
	const known = plans.get(definition);
	if (known) return known;
	const plan = makePlan(definition, kinds);
	plans.set(definition, plan);
	return plan;
}

/** Live workflows by the signal that can start them, in evaluation order (E-04). */
export function workflowsBySignal(
	live: readonly LiveWorkflow[],
): ReadonlyMap<string, readonly LiveWorkflow[]> {
	const known = indexes.get(live);
	if (known) return known;
	const index = new Map<string, LiveWorkflow[]>();
	for (const workflow of live) {
		for (const signal of planOf(workflow.definition).trigger?.kind.listens ?? []) {
			const list = index.get(signal);
			if (list) list.push(workflow);
			else index.set(signal, [workflow]);
		}
	}
	indexes.set(live, index);
	return index;
}

type Kinds = {
	step(kind: string): StepKind | undefined;
	trigger(kind: string): TriggerKind | undefined;
};
const OURS: Kinds = { step: stepKind, trigger: triggerKind };

const plans = new WeakMap<WorkflowDefinition, Plan>();
const indexes = new WeakMap<
	readonly LiveWorkflow[],
	ReadonlyMap<string, readonly LiveWorkflow[]>
>();

function makePlan({ trigger, nodes }: WorkflowDefinition, kinds: Kinds): Plan {
	const kind = kinds.trigger(trigger.kind);
	const params = kind?.params.safeParse(trigger.params);
	const planned = Object.entries(nodes).map(([id, node]): [string, PlannedNode] => [
		id,
		new PlannedNode(node, kinds.step(node.kind)),
	]);
	return {
		trigger: kind && params?.success ? { kind, params: params.data } : undefined,
		customerFacing: planned.some(([, { kind }]) => kind?.customerFacing),
		nodes: new Map(planned),
	};
}

function parseStep({ node, kind }: PlannedNode): PlannedStep | undefined {
	const params = kind?.params.safeParse(node.params);
	if (!kind || !params?.success) return undefined;
	let references: readonly Reference[] | undefined;
	return {
		kind,
		params: params.data,
		references: () => (references ??= kind.references(params.data)),
	};
}
