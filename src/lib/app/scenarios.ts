import { type FailingScenario, scenarioProblems } from '../engine/scenario';
import type { Scenario } from '../model/scenario';
import type { WorkflowDefinition } from '../model/workflow';
import type { Workspace } from '../model/workspace';
import type { LiveLogEvent } from '../read/queries/live-versions';
import { liveIn } from './live-workflows';

export type { Difference, FailingScenario } from '../engine/scenario';

/** A draft with its saved stories, beside what is live. */
export type DraftToCheck = {
	workflow: string;
	definition: WorkflowDefinition;
	scenarios: readonly Scenario[];
};

/** The stories that setting this draft live would break; each blocks it, with its differences. */
export function failingScenarios(
	{ scenarios, ...draft }: DraftToCheck,
	workspace: Workspace,
	log: readonly LiveLogEvent[],
): FailingScenario[] {
	if (scenarios.length === 0) return [];
	return scenarioProblems({ ...draft, workspace, live: liveIn(log, workspace) }, scenarios);
}
