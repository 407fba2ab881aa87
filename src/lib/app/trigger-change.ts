import type { WorkflowDefinition } from '../model/workflow';
import type { Locale, Workspace } from '../model/workspace';
import { triggerKind } from '../triggers';
import { problemsOf } from './draft-problems';

export type LostStep = { node: string; text: string };

/** What becomes illegal at its steps once a draft starts by another kind of trigger (W-LIFE-02). */
export function stepsLostTo(
	kind: string,
	definition: WorkflowDefinition,
	workspace: Workspace,
	locale: Locale,
): LostStep[] {
	const atSteps = (one: WorkflowDefinition) =>
		problemsOf(one, workspace, locale).filter(({ node = '' }) => Object.hasOwn(one.nodes, node));
	const known = new Set(atSteps(definition).map(({ id }) => id));
	const changed = { ...definition, trigger: { kind, params: triggerKind(kind)?.initial() ?? {} } };
	return atSteps(changed).flatMap(({ id, node = '', text }) =>
		known.has(id) ? [] : [{ node, text }],
	);
}
