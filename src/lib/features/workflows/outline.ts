import { TRIGGER_NODE } from '../../model/workflow';
import type { GraphStep } from './graph';
import { edgeKey } from './layout';

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
	/** A way out of the step that leads nowhere yet: here the next step can be added. */
	adds?: string;
};

export function outlineOf(steps: readonly GraphStep[]): OutlineRow[] {
	const byId = new Map(steps.map((step) => [step.id, step]));
	const rows: OutlineRow[] = [];
	const told = new Set<string>();
	for (const root of steps) {
		if (told.has(root.id)) continue;
		const isLoose = root.id !== TRIGGER_NODE;
		const stack: Item[] = [{ step: root, depth: 0, port: '', key: root.id }];
		for (let item = stack.pop(); item; item = stack.pop()) {
			const isLink = item.adds === undefined && told.has(item.step.id);
			rows.push({ ...item, isLink, isLoose });
			if (isLink || item.adds !== undefined) continue;
			told.add(item.step.id);
			stack.push(...waysOut(item, byId).reverse());
		}
	}
	return rows;
}

type Item = Omit<OutlineRow, 'isLink' | 'isLoose'>;

/**
 * A chain stays at its depth: only choices indent, or every long workflow runs off the screen. So
 * where a single way is followed, the open ones stand before it.
 */
function waysOut({ step, depth }: Item, byId: ReadonlyMap<string, GraphStep>): Item[] {
	const hasChoice = step.ports.length > 1;
	const ways = step.ports.flatMap((port): Item[] => {
		const key = edgeKey(step.id, port.id);
		const way = { key, depth: depth + (hasChoice ? 1 : 0), port: hasChoice ? port.label : '' };
		if (port.target === undefined) return [{ ...way, step, adds: port.id }];
		const next = byId.get(port.target);
		return next ? [{ ...way, step: next }] : [];
	});
	const followed = ways.filter(({ adds }) => adds === undefined);
	const [only] = followed;
	if (!only || followed.length > 1) return ways;
	return [...ways.filter((way) => way !== only), { ...only, depth, port: '' }];
}
