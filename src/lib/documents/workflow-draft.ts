import * as Y from 'yjs';
import { assert } from '../base/assert';
import type { Splice } from '../base/splice';
import { MAX_SCENARIOS, type Scenario } from '../model/scenario';
import {
	TRIGGER_NODE,
	TRIGGER_PORT,
	type WorkflowDefinition,
	type WorkflowNode,
	type WorkflowSettings,
} from '../model/workflow';
import {
	type Draft,
	DRAFT_SCHEMA_VERSION,
	MAX_TITLE_LENGTH,
	type Position,
	edgeKey,
	nodeOf,
	portsOf,
	textOr,
} from './draft-shape';
import { onwards } from './read-draft';

/** Every edit of a draft that is possible; each is one transaction under the draft's own origin. */

/** Fills an empty document, from a template or from a version that is restored. */
export function createDraft(
	draft: Draft,
	definition: WorkflowDefinition,
	scenarios: readonly Scenario[] = [],
): void {
	edit(draft, () => {
		draft.meta.set('schemaVersion', DRAFT_SCHEMA_VERSION);
		draft.meta.set('title', definition.title);
		setTrigger(draft, definition.trigger.kind, definition.trigger.params);
		for (const [name, value] of Object.entries(definition.settings)) {
			draft.settings.set(name, value);
		}
		for (const [id, node] of Object.entries(definition.nodes)) {
			putNode(draft, id, node);
			for (const [port, target] of Object.entries(node.next)) connect(draft, id, port, target);
		}
		if (definition.start) connect(draft, TRIGGER_NODE, TRIGGER_PORT, definition.start);
		for (const scenario of scenarios) saveScenario(draft, scenario);
	});
}

/**
 * Puts a new step behind a port. What stood there comes after it: a chain never breaks by
 * inserting.
 */
export function insertNode(
	draft: Draft,
	at: { node: string; port: string },
	added: { id: string; kind: string; params: Record<string, unknown>; name?: string | undefined },
): void {
	edit(draft, () => {
		const behind = draft.edges.get(edgeKey(at.node, at.port));
		putNode(draft, added.id, { ...added, next: {} });
		connect(draft, at.node, at.port, added.id);
		const exit = portsOf(draft.kinds(added.kind), added.params)[0];
		if (behind !== undefined && exit !== undefined) connect(draft, added.id, exit, behind);
	});
}

/** Puts a step on the canvas that nothing leads to yet, where somebody dropped it. */
export function placeNode(
	draft: Draft,
	added: { id: string; kind: string; params: Record<string, unknown>; name?: string | undefined },
	position: Position,
): void {
	edit(draft, () => {
		putNode(draft, added.id, { ...added, next: {} });
		moveNode(draft, added.id, position);
	});
}

export function connect(draft: Draft, node: string, port: string, target: string): void {
	edit(draft, () => draft.edges.set(edgeKey(node, port), target));
}

export function disconnect(draft: Draft, node: string, port: string): void {
	edit(draft, () => draft.edges.delete(edgeKey(node, port)));
}

/**
 * Edges to it lead on to where its first connected port led (D3); other paths stay, unconnected.
 */
export function removeNode(draft: Draft, id: string): void {
	const node = nodeOf(draft, id);
	if (!node) return;
	edit(draft, () => {
		draft.forwards.set(id, onwards(draft, id, node) ?? '');
		draft.nodes.delete(id);
	});
}

export function setParam(draft: Draft, id: string, param: string, value: unknown): void {
	const params = paramsOf(draft, id);
	if (!params) return;
	edit(draft, () => {
		if (value === undefined) params.delete(param);
		else params.set(param, stored(draft, draft.nodes.get(id), param, value));
	});
}

/**
 * One change of a text by one person: what another types elsewhere in it at the same time is kept.
 */
export function spliceText(draft: Draft, id: string, param: string, splice: Splice): void {
	const params = paramsOf(draft, id);
	if (!params) return;
	const text = params.get(param);
	if (!(text instanceof Y.Text)) {
		const before = textOr(text, '');
		const after = before.slice(0, splice.at) + splice.insert;
		return setParam(draft, id, param, after + before.slice(splice.at + splice.remove));
	}
	edit(draft, () => {
		// The splice was made against what the person saw; the text may be shorter by now.
		const at = Math.min(splice.at, text.length);
		const remove = Math.min(splice.remove, text.length - at);
		// Inserting first keeps the new words where the old ones stood, before what others write behind
		// them.
		if (splice.insert) text.insert(at, splice.insert);
		if (remove > 0) text.delete(at + splice.insert.length, remove);
	});
}

export function renameNode(draft: Draft, id: string, name: string): void {
	const trimmed = name.trim().slice(0, MAX_TITLE_LENGTH);
	setField(draft, id, 'name', trimmed === '' ? undefined : trimmed);
}

export function moveNode(draft: Draft, id: string, position: Position): void {
	setField(draft, id, 'at', { x: Math.round(position.x), y: Math.round(position.y) });
}

/** "Tidy up": the layout decides about every step again (D5). */
export function forgetPositions(draft: Draft): void {
	edit(draft, () => {
		for (const node of draft.nodes.values()) if (node.has('at')) node.delete('at');
	});
}

export function setTitle(draft: Draft, title: string): void {
	edit(draft, () => draft.meta.set('title', title.slice(0, MAX_TITLE_LENGTH)));
}

export function setTrigger(draft: Draft, kind: string, params: Record<string, unknown>): void {
	edit(draft, () => {
		draft.trigger.set('kind', kind);
		for (const [name, value] of Object.entries(params)) {
			// Params that were chosen under this kind before are kept.
			if (!draft.trigger.has(`${kind}/${name}`)) draft.trigger.set(`${kind}/${name}`, value);
		}
	});
}

export function setTriggerParam(draft: Draft, param: string, value: unknown): void {
	edit(draft, () => draft.trigger.set(`${textOr(draft.trigger.get('kind'), '')}/${param}`, value));
}

export function setSetting<K extends keyof WorkflowSettings>(
	draft: Draft,
	name: K,
	value: WorkflowSettings[K],
): void {
	edit(draft, () => {
		if (value === undefined) draft.settings.delete(name);
		else draft.settings.set(name, value);
	});
}

/** False when there are as many as are played before a publish. */
export function saveScenario(draft: Draft, scenario: Scenario): boolean {
	if (draft.scenarios.size >= MAX_SCENARIOS && !draft.scenarios.has(scenario.id)) return false;
	edit(draft, () => draft.scenarios.set(scenario.id, scenario));
	return true;
}

export function removeScenario(draft: Draft, id: string): void {
	edit(draft, () => draft.scenarios.delete(id));
}

/** Undoes what was edited through this draft, and nothing that others did since (U12). */
export function undoManager(draft: Draft): Y.UndoManager {
	const { meta, trigger, settings, nodes, edges, forwards, scenarios } = draft;
	return new Y.UndoManager([meta, trigger, settings, nodes, edges, forwards, scenarios], {
		trackedOrigins: new Set([draft.origin]),
	});
}

function edit(draft: Draft, change: () => void): void {
	draft.doc.transact(change, draft.origin);
}

function putNode(draft: Draft, id: string, node: WorkflowNode): void {
	assert(id !== TRIGGER_NODE && !id.includes(':'), 'node ids are made by newId');
	const params = new Y.Map<unknown>();
	const fields = new Y.Map<unknown>([
		['kind', node.kind],
		['params', params],
	]);
	if (node.name !== undefined) fields.set('name', node.name);
	draft.nodes.set(id, fields);
	for (const [name, value] of Object.entries(node.params)) {
		params.set(name, stored(draft, fields, name, value));
	}
}

/**
 * Free text is kept as Y.Text, so that two people can write in it; everything else is one value.
 */
function stored(
	draft: Draft,
	node: Y.Map<unknown> | undefined,
	param: string,
	value: unknown,
): unknown {
	const kind = draft.kinds(textOr(node?.get('kind'), ''));
	if (typeof value !== 'string' || !kind?.texts.includes(param)) return value;
	return new Y.Text(value);
}

function setField(draft: Draft, id: string, field: string, value: unknown): void {
	const node = nodeOf(draft, id);
	if (!node) return;
	edit(draft, () => {
		if (value === undefined) node.delete(field);
		else node.set(field, value);
	});
}

function paramsOf(draft: Draft, id: string): Y.Map<unknown> | undefined {
	const params = nodeOf(draft, id)?.get('params');
	return params instanceof Y.Map ? params : undefined;
}
