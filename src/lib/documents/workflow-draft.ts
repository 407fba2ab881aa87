import * as Y from 'yjs';
import { assert } from '../base/assert';
import type { Splice } from '../base/splice';
import {
	type WorkflowDefinition,
	type WorkflowNode,
	WorkflowSettings,
	defaultSettings,
} from '../model/workflow';
import type { StepKind } from '../steps/step';

/**
 * The draft of a workflow as a document that several people edit at once.
 * Owns: the shape of the Yjs document, and every edit that is possible. Does not own: what a kind
 * means (it is asked through `kinds`), storage, presence.
 *
 * D1 One port leads to at most one step: an edge is keyed by the port that it leaves.
 * D2 Reading never fails and never gives an edge to a step that is not there, whatever was merged.
 * D3 A removed step forwards: edges that led to it lead to where it led. So removing never rewrites
 *    its neighbours, merges with any concurrent edit of them, and is undone exactly.
 * D4 A kind that this version does not know is kept untouched, with its edges.
 * D5 A position is stored only when somebody moved the step by hand.
 */
export type Draft = {
	doc: Y.Doc;
	/** Mine: what I undo. Edits by others carry another origin. */
	origin: object;
	kinds: KindLookup;
	meta: Y.Map<unknown>;
	/**
	 * `kind`, and `<kind>/<param>`: params of a kind that was left are there again when it is chosen
	 * again.
	 */
	trigger: Y.Map<unknown>;
	settings: Y.Map<unknown>;
	nodes: Y.Map<Y.Map<unknown>>;
	/** `<node>:<port>` → the node it leads to. */
	edges: Y.Map<string>;
	/** Removed node → where edges to it lead now; empty for nowhere. */
	forwards: Y.Map<string>;
};

export type KindLookup = (kind: string) => StepKind | undefined;
export type Position = { x: number; y: number };

/** The trigger stands in the graph as a node of its own, with one port. */
export const TRIGGER_NODE = 'trigger';
export const TRIGGER_PORT = 'next';

/** Raised when an older version could no longer read the document; a field is never reused. */
export const DRAFT_SCHEMA_VERSION = 1;
const MAX_TITLE_LENGTH = 120;
const NODE_ID = /^(?!__proto__$)[a-zA-Z0-9_.-]{1,80}$/;

export function bindDraft(doc: Y.Doc, kinds: KindLookup, origin: object = {}): Draft {
	return {
		doc,
		origin,
		kinds,
		meta: doc.getMap('meta'),
		trigger: doc.getMap('trigger'),
		settings: doc.getMap('settings'),
		nodes: doc.getMap('nodes'),
		edges: doc.getMap('edges'),
		forwards: doc.getMap('forwards'),
	};
}

/** Fills an empty document, from a template or from a version that is restored. */
export function createDraft(draft: Draft, definition: WorkflowDefinition): void {
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
	});
}

/** False for a document that nobody filled yet, or that has not arrived. */
export function isDrafted(doc: Y.Doc): boolean {
	return doc.getMap('meta').has('schemaVersion');
}

export type DraftContent = {
	definition: WorkflowDefinition;
	positions: Record<string, Position>;
	/** Made by a newer version: shown, and not to be edited here. */
	tooNew: boolean;
};

/** The draft as plain data; the same for every replica that holds the same edits (D2). */
export function readDraft(draft: Draft): DraftContent {
	const nodes: Record<string, WorkflowNode> = {};
	const positions: Record<string, Position> = {};
	for (const id of [...draft.nodes.keys()].sort()) {
		const node = nodeOf(draft, id);
		if (!node) continue;
		nodes[id] = readNode(draft, id, node);
		const position = readPosition(node.get('at'));
		if (position) positions[id] = position;
	}
	return {
		definition: {
			format: 'relevo.workflow/1',
			title: textOr(draft.meta.get('title'), '').slice(0, MAX_TITLE_LENGTH),
			trigger: readTrigger(draft),
			settings: readSettings(draft),
			start: targetOf(draft, TRIGGER_NODE, TRIGGER_PORT) ?? null,
			nodes,
		},
		positions,
		tooNew: Number(draft.meta.get('schemaVersion') ?? 0) > DRAFT_SCHEMA_VERSION,
	};
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

/** Undoes what was edited through this draft, and nothing that others did since (U12). */
export function undoManager(draft: Draft): Y.UndoManager {
	const { meta, trigger, settings, nodes, edges, forwards } = draft;
	return new Y.UndoManager([meta, trigger, settings, nodes, edges, forwards], {
		trackedOrigins: new Set([draft.origin]),
	});
}

/** Ports of a step; those of its initial params while the stored ones cannot be read. */
export function portsOf(kind: StepKind | undefined, params: Record<string, unknown>): string[] {
	if (!kind) return [];
	const parsed = kind.params.safeParse(params);
	return kind.ports(parsed.success ? parsed.data : kind.initial()).map((port) => port.id);
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

function readNode(draft: Draft, id: string, node: Y.Map<unknown>): WorkflowNode {
	const shared = node.get('params');
	const params = shared instanceof Y.Map ? plainEntries(shared, '') : {};
	const kind = textOr(node.get('kind'), '');
	const name = textOr(node.get('name'), '').slice(0, MAX_TITLE_LENGTH);
	const next = leavingPorts(draft, id, kind, params).flatMap((port) => {
		const target = targetOf(draft, id, port);
		return target === undefined ? [] : [[port, target] as const];
	});
	return { kind, ...(name ? { name } : {}), params, next: Object.fromEntries(next) };
}

/**
 * A button that was deleted takes its edge out of sight; the edge is there again when that is
 * undone.
 */
function leavingPorts(
	draft: Draft,
	id: string,
	kind: string,
	params: Record<string, unknown>,
): string[] {
	const known = draft.kinds(kind);
	return known ? portsOf(known, params) : wiredPorts(draft, id);
}

function wiredPorts(draft: Draft, id: string): string[] {
	const prefix = `${id}:`;
	const keys = [...draft.edges.keys()].filter((key) => key.startsWith(prefix));
	return keys.map((key) => key.slice(prefix.length)).sort();
}

function onwards(draft: Draft, id: string, node: Y.Map<unknown>): string | undefined {
	const { kind, params } = readNode(draft, id, node);
	for (const port of leavingPorts(draft, id, kind, params)) {
		const target = draft.edges.get(edgeKey(id, port));
		if (target !== undefined && target !== id) return target;
	}
	return undefined;
}

/**
 * Follows removed steps to the one that took their place (D3); a ring of removed steps leads
 * nowhere.
 */
function targetOf(draft: Draft, node: string, port: string): string | undefined {
	let target = draft.edges.get(edgeKey(node, port));
	const passed = new Set<string>();
	while (target && !nodeOf(draft, target) && !passed.has(target)) {
		passed.add(target);
		target = draft.forwards.get(target);
	}
	return target && nodeOf(draft, target) ? target : undefined;
}

/** Undefined for a step that is not there, and for junk in its place. */
function nodeOf(draft: Draft, id: string): Y.Map<unknown> | undefined {
	const node = NODE_ID.test(id) ? draft.nodes.get(id) : undefined;
	return node instanceof Y.Map && typeof node.get('kind') === 'string' ? node : undefined;
}

function readTrigger(draft: Draft): WorkflowDefinition['trigger'] {
	const kind = textOr(draft.trigger.get('kind'), 'manual');
	return { kind, params: plainEntries(draft.trigger, `${kind}/`) };
}

/** Each setting by itself: one that cannot be read falls back without taking the others along. */
function readSettings(draft: Draft): WorkflowSettings {
	let settings = defaultSettings();
	for (const [name, value] of draft.settings.entries()) {
		const parsed = WorkflowSettings.safeParse({ ...settings, [name]: value });
		if (parsed.success) settings = parsed.data;
	}
	return settings;
}

function readPosition(value: unknown): Position | undefined {
	if (typeof value !== 'object' || value === null || !('x' in value) || !('y' in value)) return;
	const { x, y } = value;
	return Number.isFinite(x) && Number.isFinite(y) ? { x: Number(x), y: Number(y) } : undefined;
}

/** `fromEntries`, not assignment: a key such as `__proto__` must stay a key. */
function plainEntries(map: Y.Map<unknown>, prefix: string): Record<string, unknown> {
	const keys = [...map.keys()].filter((key) => key.startsWith(prefix)).sort();
	return Object.fromEntries(keys.map((key) => [key.slice(prefix.length), plain(map.get(key))]));
}

function plain(value: unknown): unknown {
	if (value instanceof Y.Text) return value.toString();
	return value instanceof Y.AbstractType ? value.toJSON() : value;
}

function textOr(value: unknown, otherwise: string): string {
	return typeof value === 'string' ? value : otherwise;
}

function edgeKey(node: string, port: string): string {
	return `${node}:${port}`;
}
