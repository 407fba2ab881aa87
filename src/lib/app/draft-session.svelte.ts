import type { Splice } from '../base/splice';
import { type Draft, type Position, bindDraft } from '../documents/draft-shape';
import { type DraftAuthors, forgetAuthors, readAuthors } from '../documents/draft-authors';
import { type DraftContent, readDraft } from '../documents/read-draft';
import {
	connect,
	disconnect,
	forgetPositions,
	insertNode,
	insertSteps,
	moveNode,
	placeNode,
	removeNodes,
	removeScenario,
	renameNode,
	restoreDraft,
	saveScenario,
	setParam,
	setSetting,
	setTitle,
	setTrigger,
	setTriggerParam,
	spliceText,
	undoManager,
} from '../documents/workflow-draft';
import {
	addComment,
	type Changed,
	isTalk,
	readThreads,
	removeComment,
	reopenThread,
	resolveThread,
} from '../documents/comments';
import { repairDraft } from '../documents/repair-draft';
import { addSticky, moveSticky, removeSticky, spliceSticky } from '../documents/stickies';
import { stepKind } from '../steps';
import type { Instant } from '../base/clock';
import type { Comment, Thread } from '../model/comment';
import type { Steps } from '../model/copied-steps';
import type { Scenario } from '../model/scenario';
import type { WorkflowDefinition, WorkflowSettings } from '../model/workflow';
import { z } from '../model/schema';

/**
 * One open draft, as the canvas sees it: what it says now, every edit, my undo, and who else is
 * here.
 * Owns: the binding of the document, presence on this canvas. Does not own: the document itself
 * (whoever opened the canvas closes it), what is selected, or what is live.
 *
 * S1 `content` is the document after its last transaction, mine or another's; nothing is kept
 *    beside it.
 * S2 Presence is sent at most 15 times a second, and only the newest state of it (B5).
 */
export class DraftSession {
	// Read from the document before the constructor returns.
	// eslint-disable-next-line @typescript-eslint/consistent-type-assertions
	content = $state.raw<DraftContent>() as DraftContent;
	/** Who has edited what since it was last set live. */
	authors = $state.raw<DraftAuthors>({});
	/** What is said about its steps: beside the content, so that nothing that reads it tells them. */
	threads = $state.raw<readonly Thread[]>([]);
	peers = $state.raw<readonly Peer[]>([]);
	canUndo = $state(false);
	canRedo = $state(false);
	/** Nothing that is done from then on reaches anybody. */
	isClosed = false;

	readonly #draft: Draft;
	readonly #awareness: CanvasAwareness;
	readonly #undo: ReturnType<typeof undoManager>;
	#shown: Presence;
	#sending: ReturnType<typeof setTimeout> | undefined;

	readonly #nameOf: (teammate: string) => string | undefined;

	constructor(
		canvas: DraftCanvas,
		me: { id: string },
		nameOf: (teammate: string) => string | undefined,
	) {
		this.#nameOf = nameOf;
		this.#draft = bindDraft(canvas.doc, stepKind, me.id);
		this.#awareness = canvas.awareness;
		this.#undo = undoManager(this.#draft);
		this.#shown = { teammate: me.id };
		this.content = readDraft(this.#draft);
		this.authors = readAuthors(this.#draft);
		this.threads = readThreads(this.#draft);
		this.#awareness.setLocalStateField('canvas', this.#shown);
		this.#draft.doc.on('afterTransaction', this.#read);
		this.#awareness.on('change', this.#readPeers);
		this.#undo.on('stack-item-added', this.#readUndo);
		this.#undo.on('stack-item-popped', this.#readUndo);
		this.#undo.on('stack-cleared', this.#readUndo);
		this.#readPeers();
	}

	insert = (at: { node: string; port: string }, step: NewStep) => insertNode(this.#draft, at, step);
	insertSteps = (at: { node: string; port: string } | undefined, steps: Steps) =>
		insertSteps(this.#draft, at, steps);
	place = (step: NewStep, at: Position) => placeNode(this.#draft, step, at);
	connect = (node: string, port: string, to: string) => connect(this.#draft, node, port, to);
	disconnect = (node: string, port: string) => disconnect(this.#draft, node, port);
	remove = (nodes: readonly string[]) => removeNodes(this.#draft, nodes);
	rename = (node: string, name: string) => renameNode(this.#draft, node, name);
	move = (node: string, to: Position) => moveNode(this.#draft, node, to);
	tidy = () => forgetPositions(this.#draft);
	setParam = (node: string, param: string, value: unknown) =>
		setParam(this.#draft, node, param, value);
	splice = (node: string, param: string, splice: Splice) =>
		spliceText(this.#draft, node, param, splice);
	setTitle = (title: string) => setTitle(this.#draft, title);
	setTrigger = (kind: string, params: Record<string, unknown>) =>
		setTrigger(this.#draft, kind, params);
	setTriggerParam = (param: string, value: unknown) => setTriggerParam(this.#draft, param, value);
	setSetting = <K extends keyof WorkflowSettings>(name: K, value: WorkflowSettings[K]) =>
		setSetting(this.#draft, name, value);
	/** Gives new ids to what no event can name; old id → new id of the steps. */
	repair = () => repairDraft(this.#draft);
	restore = (definition: WorkflowDefinition) => restoreDraft(this.#draft, definition);
	/** It is live now: what is edited from here on is what differs. */
	forgetAuthors = () => forgetAuthors(this.#draft);

	saveScenario = (scenario: Scenario) => saveScenario(this.#draft, scenario);
	removeScenario = (id: string) => removeScenario(this.#draft, id);

	/** Remarks on the canvas (U32). */
	stickies = {
		add: (id: string, at: Position) => addSticky(this.#draft, id, at),
		move: (id: string, to: Position) => moveSticky(this.#draft, id, to),
		splice: (id: string, splice: Splice) => spliceSticky(this.#draft, id, splice),
		remove: (id: string) => removeSticky(this.#draft, id),
	};

	/** What people say about the steps: never undone (D7). */
	comments = {
		add: (said: Omit<Comment, 'author'>) => addComment(this.#draft, said),
		remove: (id: string) => removeComment(this.#draft, id),
		resolve: (thread: string, at: Instant) => resolveThread(this.#draft, thread, at),
		reopen: (thread: string) => reopenThread(this.#draft, thread),
	};

	/**
	 * False when there is nothing of mine left to take back, or somebody changed all of it since
	 * (U12).
	 */
	undo = (): boolean => this.#undo.undo() !== null;
	redo = (): boolean => this.#undo.redo() !== null;
	/** What follows is undone by itself, however soon it comes. */
	breakUndo = () => this.#undo.stopCapturing();

	/** Shows others where I am. */
	show(change: Partial<Omit<Presence, 'teammate'>>): void {
		this.#shown = { ...this.#shown, ...change };
		this.#sending ??= setTimeout(() => {
			this.#sending = undefined;
			this.#awareness.setLocalStateField('canvas', this.#shown);
		}, PRESENCE_INTERVAL_MS);
	}

	close(): void {
		this.isClosed = true;
		clearTimeout(this.#sending);
		this.#draft.doc.off('afterTransaction', this.#read);
		this.#awareness.off('change', this.#readPeers);
		this.#awareness.setLocalStateField('canvas', null);
		this.#undo.destroy();
	}

	#read = ({ changed }: { changed: Changed }) => {
		if (changed.size === 0) return;
		if (isTalk(this.#draft, changed)) this.threads = readThreads(this.#draft);
		this.content = readDraft(this.#draft);
		this.authors = readAuthors(this.#draft);
	};

	#readPeers = () => {
		const peers: Peer[] = [];
		for (const [client, state] of this.#awareness.getStates()) {
			const shown = PeerState.safeParse(state);
			if (client === this.#awareness.clientID || !shown.success) continue;
			const teammate = shown.data.user?.id ?? shown.data.canvas.teammate;
			const name = this.#nameOf(teammate) ?? '—';
			peers.push({ client, ...shown.data.canvas, teammate, name });
		}
		this.peers = peers;
	};

	#readUndo = () => {
		this.canUndo = this.#undo.canUndo();
		this.canRedo = this.#undo.canRedo();
	};
}

export type DraftCanvas = { doc: Draft['doc']; awareness: CanvasAwareness };
type NewStep = {
	id: string;
	kind: string;
	params: Record<string, unknown>;
	name?: string | undefined;
};

const PRESENCE_INTERVAL_MS = 1000 / 15;

/** What others see of me; it comes from other browsers, so it is parsed like any input. */
const Presence = z.object({
	teammate: z.string(),
	/** In the canvas' own coordinates; absent while the pointer is elsewhere. */
	cursor: z.optional(z.object({ x: z.number(), y: z.number() })),
	node: z.optional(z.string()),
	field: z.optional(z.string()),
});
type Presence = z.infer<typeof Presence>;
/** `user` is stamped by the relay: nobody can appear as somebody else. Alone, it is missing. */
const PeerState = z.object({
	user: z.optional(z.object({ id: z.string() })),
	canvas: Presence,
});
export type Peer = Presence & { client: number; name: string };

/** As much of y-protocols' awareness as a canvas needs. */
export type CanvasAwareness = {
	clientID: number;
	getStates(): Map<number, Record<string, unknown>>;
	setLocalStateField(field: string, value: unknown): void;
	on(event: 'change', listener: () => void): void;
	off(event: 'change', listener: () => void): void;
};
