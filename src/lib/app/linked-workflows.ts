import { planOf } from '../engine/plan';
import type { WorkflowDefinition } from '../model/workflow';
import type { Workspace } from '../model/workspace';
import type { LiveLogEvent } from '../read/queries/live-versions';
import { stepKind } from '../steps';
import { liveIn } from './live-workflows';

/** Whether it says nothing to the customer, and so holds nothing up for others (E-06). */
export function worksBehindTheScenes(definition: WorkflowDefinition): boolean {
	return !planOf(definition).customerFacing;
}

export type Linked = { workflow: string; title: string; live: boolean };

/** Which workflows a draft starts, and which live ones start it (W-SUB-02); each once. */
export function linkedWorkflows(
	workflow: string,
	definition: WorkflowDefinition,
	workspace: Workspace,
	log: readonly LiveLogEvent[],
): { callees: Linked[]; callers: Linked[] } {
	const live = liveIn(log, workspace).filter((one) => one.workflow !== workflow);
	const isLive = new Set(live.map((one) => one.workflow));
	const told = (ids: Iterable<string>) =>
		[...new Set(ids)].map((id) => ({
			workflow: id,
			title: workspace.workflows[id]?.title ?? '—',
			live: isLive.has(id),
		}));
	const callers = live.filter((one) => calledBy(one.definition).includes(workflow));
	return {
		callees: told(calledBy(definition)),
		callers: told(callers.map((one) => one.workflow)),
	};
}

function calledBy({ nodes }: WorkflowDefinition): string[] {
	return Object.values(nodes).flatMap(({ kind, params }) => {
		const known = stepKind(kind);
		const parsed = known?.params.safeParse(params);
		const call = parsed?.success ? known?.calls?.(parsed.data) : undefined;
		return call ? [call.workflow] : [];
	});
}
