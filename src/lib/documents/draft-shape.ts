import * as Y from 'yjs';
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
 * D6 Whoever edits is noted beside the edit and never undone with it: notes only grow until the
 *    draft is set live, so that those of two people never overwrite each other.
 * D7 Comments are no part of what is undone. A thread is resolved while everything said in it was
 *    before the eyes of whoever resolved it: an answer given at the same time keeps it open.
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
	/** Stories that must go as they went, by id; each is one value. */
	scenarios: Y.Map<unknown>;
	/** Remarks on the canvas, by id: no part of the workflow. */
	stickies: Y.Map<Y.Map<unknown>>;
	/** What people said about its steps, in the order in which they said it. */
	comments: Y.Array<unknown>;
	/** Comment → who settled it, and when. */
	settled: Y.Map<unknown>;
	/** `<topic>|<author>`: who has edited what since the draft was last set live (U30). */
	touched: Y.Map<true>;
	/** Under whose name edits are noted; absent where nobody is asked, as for a template. */
	author?: string | undefined;
};

/** What an edit is about, apart from a step, which is named by its id. */
export const TOPIC = { title: '#title', trigger: '#trigger', settings: '#settings' } as const;

export type KindLookup = (kind: string) => StepKind | undefined;
export type Position = { x: number; y: number };

/** Raised when an older version could no longer read the document; a field is never reused. */
export const DRAFT_SCHEMA_VERSION = 1;
export const MAX_TITLE_LENGTH = 120;
/** What a document can hold: more than a step may be called, so that it is shown and repaired. */
const NODE_ID = /^(?!__proto__$)[^:]{1,200}$/u;

export function bindDraft(doc: Y.Doc, kinds: KindLookup, author?: string): Draft {
	return {
		doc,
		origin: {},
		author,
		kinds,
		meta: doc.getMap('meta'),
		trigger: doc.getMap('trigger'),
		settings: doc.getMap('settings'),
		nodes: doc.getMap('nodes'),
		edges: doc.getMap('edges'),
		forwards: doc.getMap('forwards'),
		scenarios: doc.getMap('scenarios'),
		stickies: doc.getMap('stickies'),
		comments: doc.getArray('comments'),
		settled: doc.getMap('settled'),
		touched: doc.getMap('touched'),
	};
}

/** False for a document that nobody filled yet, or that has not arrived. */
export function isDrafted(doc: Y.Doc): boolean {
	return doc.getMap('meta').has('schemaVersion');
}

/** Ports of a step; those of its initial params while the stored ones cannot be read. */
export function portsOf(kind: StepKind | undefined, params: Record<string, unknown>): string[] {
	if (!kind) return [];
	const parsed = kind.params.safeParse(params);
	return kind.ports(parsed.success ? parsed.data : kind.initial()).map((port) => port.id);
}

/** Undefined for a step that is not there, and for junk in its place. */
export function nodeOf(draft: Draft, id: string): Y.Map<unknown> | undefined {
	const node = NODE_ID.test(id) ? draft.nodes.get(id) : undefined;
	return node instanceof Y.Map && typeof node.get('kind') === 'string' ? node : undefined;
}

export function readPosition(value: unknown): Position | undefined {
	if (typeof value !== 'object' || value === null || !('x' in value) || !('y' in value)) return;
	const { x, y } = value;
	return Number.isFinite(x) && Number.isFinite(y) ? { x: Number(x), y: Number(y) } : undefined;
}

export function textOr(value: unknown, otherwise: string): string {
	return typeof value === 'string' ? value : otherwise;
}

export function edgeKey(node: string, port: string): string {
	return `${node}:${port}`;
}
