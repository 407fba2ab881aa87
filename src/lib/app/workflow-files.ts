import { assert } from '../base/assert';
import { foldText } from '../base/fold-text';
import { fail, ok, type Result } from '../base/result';
import { bindDraft } from '../documents/draft-shape';
import { readDraft } from '../documents/read-draft';
import { createDraft, setTitle } from '../documents/workflow-draft';
import { validate } from '../engine/validate';
import { validateWorkspace } from '../engine/validate-workspace';
import { canonicalJson } from '../model/version';
import { workflowRoom } from '../model/room';
import { newStepIds, type StepIds, withStepIds } from '../model/step-ids';
import type { WorkflowDefinition } from '../model/workflow';
import {
	EXPORT_VERSION,
	type FileProblem,
	idsIn,
	MAX_FILE_WORKFLOWS,
	readWorkflowFile,
	type Told,
	withIds,
	type WorkflowFile,
} from '../model/workflow-file';
import type { Workspace, WorkflowEntry } from '../model/workspace';
import type { LiveLogEvent } from '../read/queries/live-versions';
import { stepKind } from '../steps';
import { partIdsIn, repairedIds, withParts } from '../steps/renew-ids';
import { triggerKind } from '../triggers';
import { addAttribute, addTag, addTeam, addWorkflow, changeWorkflow } from './configure';
import { idOrExisting } from './create-reference';
import type { Desk } from './desk';
import { linkedWorkflows } from './linked-workflows';
import { newWorkflow, openWorkflow } from './workflows';

const kinds = {
	step: stepKind,
	triggerParts: (kind: string) => triggerKind(kind)?.parts ?? [],
};

/** More workflows than this in one workspace are refused (W-LIFE-16). */
export const MAX_WORKFLOWS = 100;

export type Exported = Told & {
	id: string;
	state: WorkflowFile['workflows'][number]['state'];
};

/** Some workflows, with what they need by name. Stable: the same drafts give the same text. */
export function fileOf(
	exported: readonly Exported[],
	workspace: Workspace,
	at: number,
): WorkflowFile {
	const inside = new Set(exported.map(({ id }) => id));
	const known = new Map<string, keyof WorkflowFile['requires']>([
		...Object.keys(workspace.tags).map((id) => [id, 'tags'] as const),
		...Object.keys(workspace.teams).map((id) => [id, 'teams'] as const),
		...Object.keys(workspace.teammates).map((id) => [id, 'agents'] as const),
		...Object.keys(workspace.attributes).map((id) => [id, 'attributes'] as const),
		...Object.keys(workspace.ticketTypes).map((id) => [id, 'ticketTypes'] as const),
		...Object.keys(workspace.workflows).map((id) => [id, 'workflows'] as const),
	]);
	const needed = new Set(exported.flatMap((one) => [...idsIn(one, (id) => known.has(id))]));
	const wanted = (kind: keyof WorkflowFile['requires']) =>
		[...needed].filter((id) => known.get(id) === kind && !inside.has(id)).sort();
	const named = (entries: Record<string, { name: string }>, ids: string[]) =>
		ids.map((id) => ({ id, name: entries[id]?.name ?? '' }));
	return {
		$schema: 'relevo:workflow-file',
		export_version: EXPORT_VERSION,
		exported_at: new Date(at).toISOString(),
		app_id: workspace.name,
		requires: {
			tags: named(workspace.tags, wanted('tags')),
			teams: named(workspace.teams, wanted('teams')),
			agents: named(workspace.teammates, wanted('agents')),
			attributes: wanted('attributes').flatMap((id) => {
				const attribute = workspace.attributes[id];
				if (!attribute) return [];
				const { name, subject, format, settings } = attribute;
				return [{ id, name, subject, format, ...(settings === undefined ? {} : { settings }) }];
			}),
			ticketTypes: named(workspace.ticketTypes, wanted('ticketTypes')),
			workflows: wanted('workflows').map((id) => ({
				id,
				name: workspace.workflows[id]?.title ?? '',
			})),
		},
		workflows: exported.map(({ id, state, definition, scenarios }) => ({
			id,
			title: definition.title,
			trigger_type: definition.trigger.kind,
			state,
			target_channels: definition.settings.channels ?? [],
			snapshot: definition,
			scenarios: [...scenarios],
		})),
	};
}

/** Keys in order, so that two versions of a file can be compared line by line. */
export function fileText(file: WorkflowFile): string {
	return `${JSON.stringify(JSON.parse(canonicalJson(file)), null, 2)}\n`;
}

/** The text that is given away; what is wrong with it where nobody could read it (F3). */
export function readableText(file: WorkflowFile): { text: string } | { problems: FileProblem[] } {
	const text = fileText(file);
	const read = readWorkflowFile(text);
	return 'problems' in read ? read : { text };
}

/**
 * The file of a workflow and of all that it leads to, as they are drawn now; undefined when this
 * device does not have one of the drafts.
 */
export async function exportWorkflow(
	desk: Desk,
	workflow: string,
	log: readonly LiveLogEvent[],
): Promise<WorkflowFile | undefined> {
	const stateNow = statesIn(log);
	const exported = new Map<string, Exported>();
	const queue = [workflow];
	for (const id of queue) {
		if (exported.has(id) || exported.size >= MAX_FILE_WORKFLOWS) continue;
		const draft = await draftOf(desk, id);
		if (!draft) return undefined;
		const { definition, scenarios } = draft;
		exported.set(id, { id, definition, scenarios, state: stateNow.get(id) ?? 'draft' });
		const { callees } = linkedWorkflows(id, definition, desk.workspace, []);
		queue.push(...callees.map((one) => one.workflow).filter((one) => isHere(desk, one)));
	}
	return fileOf([...exported.values()], desk.workspace, desk.now());
}

function isHere({ workspace }: Desk, id: string): boolean {
	return Object.hasOwn(workspace.workflows, id) && !workspace.workflows[id]?.deleted;
}

function statesIn(log: readonly LiveLogEvent[]): Map<string, Exported['state']> {
	return new Map(
		log.map(({ workflow, type }) => [workflow, type === 'workflowPublished' ? 'live' : 'paused']),
	);
}

/** The draft as it is now; undefined when this device does not have it. */
export async function draftOf(desk: Desk, workflow: string): Promise<Told | undefined> {
	const { canvas, whenReady } = await openWorkflow(desk, workflow);
	const arrived = await Promise.race([
		whenReady.then(() => true),
		new Promise<false>((resolve) => setTimeout(() => resolve(false), DRAFT_WITHIN_MS)),
	]);
	const content = arrived ? readDraft(bindDraft(canvas.doc, stepKind)) : undefined;
	canvas.destroy();
	return content;
}

const DRAFT_WITHIN_MS = 5_000;

/** A draft of its own that says the same; never live (W-LIFE-09). */
export async function cloneWorkflow(
	desk: Desk,
	workflow: string,
	title: string,
): Promise<Result<string>> {
	if (countOf(desk.workspace) >= MAX_WORKFLOWS) return fail('tooManyWorkflows');
	const draft = await draftOf(desk, workflow);
	if (!draft) return fail('draftNotHere');
	const { parts, steps } = repairedIds(draft.definition, kinds);
	const { definition, scenarios } = withParts(draft, kinds, parts);
	return newWorkflow(desk, { ...withStepIds(definition, steps), title }, scenarios);
}

/** The list and the draft bear the same name. */
export async function renameWorkflow(
	desk: Desk,
	entry: WorkflowEntry,
	title: string,
): Promise<Result<unknown>> {
	const renamed = await changeWorkflow(desk, { ...entry, title });
	if (!renamed.ok) return renamed;
	const { canvas, whenReady } = await openWorkflow(desk, entry.id);
	await whenReady;
	setTitle(bindDraft(canvas.doc, stepKind, desk.me.id), title);
	canvas.destroy();
	return ok(undefined);
}

/** Something that a file needs, and what there is here for it. */
export type Need = {
	kind: keyof WorkflowFile['requires'];
	id: string;
	name: string;
	/** What bears the same id or name here. */
	suggested: string | undefined;
	choices: { id: string; text: string }[];
	canBeMade: boolean;
};

/** What must be told before a file is imported: each is found, chosen, made or left open. */
export function needsOf({ requires }: WorkflowFile, workspace: Workspace): Need[] {
	const texts = (entries: { id: string; name: string }[]) =>
		entries.map(({ id, name }) => ({ id, text: name }));
	const here: Record<Need['kind'], Need['choices']> = {
		tags: texts(Object.values(workspace.tags)),
		teams: texts(Object.values(workspace.teams)),
		agents: texts(Object.values(workspace.teammates).filter(({ disabled }) => !disabled)),
		attributes: texts(Object.values(workspace.attributes).filter(({ archived }) => !archived)),
		ticketTypes: texts(Object.values(workspace.ticketTypes).filter(({ archived }) => !archived)),
		workflows: Object.values(workspace.workflows)
			.filter(({ deleted }) => !deleted)
			.map(({ id, title }) => ({ id, text: title })),
	};
	const kinds: Need['kind'][] = [
		'teams',
		'tags',
		'agents',
		'attributes',
		'ticketTypes',
		'workflows',
	];
	return kinds.flatMap((kind) =>
		requires[kind].map(({ id, name }) => {
			const same = here[kind].find((one) => one.id === id);
			const alike = here[kind].find(({ text }) => foldText(text) === foldText(name));
			const isSimple = kind === 'tags' || kind === 'teams' || kind === 'attributes';
			// Nothing here is without a name.
			const canBeMade = isSimple && name.trim() !== '';
			return { kind, id, name, suggested: (same ?? alike)?.id, choices: here[kind], canBeMade };
		}),
	);
}

/** What each need becomes: an id of here, `make`, or nothing: its steps then say so. */
export type Choice = { use: string } | 'make' | undefined;
export type Choices = ReadonlyMap<string, Choice>;

/**
 * Nothing is written before everything is known to be good. A file whose workflows go round
 * without resting is refused; what is merely missing can be mended in the draft.
 */
export async function importWorkflows(
	desk: Desk,
	file: WorkflowFile,
	choices: Choices,
): Promise<Result<string[]>> {
	if (countOf(desk.workspace) + file.workflows.length > MAX_WORKFLOWS) {
		return fail('tooManyWorkflows');
	}
	if (loopsIn(file, desk.workspace).length > 0) return fail('loops');
	if (!fits(desk, file, choices)) return fail('tooLong');
	const ids = new Map<string, string>();
	for (const [id, choice] of choices) {
		const found = choice === 'make' ? await makeNeed(desk, file, id) : ok(choice?.use);
		if (!found.ok) return found;
		if (found.value !== undefined) ids.set(id, found.value);
	}
	const made: string[] = [];
	for (const { id, title } of file.workflows) {
		const entry = await addWorkflow(desk, title.trim() || id);
		if (!entry.ok) return entry;
		ids.set(id, entry.value.id);
		made.push(entry.value.id);
	}
	for (const [index, renewed] of underNewIds(desk, file).entries()) {
		const told = withIds(renewed, ids);
		assert(told, 'it fits with ids of this length');
		await fill(desk, made[index] ?? '', told);
	}
	return ok(made);
}

/** Its workflows, each step and each part of one under a new id that events can name (A8). */
function underNewIds(desk: Desk, { workflows }: WorkflowFile): Told[] {
	const steps = new Map(
		workflows.map(({ id, snapshot }) => [id, newStepIds(snapshot, () => desk.newId('stp'))]),
	);
	const { all } = partIdsIn(
		workflows.map(({ snapshot }) => snapshot),
		kinds,
	);
	const parts = {
		known: new Map([...all].map((id) => [id, desk.newId('prt')])),
		twin: () => desk.newId('prt'),
	};
	return workflows.map(({ id, snapshot, scenarios }) => {
		const told = withParts({ definition: snapshot, scenarios }, kinds, parts);
		const definition = withStepIds(told.definition, steps.get(id) ?? new Map());
		return { definition: beginningAnew(definition, steps), scenarios: told.scenarios };
	});
}

/** Steps that start another workflow of the file begin there where they began before. */
function beginningAnew(
	definition: WorkflowDefinition,
	ids: ReadonlyMap<string, StepIds>,
): WorkflowDefinition {
	const nodes = Object.entries(definition.nodes).map(([id, node]) => {
		const kind = stepKind(node.kind);
		const params = kind?.params.safeParse(node.params).data;
		const call = params && kind?.calls?.(params);
		const begin = call?.node === undefined ? undefined : ids.get(call.workflow)?.get(call.node);
		const renewed = params && begin !== undefined && kind?.beginningAt?.(params, begin);
		return [id, renewed ? { ...node, params: renewed } : node] as const;
	});
	return { ...definition, nodes: Object.fromEntries(nodes) };
}

/** Tried with ids of nothing: those that are made are as long. */
function fits(desk: Desk, { workflows }: WorkflowFile, choices: Choices): boolean {
	const ids = new Map(workflows.map(({ id }) => [id, desk.newId('wfl')]));
	for (const [id, choice] of choices) {
		if (choice) ids.set(id, choice === 'make' ? desk.newId('tag') : choice.use);
	}
	return workflows.every(
		({ snapshot, scenarios }) => withIds({ definition: snapshot, scenarios }, ids) !== undefined,
	);
}

/** Circles inside a workflow and between those of the file: workflow title and step. */
export function loopsIn(
	{ workflows }: WorkflowFile,
	workspace: Workspace,
): { title: string; node: string }[] {
	const together = workflows.map(({ id, snapshot }) => ({ workflow: id, definition: snapshot }));
	const between = validateWorkspace(together).problems.filter(
		({ code }) => code === 'workflowCycle',
	);
	const titleOf = (id: string) => workflows.find((one) => one.id === id)?.title ?? '';
	return [
		...workflows.flatMap(({ title, snapshot }) =>
			validate(snapshot, workspace).flatMap(({ code, node = '' }) =>
				code === 'cycle' ? [{ title, node }] : [],
			),
		),
		...between.map(({ workflow, node = '' }) => ({ title: titleOf(workflow), node })),
	];
}

async function makeNeed(
	desk: Desk,
	{ requires }: WorkflowFile,
	id: string,
): Promise<Result<string | undefined>> {
	const tag = requires.tags.find((one) => one.id === id);
	const team = requires.teams.find((one) => one.id === id);
	const attribute = requires.attributes.find((one) => one.id === id);
	if (tag) return idOrExisting(await addTag(desk, { name: tag.name }));
	if (team) return idOrExisting(await addTeam(desk, { name: team.name, members: [] }));
	if (!attribute) return ok(undefined);
	const { name, subject, format, settings } = attribute;
	return idOrExisting(await addAttribute(desk, { name, subject, format, settings }));
}

function countOf({ workflows }: Workspace): number {
	return Object.values(workflows).filter(({ deleted }) => !deleted).length;
}

async function fill(desk: Desk, workflow: string, { definition, scenarios }: Told): Promise<void> {
	const canvas = await desk.openCanvas(workflowRoom(workflow));
	await canvas.whenLoaded;
	createDraft(bindDraft(canvas.doc, stepKind), definition, scenarios);
	canvas.destroy();
}
