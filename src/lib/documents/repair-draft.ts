import type { StepIds } from '../model/step-ids';
import { partIds } from '../model/parts';
import { TRIGGER_NODE, TRIGGER_PORT, type WorkflowNode } from '../model/workflow';
import { otherWays } from '../steps/part-ids';
import { repairedIds, withParts } from '../steps/renew-ids';
import { triggerKind } from '../triggers/index';
import { noteAuthor } from './draft-authors';
import { type Draft, edgeKey } from './draft-shape';
import { readDraft } from './read-draft';
import { edit, setParam, setTriggerParam } from './workflow-draft';

/**
 * Gives new ids to the steps and parts of a draft that no event can name (A8), in one step that
 * undo takes back. Old id → new id of the steps.
 *
 * P1 The new ids follow from the old ones: when two people repair one draft, both make the same.
 * P2 A step leaves a forward behind (D3), so an edge that somebody else draws to it meanwhile leads
 *    to its new place, and `was`, by which its comments find it.
 * P3 A step is made again under its new id: letters typed into its texts elsewhere in that instant
 *    go with the old one.
 */
export function repairDraft(draft: Draft): StepIds {
	const before = readDraft(draft);
	const { definition } = before;
	const kinds = {
		step: draft.kinds,
		triggerParts: (kind: string) => triggerKind(kind)?.parts ?? [],
	};
	const { parts, steps } = repairedIds(definition, kinds);
	const after = withParts(before, kinds, parts);
	edit(draft, undefined, () => {
		const { trigger } = after.definition;
		const lists = kinds.triggerParts(trigger.kind);
		if (differ(lists, definition.trigger.params, trigger.params)) {
			for (const list of lists) setTriggerParam(draft, list, trigger.params[list]);
		}
		for (const [id, node] of Object.entries(definition.nodes)) {
			const changed = after.definition.nodes[id];
			if (changed) repairParts(draft, id, node, changed);
		}
		for (const [at, scenario] of after.scenarios.entries()) {
			const isSame = JSON.stringify(scenario) === JSON.stringify(before.scenarios[at]);
			if (!isSame) draft.scenarios.set(scenario.id, scenario);
		}
		for (const [id, made] of steps) repairStep(draft, id, made);
		repairKeywords(draft, steps);
	});
	return steps;
}

/** Ways out are looked for in the document: those that lead nowhere now go along, too. */
function repairParts(draft: Draft, id: string, before: WorkflowNode, after: WorkflowNode): void {
	const kind = draft.kinds(before.kind);
	const lists = kind?.parts ?? [];
	if (!kind || !differ(lists, before.params, after.params)) return;
	const made = partIds(after.params, lists);
	const ways = otherWays(kind, before.params);
	for (const list of lists) setParam(draft, id, list, after.params[list]);
	if (!ways) return;
	const old = partIds(before.params, lists);
	const edges = old.map((port) => draft.edges.get(edgeKey(id, port)));
	for (const port of old) {
		if (!made.includes(port) && !ways.includes(port)) draft.edges.delete(edgeKey(id, port));
	}
	for (const [place, port] of made.entries()) {
		const target = edges[place];
		if (target !== undefined) draft.edges.set(edgeKey(id, port), target);
	}
}

function repairStep(draft: Draft, id: string, made: string): void {
	const node = draft.nodes.get(id);
	if (!node) return;
	const copy = node.clone();
	draft.nodes.delete(id);
	draft.nodes.set(made, copy);
	copy.set('was', id);
	draft.forwards.set(id, made);
	noteAuthor(draft, made);
	const prefix = edgeKey(id, '');
	for (const [key, target] of [...draft.edges.entries()]) {
		// The trigger's own way is never a step's.
		if (!key.startsWith(prefix) || key === edgeKey(TRIGGER_NODE, TRIGGER_PORT)) continue;
		draft.edges.delete(key);
		draft.edges.set(edgeKey(made, key.slice(prefix.length)), target);
	}
}

function repairKeywords(draft: Draft, steps: StepIds): void {
	const { handlers } = readDraft(draft).definition.settings;
	if (!handlers?.some(({ go }) => steps.has(go))) return;
	const changed = handlers.map((one) => ({ ...one, go: steps.get(one.go) ?? one.go }));
	draft.settings.set('handlers', changed);
}

function differ(
	lists: readonly string[],
	before: WorkflowNode['params'],
	after: WorkflowNode['params'],
): boolean {
	const [old, made] = [partIds(before, lists), partIds(after, lists)];
	return old.some((id, place) => id !== made[place]);
}
