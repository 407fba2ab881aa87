import { isStepId, type WorkflowDefinition, type WorkflowNode } from './workflow';

/**
 * Steps that come from elsewhere may be called what no event can name, or what every object has.
 * They get ids of ours, wherever one of them stands: in ways, in keywords, and in steps of other
 * workflows that begin there.
 */
export type StepIds = ReadonlyMap<string, string>;

/** New ids for those steps of a definition that cannot keep theirs; empty where all can. */
export function newStepIds({ nodes }: WorkflowDefinition, newId: () => string): StepIds {
	const unusable = Object.keys(nodes).filter((id) => !isStepId(id));
	return new Map(unusable.map((id) => [id, newId()]));
}

/** The same workflow, its steps under these ids. A way to a step that is not there stays so. */
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
