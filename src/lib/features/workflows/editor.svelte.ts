import { own } from '../../base/own';
import { renewSteps, type Steps } from '../../model/copied-steps';
import type { StepCount } from '../../model/step-counts';
import type { StepIds } from '../../model/step-ids';
import { MAX_STICKIES, type Sticky } from '../../model/sticky';
import { TRIGGER_NODE } from '../../model/workflow';
import { getContext, setContext, untrack } from 'svelte';
import type { Desk } from '../../app/desk';
import type { DraftSession, Peer } from '../../app/draft-session.svelte';
import { type DraftProblem, draftWarnings, problemsOf } from '../../app/draft-problems';
import type { Checked } from '../../app/publish-checks';
import { sharedProblems, sharedWarnings } from '../../app/shared-problems';
import type { LiveLogEvent } from '../../read/queries/live-versions';
import { type Creatable, createReference } from '../../app/create-reference';
import { m } from '../../i18n/paraglide/messages';
import { getLocale } from '../../i18n/paraglide/runtime';
import { stepKind } from '../../steps';
import { notify } from '../../ui/notify';
import { isSame } from './changes';
import { Discussion } from './discussion.svelte';
import { type CountLines, type GraphStep, graphOf, heightOf, layoutInput } from './graph';
import { publishedWorkflows } from './published';
import { type Layout, type Point, edgeKey, layoutGraph } from './layout';

/** Where a new step will stand: behind a port, or where somebody dropped it. */
export type Place = { node: string; port: string } | { at: Point };

/**
 * One editor on one draft: what is selected, what is asked, and the acts of a person made of the
 * session's edits. Draws nothing.
 */
export class Editor {
	selected = $state<string>();
	/** The selected one, and what is chosen together with it; the selected one is the last. */
	// Replaced whole, never changed: `raw` is what it needs.
	// eslint-disable-next-line svelte/prefer-svelte-reactivity
	marked = $state.raw<ReadonlySet<string>>(new Set());
	/** The step picker is open for this place; `x`, `y` are where it shall appear on the screen. */
	asking = $state.raw<{ place: Place; x: number; y: number }>();
	/** Somebody asked for the settings: they take the focus as soon as they are drawn. */
	wantsSettings = $state(false);
	/** The simulator stands where the palette was. */
	isRehearsing = $state(false);
	/** Where the story that is being played has led: shown on the canvas. */
	// eslint-disable-next-line svelte/prefer-svelte-reactivity
	trace = $state.raw<ReadonlyMap<string, 'passed' | 'here'>>(new Map());
	/** The remark that is being written on the canvas. */
	writing = $state<string>();
	/** Statistics are laid over the steps; the counts arrive with what draws them. */
	showsCounts = $state(false);
	counts = $state.raw<ReadonlyMap<string, StepCount>>();
	recent = $state.raw<readonly string[]>([]);
	// eslint-disable-next-line svelte/prefer-svelte-reactivity
	heights = $state.raw<ReadonlyMap<string, number>>(new Map());

	readonly session: DraftSession;
	/** What people say about the steps (U32). */
	readonly discussion: Discussion;
	readonly desk: Desk;
	/** False for people who may look and not edit, and for a draft of a newer version. */
	readonly canEdit: boolean;

	readonly workflow: string;
	readonly #onrename: (title: string) => void;
	readonly #log: () => readonly LiveLogEvent[];
	readonly #linesOf: CountLines | undefined;

	constructor(
		session: DraftSession,
		desk: Desk,
		options: {
			workflow: string;
			canEdit: boolean;
			/** What was ever set live, of every workflow. */
			log: () => readonly LiveLogEvent[];
			onrename: (title: string) => void;
			/** Of texts on steps; without it, all are thought to take two. */
			linesOf?: CountLines;
		},
	) {
		this.session = session;
		this.discussion = new Discussion(session, desk);
		this.desk = desk;
		this.workflow = options.workflow;
		this.canEdit = options.canEdit && !session.content.tooNew;
		this.#log = options.log;
		this.#linesOf = options.linesOf;
		this.#onrename = options.onrename;
	}

	get log(): readonly LiveLogEvent[] {
		return this.#log();
	}

	/** The draft beside everything that it would be live with. */
	checked: Checked = $derived.by(() => ({
		workflow: this.workflow,
		definition: this.session.content.definition,
		scenarios: this.session.content.scenarios,
		workspace: this.desk.workspace,
		log: this.log,
		locale: getLocale(),
	}));

	#lastSteps: GraphStep[] = [];
	steps = $derived.by(() => {
		const next = graphOf(this.session.content.definition, this.desk.workspace, getLocale());
		return (this.#lastSteps = keepUnchanged(this.#lastSteps, next));
	});
	#lastStickies: readonly Sticky[] = [];
	stickies = $derived.by(
		() => (this.#lastStickies = keepUnchanged(this.#lastStickies, this.session.content.stickies)),
	);
	problems: DraftProblem[] = $derived.by(() => [
		...problemsOf(this.session.content.definition, this.desk.workspace, getLocale()),
		...sharedProblems(this.checked),
	]);
	warnings: DraftProblem[] = $derived.by(() => [
		...draftWarnings(this.session.content.definition, getLocale()),
		...sharedWarnings(this.checked),
	]);
	layout: Layout = $derived.by(() => {
		const { nodes, edges } = layoutInput(this.steps, (step) => this.heightOf(step));
		return layoutGraph(nodes, edges);
	});

	/** What copying, moving and deleting are about: steps in flow order, and never the trigger. */
	chosen: string[] = $derived(
		this.steps.flatMap(({ id }) => (id !== TRIGGER_NODE && this.isChosen(id) ? [id] : [])),
	);

	isChosen(id: string): boolean {
		return this.marked.has(id);
	}

	/** The remark that is chosen by itself. */
	sticky: Sticky | undefined = $derived(this.stickies.find(({ id }) => id === this.selected));

	step(id: string | undefined): GraphStep | undefined {
		return this.steps.find((step) => step.id === id);
	}

	heightOf(step: GraphStep): number {
		return heightOf(step, this.heights, this.#linesOf);
	}

	positionOf(id: string): Point {
		const { positions, stickies } = this.session.content;
		const sticky = stickies.find((one) => one.id === id);
		return sticky?.at ?? own(positions, id) ?? this.layout.positions.get(id) ?? { x: 0, y: 0 };
	}

	/** The steps of another workflow as it was last set live; none when it never was. */
	stepsOf(workflow: string): { id: string; text: string }[] {
		const definition = publishedWorkflows(this.log).get(workflow)?.definition;
		if (!definition) return [];
		return graphOf(definition, this.desk.workspace, getLocale())
			.filter(({ id }) => id !== TRIGGER_NODE)
			.map(({ id, title, summary }) => ({ id, text: summary ? `${title}: ${summary}` : title }));
	}

	problemsAt(node: string): DraftProblem[] {
		return this.problems.filter((problem) => problem.node === node);
	}

	warningsAt(node: string): DraftProblem[] {
		return this.warnings.filter((warning) => warning.node === node);
	}

	peersAt(node: string): Peer[] {
		return this.session.peers.filter((peer) => peer.node === node);
	}

	isBack(node: string, port: string): boolean {
		return this.layout.back.has(edgeKey(node, port));
	}

	/** The list shows the title without opening the draft, so it is told. */
	rename(title: string): void {
		this.session.setTitle(title);
		this.#onrename(title);
	}

	/** Makes a tag, team or attribute that a step needs; undefined when that was refused. */
	async create(kind: Creatable, name: string): Promise<string | undefined> {
		const made = await createReference(this.desk, kind, name);
		if (made.ok) return made.value;
		const reason = made.problem.kind;
		const text = reason === 'exists' ? m.shell_exists({ name }) : m.workflows_not_made({ reason });
		notify({ text, tone: 'problem' });
		return undefined;
	}

	/** One of several that are chosen comes to the fore among them, so that they can be dragged. */
	select(id: string | undefined): void {
		if (this.selected === id) return;
		if (id === undefined) this.choose([]);
		else if (this.isChosen(id)) this.extend(id);
		else this.choose([id]);
	}

	/** Several at once; the details shown are those of the last. */
	choose(ids: readonly string[]): void {
		// eslint-disable-next-line svelte/prefer-svelte-reactivity
		this.marked = new Set(ids);
		// Comments stand in the place of the details: of something else, these are wanted again.
		if (ids.at(-1) !== this.selected) this.discussion.close();
		this.selected = ids.at(-1);
		this.session.show({ node: this.selected, field: undefined });
	}

	/** Takes one more step to those that are chosen. */
	extend(id: string): void {
		this.choose([...[...this.marked].filter((one) => one !== id), id]);
	}

	/** The same, and back. */
	toggle(id: string): void {
		if (this.isChosen(id)) this.choose([...this.marked].filter((one) => one !== id));
		else this.extend(id);
	}

	/** The settings of the workflow as a whole stand with its trigger. */
	showSettings(): void {
		this.select(TRIGGER_NODE);
		this.wantsSettings = true;
	}

	/** Shows what is said about a step. */
	discuss(step: string, isWriting = false): void {
		this.select(step);
		this.discussion.show(step, isWriting);
	}

	ask(place: Place, x: number, y: number): void {
		if (this.canEdit) this.asking = { place, x, y };
	}

	/** Adds a step and selects it. */
	add(kind: string, place: Place): string | undefined {
		const params = stepKind(kind)?.initial();
		if (!params || !this.canEdit) return undefined;
		const id = this.desk.newId('stp');
		this.session.breakUndo();
		if ('at' in place) this.session.place({ id, kind, params }, place.at);
		else this.session.insert(place, { id, kind, params });
		// What is typed into it is undone by itself, however soon it comes.
		this.session.breakUndo();
		this.recent = [kind, ...this.recent.filter((other) => other !== kind)].slice(0, MAX_RECENT);
		this.asking = undefined;
		this.select(id);
		return id;
	}

	/** What others changed since stays as they left it, and that is said (U12). */
	undo(): void {
		if (this.session.canUndo && !this.session.undo()) notify({ text: m.workflows_cannot_undo() });
	}

	/** The place after a step: its first free port, else before what follows. */
	placeAfter(id: string): Place | undefined {
		const ports = this.step(id)?.ports ?? [];
		const port = ports.find(({ target }) => target === undefined) ?? ports[0];
		return port && { node: id, port: port.id };
	}

	/**
	 * Where a step goes when nobody said where: after the selected one, else at the end of the first
	 * path.
	 */
	placeAtEnd(): Place {
		const selected = this.selected === undefined ? undefined : this.placeAfter(this.selected);
		if (selected) return selected;
		let place: Place = { node: TRIGGER_NODE, port: 'next' };
		for (const step of this.steps) {
			const open = step.ports.find(({ target }) => target === undefined);
			if (!open) continue;
			place = { node: step.id, port: open.id };
			break;
		}
		return place;
	}

	/** Where copied steps go: behind the last of those that are chosen. */
	paste(steps: Steps, after = this.chosen.at(-1)): void {
		if (!this.canEdit) return;
		const place = (after === undefined ? undefined : this.placeAfter(after)) ?? this.placeAtEnd();
		const pasted = renewSteps(steps, () => this.desk.newId('stp'));
		this.session.breakUndo();
		this.session.insertSteps('node' in place ? place : undefined, pasted);
		this.session.breakUndo();
		this.choose(Object.keys(pasted).reverse());
	}

	/** Gives the step to go on with. */
	remove(steps: readonly string[]): string | undefined {
		const isLeft = (id: string | undefined) => id !== undefined && !steps.includes(id);
		const before = this.steps.find(
			({ id, ports }) => isLeft(id) && ports.some(({ target }) => target && steps.includes(target)),
		);
		this.session.breakUndo();
		this.session.remove(steps);
		this.session.breakUndo();
		this.select(before?.id);
		return before?.id;
	}

	/** Gives new ids to the steps and parts that no event can name (A8): old id → new id. */
	repair(): StepIds | undefined {
		if (!this.canEdit) return undefined;
		this.session.breakUndo();
		const ids = this.session.repair();
		const chosen = [...this.marked];
		if (chosen.some((id) => ids.has(id))) this.choose(chosen.map((id) => ids.get(id) ?? id));
		return ids;
	}

	/** Leaves a remark on the canvas, ready to be written. */
	addSticky(at: Point): string | undefined {
		if (!this.canEdit) return undefined;
		const id = this.desk.newId('nte');
		this.session.breakUndo();
		if (!this.session.stickies.add(id, at)) {
			notify({ text: m.workflows_stickies_full({ max: MAX_STICKIES }), tone: 'problem' });
			return undefined;
		}
		this.choose([id]);
		return id;
	}

	removeSticky(id: string): void {
		this.session.breakUndo();
		this.session.stickies.remove(id);
		this.select(undefined);
	}

	/** Moves what is chosen by hand, without a pointer. */
	nudge(dx: number, dy: number): void {
		if (!this.canEdit) return;
		for (const { id, at } of this.stickies) {
			if (this.isChosen(id)) this.session.stickies.move(id, { x: at.x + dx, y: at.y + dy });
		}
		for (const id of this.chosen) {
			const { x, y } = this.positionOf(id);
			this.session.move(id, { x: x + dx, y: y + dy });
		}
	}

	measure(sizes: readonly [string, number][]): void {
		const changed = untrack(() =>
			sizes.filter(([id, height]) => {
				const step = this.step(id);
				return step && this.heightOf(step) !== height;
			}),
		);
		// eslint-disable-next-line svelte/prefer-svelte-reactivity
		if (changed.length > 0) this.heights = new Map([...untrack(() => this.heights), ...changed]);
	}
}

const MAX_RECENT = 4;
const KEY = Symbol('editor');

export function setEditor(editor: Editor): Editor {
	return setContext(KEY, editor);
}

export function getEditor(): Editor {
	return getContext<Editor>(KEY);
}

/** The same objects for what did not change, so that only what did is drawn again. */
function keepUnchanged<Item extends { id: string }>(
	before: readonly Item[],
	now: readonly Item[],
): Item[] {
	const known = new Map(before.map((item) => [item.id, item]));
	return now.map((item) => {
		const last = known.get(item.id);
		return last && isSame(last, item) ? last : item;
	});
}
