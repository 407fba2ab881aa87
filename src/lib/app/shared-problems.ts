import { validateWorkspace, type WorkspaceProblem } from '../engine/validate-workspace';
import type { WorkflowDefinition } from '../model/workflow';
import type { Locale, Workspace } from '../model/workspace';
import type { LiveLogEvent } from '../read/queries/live-versions';
import { type DraftProblem, tellProblem } from './draft-problems';
import { liveIn } from './live-workflows';

/** A draft, beside everything that it would be live with. */
export type AmongOthers = {
	workflow: string;
	definition: WorkflowDefinition;
	workspace: Workspace;
	log: readonly LiveLogEvent[];
	locale: Locale;
};

/** Circles and calls that no workflow shows by itself (W-SUB-04, E-21). */
export function sharedProblems(draft: AmongOthers): DraftProblem[] {
	return together(draft)
		.problems.filter(({ code }) => code !== CAN_COME_LATER)
		.flatMap((found) => concerning(draft, found));
}

/** What it does together with others that is probably not meant. */
export function sharedWarnings(draft: AmongOthers): DraftProblem[] {
	const { problems, warnings } = together(draft);
	// Two that lead to each other could never be set live if each had to wait for the other.
	const later = problems.filter(({ code }) => code === CAN_COME_LATER);
	return [...later, ...warnings, ...onlyLive(draft, [...problems, ...warnings])].flatMap((found) =>
		concerning(draft, found),
	);
}

/** Circles that went live another way, and that the draft no longer has (W-SUB-04). */
function onlyLive(
	{ workflow, log, workspace }: AmongOthers,
	inDraft: readonly WorkspaceProblem[],
): WorkspaceProblem[] {
	const known = new Set(inDraft.map(({ others }) => [...others].sort().join(' ')));
	return circlesIn(log, workspace)
		.filter(({ others }) => others.includes(workflow) && !known.has([...others].sort().join(' ')))
		.map(({ node: _, ...circle }) => ({ ...circle, code: 'liveCycle' }));
}

/** Of what is live now: circles that an older release, an import or two devices let through. */
export function circlesIn(
	log: readonly LiveLogEvent[],
	workspace: Workspace,
): readonly WorkspaceProblem[] {
	const { problems, warnings } = validateWorkspace(liveIn(log, workspace));
	return [...problems, ...warnings].filter(({ code }) => CIRCLES.has(code));
}

/** Each live workflow that is in a circle, with the titles of the others in it. */
export function circlesByWorkflow(
	log: readonly LiveLogEvent[],
	workspace: Workspace,
): ReadonlyMap<string, string> {
	const names = new Map<string, Set<string>>();
	for (const { others } of circlesIn(log, workspace)) {
		for (const workflow of others) {
			const known = names.get(workflow) ?? new Set<string>();
			for (const id of others)
				if (id !== workflow) known.add(workspace.workflows[id]?.title ?? '—');
			names.set(workflow, known);
		}
	}
	return new Map([...names].map(([workflow, titles]) => [workflow, [...titles].join(', ')]));
}

const CIRCLES: ReadonlySet<string> = new Set(['workflowCycle', 'ownCircle']);
const CAN_COME_LATER = 'calleeNotLive';

function together({ workflow, definition, log, workspace }: AmongOthers) {
	const others = liveIn(log, workspace).filter((one) => one.workflow !== workflow);
	return validateWorkspace([...others, { workflow, definition }]);
}

/** What others have between themselves is not this draft's affair. */
function concerning(
	{ workflow, definition, workspace, locale }: AmongOthers,
	{ workflow: at, node, others, ...problem }: WorkspaceProblem,
): DraftProblem[] {
	if (at !== workflow && !others.includes(workflow)) return [];
	const here = at === workflow ? { ...problem, ...(node === undefined ? {} : { node }) } : problem;
	const told = tellProblem(here, definition, locale);
	const names = [...new Set([at, ...others])]
		.filter((id) => id !== workflow)
		.map((id) => workspace.workflows[id]?.title ?? '—');
	return [
		{
			...told,
			id: [told.id, at, ...others].join(' '),
			text: withNames(told.text, names.join(', ')),
		},
	];
}

/** They end the sentence that says what is wrong; another one may say what to do. */
function withNames(text: string, names: string): string {
	const end = text.search(/\.( |$)/);
	return end < 0 ? `${text} (${names})` : `${text.slice(0, end)} (${names})${text.slice(end)}`;
}
