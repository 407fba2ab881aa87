import { own } from '../base/own';
import * as Y from 'yjs';
import { assert } from '../base/assert';
import { fail, type Result } from '../base/result';
import type { Splice } from '../base/splice';
import { visibleText } from '../base/visible-text';
import type { Steps } from '../model/copied-steps';
import { MAX_SCENARIOS, readStory, type Scenario, type StoryProblem } from '../model/scenario';
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
	TOPIC,
	edgeKey,
	nodeOf,
	portsOf,
	textOr,
} from './draft-shape';
import { noteAuthor } from './draft-authors';
import { onwards, readDraft } from './read-draft';
import { spliceShared } from './shared-text';

/** Every edit of a draft that is possible; each is one transaction under the draft's own origin. */

/** A way out of a step, or of the trigger. */
type Port = { node: string; port: string };

/** Fills an empty document, from a template or from a version that is restored. */
export function createDraft(
	draft: Draft,
	definition: WorkflowDefinition,
	scenarios: readonly Scenario[] = [],
): void {
	edit(draft, undefined, () => {
		draft.meta.set('schemaVersion', DRAFT_SCHEMA_VERSION);
		draft.meta.set('title', definition.title);
		putTrigger(draft, definition.trigger);
		for (const [name, value] of Object.entries(definition.settings)) {
			draft.settings.set(name, value);
		}
		for (const [id, node] of Object.entries(definition.nodes)) putNode(draft, id, node);
		putEdges(draft, definition);
		for (const scenario of scenarios) saveScenario(draft, scenario);
	});
}

/**
 * Puts a new step behind a port. What stood there comes after it: a chain never breaks by
 * inserting.
 */
export function insertNode(
	draft: Draft,
	at: Port,
	added: { id: string; kind: string; params: Record<string, unknown>; name?: string | undefined },
): void {
	edit(draft, added.id, () => {
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
	edit(draft, added.id, () => {
		putNode(draft, added.id, { ...added, next: {} });
		moveNode(draft, added.id, position);
	});
}

/**
 * Puts copied steps behind a port, as one edit: the first that no other of them leads to comes
 * next, and what stood there follows their first open way. Without a place they stand alone.
 */
export function insertSteps(draft: Draft, at: Port | undefined, steps: Steps): void {
	edit(draft, undefined, () => {
		for (const [id, node] of Object.entries(steps)) {
			putNode(draft, id, node);
			noteAuthor(draft, id);
		}
		putWays(draft, steps);
		const first = firstOf(steps);
		if (!at || first === undefined) return;
		const behind = draft.edges.get(edgeKey(at.node, at.port));
		connect(draft, at.node, at.port, first);
		const exit = openWay(draft, steps, first);
		if (behind !== undefined && exit) connect(draft, exit.node, exit.port, behind);
	});
}

export function connect(draft: Draft, node: string, port: string, target: string): void {
	edit(draft, topicOf(node), () => draft.edges.set(edgeKey(node, port), target));
}

export function disconnect(draft: Draft, node: string, port: string): void {
	edit(draft, topicOf(node), () => draft.edges.delete(edgeKey(node, port)));
}

/**
 * Edges to it lead on to where its first connected port led (D3); other paths stay, unconnected.
 */
export function removeNode(draft: Draft, id: string): void {
	const node = nodeOf(draft, id);
	if (!node) return;
	edit(draft, id, () => {
		draft.forwards.set(id, onwards(draft, id, node) ?? '');
		draft.nodes.delete(id);
	});
}

/** Several at once, which come back together. */
export function removeNodes(draft: Draft, ids: readonly string[]): void {
	edit(draft, undefined, () => {
		for (const id of ids) removeNode(draft, id);
	});
}

export function setParam(draft: Draft, id: string, param: string, value: unknown): void {
	const params = paramsOf(draft, id);
	if (!params) return;
	edit(draft, id, () => {
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
	edit(draft, id, () => spliceShared(text, splice));
}

export function renameNode(draft: Draft, id: string, name: string): void {
	const trimmed = visibleText(name).trim().slice(0, MAX_TITLE_LENGTH);
	setField(draft, id, 'name', trimmed === '' ? undefined : trimmed);
}

export function moveNode(draft: Draft, id: string, position: Position): void {
	setField(draft, id, 'at', { x: Math.round(position.x), y: Math.round(position.y) });
}

/** "Tidy up": the layout decides about every step again (D5). */
export function forgetPositions(draft: Draft): void {
	edit(draft, undefined, () => {
		for (const node of draft.nodes.values()) if (node.has('at')) node.delete('at');
	});
}

export function setTitle(draft: Draft, title: string): void {
	edit(draft, TOPIC.title, () => {
		draft.meta.set('title', visibleText(title).slice(0, MAX_TITLE_LENGTH));
	});
}

export function setTrigger(draft: Draft, kind: string, params: Record<string, unknown>): void {
	edit(draft, TOPIC.trigger, () => putTrigger(draft, { kind, params }));
}

export function setTriggerParam(draft: Draft, param: string, value: unknown): void {
	edit(draft, TOPIC.trigger, () =>
		draft.trigger.set(`${textOr(draft.trigger.get('kind'), '')}/${param}`, value),
	);
}

export function setSetting<K extends keyof WorkflowSettings>(
	draft: Draft,
	name: K,
	value: WorkflowSettings[K],
): void {
	edit(draft, TOPIC.settings, () => {
		if (value === undefined) draft.settings.delete(name);
		else draft.settings.set(name, value);
	});
}

/** Refused: more than are played before a publish, or one that nobody could read back. */
export function saveScenario(draft: Draft, scenario: Scenario): Result<Scenario, StoryProblem> {
	if (draft.scenarios.size >= MAX_SCENARIOS && !draft.scenarios.has(scenario.id)) {
		return fail('tooManyStories');
	}
	const read = readStory(scenario);
	if (read.ok) edit(draft, undefined, () => draft.scenarios.set(scenario.id, read.value));
	return read;
}

export function removeScenario(draft: Draft, id: string): void {
	edit(draft, undefined, () => draft.scenarios.delete(id));
}

/**
 * Makes the draft say what a version says, in one step that undo takes back (U30). Steps that stay
 * keep their place on the canvas; texts are written anew, so that no two versions of one mix.
 */
export function restoreDraft(draft: Draft, definition: WorkflowDefinition): void {
	const { title, trigger, settings, nodes } = definition;
	edit(draft, undefined, () => {
		for (const topic of topicsOf(draft, definition)) noteAuthor(draft, topic);
		draft.meta.set('title', title);
		for (const key of [...draft.trigger.keys()]) draft.trigger.delete(key);
		putTrigger(draft, trigger);
		for (const key of [...draft.settings.keys()]) draft.settings.delete(key);
		for (const [name, value] of Object.entries(settings)) {
			if (value !== undefined) draft.settings.set(name, value);
		}
		for (const key of [...draft.edges.keys()]) draft.edges.delete(key);
		for (const id of [...draft.nodes.keys()]) restoreNode(draft, id, own(nodes, id));
		for (const [id, node] of Object.entries(nodes)) {
			if (!draft.nodes.has(id)) putNode(draft, id, node);
		}
		putEdges(draft, definition);
	});
}

/** Undoes what was edited through this draft, and nothing that others did since (U12). */
export function undoManager(draft: Draft): Y.UndoManager {
	const { meta, trigger, settings, nodes, edges, forwards, scenarios, stickies } = draft;
	return new Y.UndoManager([meta, trigger, settings, nodes, edges, forwards, scenarios, stickies], {
		trackedOrigins: new Set([draft.origin]),
	});
}

/** One transaction, and a note of whose it is (D6); none where a topic is nobody's doing. */
export function edit(draft: Draft, topic: string | undefined, change: () => void): void {
	draft.doc.transact(() => {
		change();
		if (topic !== undefined) noteAuthor(draft, topic);
	}, draft.origin);
}

function topicOf(node: string): string {
	return node === TRIGGER_NODE ? TOPIC.trigger : node;
}

/** What restoring this definition changes. */
function topicsOf(draft: Draft, to: WorkflowDefinition): string[] {
	const { definition: from } = readDraft(draft);
	const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
	const ids = new Set([...Object.keys(from.nodes), ...Object.keys(to.nodes)]);
	return [
		...(from.title === to.title ? [] : [TOPIC.title]),
		...(differs([from.trigger, from.start], [to.trigger, to.start]) ? [TOPIC.trigger] : []),
		...(differs(from.settings, to.settings) ? [TOPIC.settings] : []),
		...[...ids].filter((id) => differs(own(from.nodes, id), own(to.nodes, id))),
	];
}

function restoreNode(draft: Draft, id: string, node: WorkflowNode | undefined): void {
	const position = nodeOf(draft, id)?.get('at');
	draft.nodes.delete(id);
	if (!node) return;
	putNode(draft, id, node);
	if (position !== undefined) draft.nodes.get(id)?.set('at', position);
}

/** Params that were chosen under this kind before are kept. */
function putTrigger({ trigger }: Draft, { kind, params }: WorkflowDefinition['trigger']): void {
	trigger.set('kind', kind);
	for (const [name, value] of Object.entries(params)) {
		if (!trigger.has(`${kind}/${name}`)) trigger.set(`${kind}/${name}`, value);
	}
}

function putEdges(draft: Draft, { start, nodes }: WorkflowDefinition): void {
	putWays(draft, nodes);
	if (start !== null) draft.edges.set(edgeKey(TRIGGER_NODE, TRIGGER_PORT), start);
}

function putWays({ edges }: Draft, steps: Steps): void {
	for (const [id, { next }] of Object.entries(steps)) {
		for (const [port, target] of Object.entries(next)) edges.set(edgeKey(id, port), target);
	}
}

/** Of steps in a ring, the one that was told first. */
function firstOf(steps: Steps): string | undefined {
	const targets = new Set(Object.values(steps).flatMap(({ next }) => Object.values(next)));
	const ids = Object.keys(steps);
	return ids.find((id) => !targets.has(id)) ?? ids[0];
}

/** Where the path that begins at the first of these steps goes on when they are done. */
function openWay(draft: Draft, steps: Steps, first: string): Port | undefined {
	const seen = new Set<string>();
	const stack = [first];
	for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
		const node = steps[id];
		if (!node || seen.has(id)) continue;
		seen.add(id);
		const ports = portsOf(draft.kinds(node.kind), node.params);
		const open = ports.find((port) => node.next[port] === undefined);
		if (open !== undefined) return { node: id, port: open };
		stack.push(...ports.flatMap((port) => node.next[port] ?? []).reverse());
	}
	return undefined;
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
	// Where a step stands is nobody's change of the workflow.
	edit(draft, field === 'at' ? undefined : id, () => {
		if (value === undefined) node.delete(field);
		else node.set(field, value);
	});
}

function paramsOf(draft: Draft, id: string): Y.Map<unknown> | undefined {
	const params = nodeOf(draft, id)?.get('params');
	return params instanceof Y.Map ? params : undefined;
}
