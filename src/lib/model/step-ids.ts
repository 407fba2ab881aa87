import type { WorkflowDefinition, WorkflowNode } from './workflow';

/** Old id → new one. */
export type StepIds = ReadonlyMap<string, string>;

/**
 * New ids for all steps of a workflow that comes from elsewhere, where they may be called what no
 * event can name. They sort as the old ones do, so that two files of one workflow can be compared.
 */
export function newStepIds({ nodes }: WorkflowDefinition, newId: () => string): StepIds {
	const old = Object.keys(nodes).sort();
	const made = old.map(() => newId()).sort();
	return new Map(old.map((id, place) => [id, made[place] ?? id]));
}

/**
 * The same workflow, its steps under these ids, wherever one stands: in ways and in keywords. A way
 * to a step that is not there stays so.
 */
export function withStepIds(definition: WorkflowDefinition, ids: StepIds): WorkflowDefinition {
	if (ids.size === 0) return definition;
	const { nodes, start, settings } = definition;
	const idOf = (id: string) => ids.get(id) ?? id;
	const renamed = Object.entries(nodes).map(([id, node]): [string, WorkflowNode] => {
		const next = Object.entries(node.next).map(([port, target]) => [port, idOf(target)] as const);
		return [idOf(id), { ...node, next: Object.fromEntries(next) }];
	});
	const handlers = settings.handlers?.map((handler) => ({ ...handler, go: idOf(handler.go) }));
	return {
		...definition,
		settings: { ...settings, ...(handlers ? { handlers } : {}) },
		start: start === null ? null : idOf(start),
		nodes: Object.fromEntries(renamed),
	};
}
