import type { Edge, Node } from '@xyflow/svelte';
import type { StepVisit } from '../../../model/event';
import { waysOf } from '../../../model/run-trace';
import type { StepCount } from '../../../model/step-counts';
import { TRIGGER_NODE, TRIGGER_PORT } from '../../../model/workflow';
import { type GraphStep, heightOf, layoutInput } from '../graph';
import { edgeKey, layoutGraph, NODE_WIDTH } from '../layout';

/** What a picture says of a step beyond what the step is. */
export type Mark = {
	/** How often the run has been there. */
	visits: number;
	isCurrent: boolean;
	hasFailed: boolean;
	count?: StepCount | undefined;
};

export type NodeData = {
	step: GraphStep;
	mark: Mark | undefined;
	/** Titles of the steps that ports lead back to, by port. */
	back: Record<string, string>;
};

export type Picture = { nodes: Node<NodeData>[]; edges: Edge[] };

/** Room for the numbers under a step. */
const COUNT_HEIGHT = 48;

/**
 * A published version as it is looked at: tidy, whatever the draft has become since, with the ways
 * that were taken.
 */
export function pictureOf(
	steps: readonly GraphStep[],
	marks: ReadonlyMap<string, Mark>,
	taken: ReadonlySet<string>,
): Picture {
	const isCounted = [...marks.values()].some(({ count }) => count);
	const height = (step: GraphStep) => heightOf(step, new Map()) + (isCounted ? COUNT_HEIGHT : 0);
	const { nodes, edges } = layoutInput(steps, height);
	const { positions, routes, back } = layoutGraph(nodes, edges);
	const titles = new Map(steps.map(({ id, title }) => [id, title]));
	return {
		nodes: steps.map((step) => ({
			id: step.id,
			type: 'step',
			position: positions.get(step.id) ?? { x: 0, y: 0 },
			initialWidth: NODE_WIDTH,
			initialHeight: height(step),
			focusable: false,
			data: {
				step,
				mark: marks.get(step.id),
				back: Object.fromEntries(
					step.ports
						.filter((port) => back.has(edgeKey(step.id, port.id)))
						.map((port) => [port.id, titles.get(port.target ?? '') ?? '']),
				),
			},
		})),
		edges: edges
			.filter(({ from, port }) => !back.has(edgeKey(from, port)))
			.map(({ from, port, to }) => ({
				id: edgeKey(from, port),
				type: 'step',
				source: from,
				sourceHandle: port,
				target: to,
				focusable: false,
				selected: taken.has(edgeKey(from, port)),
				data: { route: routes.get(edgeKey(from, port)) ?? [] },
			})),
	};
}

/** Where a run has been after these visits; the last one is where it stands. */
export function marksOf(visits: readonly StepVisit[]): Map<string, Mark> {
	const marks = new Map<string, Mark>();
	const current = visits.at(-1)?.node ?? TRIGGER_NODE;
	const at = (node: string): Mark => {
		let mark = marks.get(node);
		if (!mark) {
			mark = { visits: 0, isCurrent: node === current, hasFailed: false };
			marks.set(node, mark);
		}
		return mark;
	};
	at(TRIGGER_NODE).visits = 1;
	for (const [index, { node, problem }] of visits.entries()) {
		const before = visits[index - 1];
		const mark = at(node);
		// A waking at the step where the run rests is the same stay.
		if (before?.node !== node || before.left !== undefined) mark.visits++;
		if (problem !== undefined) mark.hasFailed = true;
	}
	return marks;
}

/** Keys of the edges that a run has gone along. */
export function takenBy(visits: readonly StepVisit[]): Set<string> {
	const taken = new Set(
		waysOf(visits).flatMap(({ from, port, to }) => (to === undefined ? [] : [edgeKey(from, port)])),
	);
	if (visits.length > 0) taken.add(edgeKey(TRIGGER_NODE, TRIGGER_PORT));
	return taken;
}
