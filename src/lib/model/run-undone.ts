import type { StepVisit } from './event';
import type { WorkflowDefinition } from './workflow';

/**
 * The steps that a run could still have come to from where it ended, in the order in which the
 * workflow goes on, without those that it had been at.
 */
export function stepsLeftUndone(
	{ nodes }: WorkflowDefinition,
	visits: readonly StepVisit[],
): string[] {
	const last = visits.at(-1);
	if (!last) return [];
	const been = new Set(visits.map(({ node }) => node));
	const found = new Set<string>();
	const queue = [last.node];
	for (const node of queue) {
		const next = Object.hasOwn(nodes, node) ? Object.values(nodes[node]?.next ?? {}) : [];
		for (const to of next) {
			if (been.has(to) || found.has(to) || !Object.hasOwn(nodes, to)) continue;
			found.add(to);
			queue.push(to);
		}
	}
	return [...found];
}
