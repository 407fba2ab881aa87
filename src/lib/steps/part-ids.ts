import { partIds, usableParts, withPartIds } from '../model/parts';
import type { WorkflowNode } from '../model/workflow';
import type { StepKind } from './step';

type Kind = Pick<StepKind, 'parts' | 'params' | 'ports' | 'initial'>;
type Params = WorkflowNode['params'];

/** The id of one part. `isUsable`: events and ways out can name it, and no other part before. */
export type PartId = { id: string; place: number; isUsable: boolean; isFirst: boolean };

/** The ids of a step's parts, in their order (A8). */
export function partsOf(kind: Kind, params: Params): PartId[] {
	const ids = partIds(params, kind.parts ?? []);
	if (ids.length === 0) return [];
	const usable = usableParts(ids, otherWays(kind, params) ?? []);
	return ids.map((id, place) => ({
		id,
		place,
		isUsable: usable[place] === true,
		isFirst: ids.indexOf(id) === place,
	}));
}

/**
 * The same step, each part under another id, and the ways out that bear it. Where several bore one,
 * each leads to where that one led.
 */
export function withNewPartIds(
	kind: Kind,
	node: WorkflowNode,
	newId: (part: PartId) => string,
): WorkflowNode {
	const parts = partsOf(kind, node.params);
	if (parts.length === 0) return node;
	const made = parts.map(newId);
	const params = withPartIds(node.params, kind.parts ?? [], made);
	const others = otherWays(kind, node.params);
	if (!others) return { ...node, params };
	const isPart = (port: string) => parts.some(({ id }) => id === port);
	const kept = Object.entries(node.next).filter(([port]) => others.includes(port) || !isPart(port));
	const moved = parts.flatMap(({ id, place }) => {
		const target = Object.hasOwn(node.next, id) ? node.next[id] : undefined;
		return target === undefined ? [] : [[made[place] ?? id, target] as const];
	});
	return { ...node, params, next: Object.fromEntries([...kept, ...moved]) };
}

/**
 * The ways out that are no parts; those of its first params where these cannot be read. Undefined
 * where no part is a way out.
 */
export function otherWays(kind: Kind, params: Params): string[] | undefined {
	const lists = kind.parts ?? [];
	const marks = partIds(params, lists).map((_, place) => `part.${place}`);
	const { data } = kind.params.safeParse(withPartIds(params, lists, marks));
	const first: Params = kind.initial();
	const parts = data ? marks : partIds(first, lists);
	const ports = kind.ports(data ?? first).map(({ id }) => id);
	return ports.some((id) => parts.includes(id))
		? ports.filter((id) => !parts.includes(id))
		: undefined;
}
