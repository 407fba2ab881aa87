import type { Summary } from '../model/kind-text';
import { TRIGGER_NODE, TRIGGER_PORT, type WorkflowDefinition } from '../model/workflow';
import type { Workspace } from '../model/workspace';
import { stepKind } from '../steps';
import type { Port, StepGroup } from '../steps/step';
import { triggerKind } from '../triggers';

/** A step as a screen tells it, in no language: texts are the kind's (app/kind-text). */
export type StepDescription = {
	kind: string;
	/** The author's own name for it. */
	name?: string | undefined;
	/** Unknown: made by a newer version, or its params cannot be read here. */
	group: StepGroup | 'trigger' | 'unknown';
	/** For the placeholders of the kind's `summary`. */
	values: Summary;
	ports: Port[];
};

/** Never fails: what cannot be read is described as unknown, with the ports that its edges show. */
export function describeStep(
	definition: WorkflowDefinition,
	node: string,
	workspace: Workspace,
): StepDescription | undefined {
	if (node === TRIGGER_NODE) return describeTrigger(definition, workspace);
	const step = Object.hasOwn(definition.nodes, node) ? definition.nodes[node] : undefined;
	if (!step) return undefined;
	const known = stepKind(step.kind);
	const params = known?.params.safeParse(step.params);
	if (!known || !params?.success) {
		const ports = Object.keys(step.next).map((id) => ({ id }));
		return { kind: step.kind, name: step.name, group: 'unknown', values: {}, ports };
	}
	return {
		kind: step.kind,
		name: step.name,
		group: known.group,
		values: known.summary(params.data, workspace),
		ports: known.ports(params.data),
	};
}

function describeTrigger({ trigger }: WorkflowDefinition, workspace: Workspace): StepDescription {
	const known = triggerKind(trigger.kind);
	const params = known?.params.safeParse(trigger.params);
	return {
		kind: trigger.kind,
		group: 'trigger',
		values: known && params?.success ? known.summary(params.data, workspace) : {},
		ports: [{ id: TRIGGER_PORT }],
	};
}
