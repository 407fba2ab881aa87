import { own } from '../../base/own';
import type { WorkflowDefinition, WorkflowNode } from '../../model/workflow';

/** One thing that differs between two versions, as a person would tell it. */
export type Change =
	| { what: 'title' }
	| { what: 'trigger' }
	/** Another step is the first one. */
	| { what: 'start' }
	| { what: 'settings'; names: string[] }
	| { what: 'added' | 'removed' | 'renamed' | 'rewired'; node: string; step: WorkflowNode }
	| { what: 'edited'; node: string; step: WorkflowNode; params: string[] };

/** From the live version to the draft: what publishing would change, step by step. */
export function changesBetween(from: WorkflowDefinition, to: WorkflowDefinition): Change[] {
	const changes: Change[] = [];
	if (from.title !== to.title) changes.push({ what: 'title' });
	if (!isSame(from.trigger, to.trigger)) changes.push({ what: 'trigger' });
	const settings = differingKeys(from.settings, to.settings);
	if (settings.length > 0) changes.push({ what: 'settings', names: settings });
	if (isRewired({ from, to }, from.start ?? undefined, to.start ?? undefined)) {
		changes.push({ what: 'start' });
	}
	for (const [node, step] of Object.entries(to.nodes)) {
		if (own(from.nodes, node)) changes.push(...changesOfStep(node, { from, to }));
		else changes.push({ what: 'added', node, step });
	}
	for (const [node, step] of Object.entries(from.nodes)) {
		if (!own(to.nodes, node)) changes.push({ what: 'removed', node, step });
	}
	return changes;
}

/**
 * The same, under the people whose edits they come from (U30). What nobody is noted for stands
 * last.
 */
export function changesByAuthor(
	changes: readonly Change[],
	authors: Readonly<Record<string, readonly string[]>>,
): { authors: string[]; changes: Change[] }[] {
	const groups = new Map<string, { authors: string[]; changes: Change[] }>();
	for (const change of changes) {
		const topic = 'node' in change ? change.node : TOPICS[change.what];
		const people = [...(own(authors, topic) ?? [])].sort();
		const key = people.join(' ');
		const group = groups.get(key) ?? { authors: people, changes: [] };
		groups.set(key, group);
		group.changes.push(change);
	}
	return [...groups.values()].sort((a, b) => Number(!a.authors.length) - Number(!b.authors.length));
}

/** As the draft notes whose edits they are; a step stands under its own id. */
const TOPICS = {
	title: '#title',
	trigger: '#trigger',
	start: '#trigger',
	settings: '#settings',
} as const;

type Versions = { from: WorkflowDefinition; to: WorkflowDefinition };

function changesOfStep(node: string, { from, to }: Versions): Change[] {
	const [before, step] = [own(from.nodes, node), own(to.nodes, node)];
	if (!before || !step) return [];
	const changes: Change[] = [];
	const params = differingKeys(before.params, step.params);
	if (before.kind !== step.kind || params.length > 0) {
		changes.push({ what: 'edited', node, step, params });
	}
	if (before.name !== step.name) changes.push({ what: 'renamed', node, step });
	const ports = differingKeys(before.next, step.next);
	if (ports.some((port) => isRewired({ from, to }, own(before.next, port), own(step.next, port)))) {
		changes.push({ what: 'rewired', node, step });
	}
	return changes;
}

/**
 * An edge that makes room for a new step, or closes the gap of a removed one, is part of that
 * change.
 */
function isRewired({ from, to }: Versions, old: string | undefined, now: string | undefined) {
	return old !== now && !(now && !own(from.nodes, now)) && !(old && !own(to.nodes, old));
}

function differingKeys(a: object, b: object): string[] {
	const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
	const keys = new Set([...left.keys(), ...right.keys()]);
	return [...keys].filter((key) => !isSame(left.get(key), right.get(key))).sort();
}

/**
 * Equality of plain data, whatever the order of keys; a key that is undefined is a key that is
 * absent.
 */
export function isSame(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
	if (Array.isArray(a) !== Array.isArray(b)) return false;
	if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) return false;
	return differingKeys(a, b).length === 0;
}
