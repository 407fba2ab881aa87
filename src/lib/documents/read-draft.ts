import * as Y from 'yjs';
import { visibleText } from '../base/visible-text';
import { MAX_SCENARIOS, Scenario } from '../model/scenario';
import type { Sticky } from '../model/sticky';
import {
	TRIGGER_NODE,
	TRIGGER_PORT,
	type WorkflowDefinition,
	type WorkflowNode,
	WorkflowSettings,
	defaultSettings,
} from '../model/workflow';
import {
	type Draft,
	DRAFT_SCHEMA_VERSION,
	MAX_TITLE_LENGTH,
	type Position,
	edgeKey,
	nodeOf,
	portsOf,
	readPosition,
	textOr,
} from './draft-shape';
import { readStickies } from './stickies';

export type DraftContent = {
	definition: WorkflowDefinition;
	positions: Record<string, Position>;
	/** In the order of their ids, which is that of their making. */
	scenarios: readonly Scenario[];
	stickies: readonly Sticky[];
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
			title: visibleText(textOr(draft.meta.get('title'), '')).slice(0, MAX_TITLE_LENGTH),
			trigger: readTrigger(draft),
			settings: readSettings(draft),
			start: targetOf(draft, TRIGGER_NODE, TRIGGER_PORT) ?? null,
			nodes,
		},
		positions,
		scenarios: readScenarios(draft),
		stickies: readStickies(draft),
		tooNew: Number(draft.meta.get('schemaVersion') ?? 0) > DRAFT_SCHEMA_VERSION,
	};
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

export function onwards(draft: Draft, id: string, node: Y.Map<unknown>): string | undefined {
	const { kind, params } = readNode(draft, id, node);
	for (const port of leavingPorts(draft, id, kind, params)) {
		const target = draft.edges.get(edgeKey(id, port));
		if (target !== undefined && target !== id) return target;
	}
	return undefined;
}

function readNode(draft: Draft, id: string, node: Y.Map<unknown>): WorkflowNode {
	const shared = node.get('params');
	const params = shared instanceof Y.Map ? plainEntries(shared, '') : {};
	const kind = textOr(node.get('kind'), '');
	const name = visibleText(textOr(node.get('name'), '')).slice(0, MAX_TITLE_LENGTH);
	const next = leavingPorts(draft, id, kind, params).flatMap((port) => {
		const target = targetOf(draft, id, port);
		return target === undefined ? [] : [[port, target] as const];
	});
	return { kind, ...(name ? { name } : {}), params, next: Object.fromEntries(next) };
}

function wiredPorts(draft: Draft, id: string): string[] {
	const prefix = `${id}:`;
	const keys = [...draft.edges.keys()].filter((key) => key.startsWith(prefix));
	return keys.map((key) => key.slice(prefix.length)).sort();
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

/** Stories that a newer version tells in words of its own are kept and not played here. */
function readScenarios({ scenarios }: Draft): Scenario[] {
	return [...scenarios.keys()]
		.sort()
		.slice(0, MAX_SCENARIOS)
		.flatMap((id) => readScenario(scenarios.get(id)) ?? []);
}

/** A value of the document never changes in place, and it is read with every keystroke. */
function readScenario(value: unknown): Scenario | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	if (!parsed.has(value)) parsed.set(value, Scenario.safeParse(value).data);
	return parsed.get(value);
}

const parsed = new WeakMap<object, Scenario | undefined>();

/** `fromEntries`, not assignment: a key such as `__proto__` must stay a key. */
function plainEntries(map: Y.Map<unknown>, prefix: string): Record<string, unknown> {
	const keys = [...map.keys()].filter((key) => key.startsWith(prefix)).sort();
	return Object.fromEntries(keys.map((key) => [key.slice(prefix.length), plain(map.get(key))]));
}

function plain(value: unknown): unknown {
	if (value instanceof Y.Text) return value.toString();
	return value instanceof Y.AbstractType ? value.toJSON() : value;
}
