import { readBoundedJson } from './bounded-json';
import { MAX_SCENARIOS, Scenario } from './scenario';
import { z } from './schema';
import { MAX_NODES, WorkflowDefinition } from './workflow';

/**
 * Workflows as a file: readable, diffable, and fit for another workspace (W-LIFE-13), each with the
 * stories that its drafts must keep. What they speak of goes along by id and name, never a secret.
 *
 * F1 Whatever a file holds, reading it ends soon and gives either workflows or what is wrong.
 * F2 A file is read whole or not at all.
 * F3 No file is given away that could not be read.
 */
/**
 * Read in about a second. A workflow with as many stories as it may keep, each as long as it may
 * be, takes 6 million characters and 120,000 values; of those, six go into one file. Texts that
 * are as long as they may be take more: whoever writes a file makes sure that it can be read (F3).
 */
export const MAX_FILE_CHARS = 40_000_000;
export const MAX_FILE_VALUES = 800_000;
export const MAX_FILE_WORKFLOWS = 20;
const MAX_PROBLEMS = 20;
/** Raised when an older release could no longer read the file. */
export const EXPORT_VERSION = 1;

const Id = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]{1,80}$/));
const Named = z.object({ id: Id, name: z.string().check(z.maxLength(120)) });
const NamedAttribute = z.extend(Named, {
	subject: z.enum(['contact', 'conversation']),
	format: z.string().check(z.maxLength(40)),
	settings: z.optional(z.unknown()),
});
const several = <T extends z.ZodMiniType>(one: T) => z.array(one).check(z.maxLength(200));

export const WorkflowFile = z.object({
	$schema: z.literal('relevo:workflow-file'),
	export_version: z.literal(EXPORT_VERSION),
	exported_at: z.string().check(z.maxLength(40)),
	app_id: z.string().check(z.maxLength(120)),
	/** What the workflows point to and do not hold themselves. */
	requires: z.object({
		tags: several(Named),
		teams: several(Named),
		agents: several(Named),
		attributes: several(NamedAttribute),
		/** Absent in files of earlier versions. */
		ticketTypes: z._default(several(Named), []),
		workflows: several(Named),
	}),
	workflows: z
		.array(
			z.object({
				id: Id,
				title: z.string().check(z.maxLength(120)),
				trigger_type: z.string().check(z.maxLength(80)),
				state: z.enum(['draft', 'live', 'paused']),
				target_channels: z.array(z.string().check(z.maxLength(40))).check(z.maxLength(20)),
				snapshot: WorkflowDefinition,
				/** Absent in files of earlier versions. */
				scenarios: z._default(z.array(Scenario).check(z.maxLength(MAX_SCENARIOS)), []),
			}),
		)
		.check(z.minLength(1), z.maxLength(MAX_FILE_WORKFLOWS)),
});
export type WorkflowFile = z.infer<typeof WorkflowFile>;

/** `path` leads to the place in the file; empty for the file as a whole. */
export type FileProblem = {
	code: 'tooLarge' | 'notJson' | 'notOurs' | 'newerVersion' | 'badValue' | 'tooManySteps';
	path: string;
};

export function readWorkflowFile(
	text: string,
): { file: WorkflowFile } | { problems: FileProblem[] } {
	const json = readBoundedJson(text, { chars: MAX_FILE_CHARS, values: MAX_FILE_VALUES });
	if (!json.ok) return refuse(json.problem.kind);
	const { value } = json;
	if (typeof value !== 'object' || value === null || !('$schema' in value))
		return refuse('notOurs');
	if (value.$schema !== 'relevo:workflow-file') return refuse('notOurs');
	if (isNewer(value)) return refuse('newerVersion');
	const parsed = WorkflowFile.safeParse(value);
	const problems = parsed.success
		? problemsOfSteps(parsed.data)
		: parsed.error.issues.map((issue) => badValue(issue.path));
	if (!parsed.success || problems.length > 0) return { problems: problems.slice(0, MAX_PROBLEMS) };
	return { file: parsed.data };
}

/** A workflow with its stories. */
const Told = z.object({ definition: WorkflowDefinition, scenarios: z.array(Scenario) });
export type Told = { definition: WorkflowDefinition; scenarios: readonly Scenario[] };

/** Every id of `known` that stands anywhere in them, in texts and conditions too. */
export function idsIn(told: Told, known: (id: string) => boolean): Set<string> {
	const found = new Set<string>();
	mapIds([told.definition, told.scenarios], (id) => {
		if (known(id)) found.add(id);
		return id;
	});
	return found;
}

/**
 * The same, speaking of other tags, teams, people, attributes and workflows. Undefined where their
 * ids, being longer, make a text longer than it may be.
 */
export function withIds(told: Told, others: ReadonlyMap<string, string>): Told | undefined {
	return Told.safeParse(mapIds(told, (id) => others.get(id) ?? id)).data;
}

/**
 * Ids are long and random: wherever one stands, it is meant. First words, then the id in each: so
 * the time it takes grows with the text, and no faster (F1).
 */
function mapIdsIn(text: string, map: (id: string) => string): string {
	return text.replace(/\w+/g, (word) =>
		word.replace(
			/^([0-9_]*)([A-Za-z][A-Za-z0-9]*_\w+)$/,
			(_, before: string, id: string) => before + map(id),
		),
	);
}

function mapIds(value: unknown, map: (id: string) => string): unknown {
	if (typeof value === 'string') return mapIdsIn(value, map);
	if (Array.isArray(value)) return value.map((item) => mapIds(item, map));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [mapIdsIn(key, map), mapIds(item, map)] as const),
	);
}

function isNewer(value: object): boolean {
	if ('export_version' in value && Number(value.export_version) > EXPORT_VERSION) return true;
	const workflows = 'workflows' in value && Array.isArray(value.workflows) ? value.workflows : [];
	return workflows.some((one: unknown) => /^relevo\.workflow\/(?!1$)/.test(formatOf(one)));
}

function formatOf(workflow: unknown): string {
	if (typeof workflow !== 'object' || workflow === null || !('snapshot' in workflow)) return '';
	const { snapshot } = workflow;
	return typeof snapshot === 'object' && snapshot !== null && 'format' in snapshot
		? String(snapshot.format)
		: '';
}

/** Whatever its steps are called: they get ids of ours (A8). */
function problemsOfSteps({ workflows }: WorkflowFile): FileProblem[] {
	return workflows.flatMap(({ snapshot: { nodes } }, index): FileProblem[] => {
		const path = `workflows.${index}.snapshot.nodes`;
		return Object.keys(nodes).length > MAX_NODES ? [{ code: 'tooManySteps', path }] : [];
	});
}

function badValue(path: readonly PropertyKey[]): FileProblem {
	return { code: 'badValue', path: path.map(String).join('.').slice(0, 200) };
}

function refuse(code: FileProblem['code']): { problems: FileProblem[] } {
	return { problems: [{ code, path: '' }] };
}
