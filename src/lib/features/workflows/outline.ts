import { TRIGGER_NODE } from '../../model/workflow';
import type { GraphStep } from './graph';

/** A line of the outline: the same graph as a tree, for people who read it or hear it (B6). */
export type OutlineRow = {
	/**
	 * Unique in the tree: a step that two ports lead to has one row with children and links
	 * elsewhere.
	 */
	key: string;
	step: GraphStep;
	depth: number;
	/** The way in, where the step before has several. */
	port: string;
	/** The step is told in full further up: this line only goes there. */
	isLink: boolean;
	/** Nothing leads here from the start. */
	isLoose: boolean;
};

export function outlineOf(steps: readonly GraphStep[]): OutlineRow[] {
	const byId = new Map(steps.map((step) => [step.id, step]));
	const rows: OutlineRow[] = [];
	const told = new Set<string>();
	for (const root of steps) {
		if (told.has(root.id)) continue;
		const isLoose = root.id !== TRIGGER_NODE;
		const stack = [{ step: root, depth: 0, port: '', key: root.id }];
		for (let item = stack.pop(); item; item = stack.pop()) {
			const { step, depth } = item;
			const isLink = told.has(step.id);
			rows.push({ ...item, isLink, isLoose });
			if (isLink) continue;
			told.add(step.id);
			const isFork = step.ports.filter(({ target }) => target !== undefined).length > 1;
			for (const port of [...step.ports].reverse()) {
				const next = port.target === undefined ? undefined : byId.get(port.target);
				if (!next) continue;
				// A chain stays at its depth: only choices indent, or every long workflow runs off the
				// screen.
				stack.push({
					step: next,
					depth: isFork ? depth + 1 : depth,
					port: isFork ? port.label : '',
					key: `${step.id}:${port.id}`,
				});
			}
		}
	}
	return rows;
}
