import { validateWorkspace, type WorkspaceProblem } from '../engine/validate-workspace';
import { m } from '../i18n/paraglide/messages';
import type { Locale, Workspace } from '../model/workspace';
import type { LiveLogEvent } from '../read/queries/live-versions';
import { type DraftProblem, problemsOf, tellProblem } from './draft-problems';
import { type DraftToCheck, failingScenarios, liveIn } from './scenarios';

/** A draft, beside everything that it would be live with. */
export type Checked = DraftToCheck & {
	workspace: Workspace;
	log: readonly LiveLogEvent[];
	locale: Locale;
};
export type PublishCheck = (draft: Checked) => DraftProblem[];

/** What a draft is asked before it is set live; one more is a line. */
export const publishChecks: readonly PublishCheck[] = [ownProblems, sharedProblems, brokenStories];

/** Empty: it can be set live. */
export function obstaclesOf(draft: Checked): DraftProblem[] {
	return publishChecks.flatMap((check) => check(draft));
}

/** What it does together with others that is probably not meant. */
export function sharedWarnings(draft: Checked): DraftProblem[] {
	const { problems, warnings } = together(draft);
	// Two that lead to each other could never be set live if each had to wait for the other.
	const early = problems.filter(({ code }) => code === CAN_COME_LATER);
	return [...early, ...warnings].flatMap((found) => concerning(draft, found));
}

function ownProblems({ definition, workspace, locale }: Checked): DraftProblem[] {
	return problemsOf(definition, workspace, locale);
}

/** Circles and calls that no workflow shows by itself (W-SUB-04, E-21). */
export function sharedProblems(draft: Checked): DraftProblem[] {
	return together(draft)
		.problems.filter(({ code }) => code !== CAN_COME_LATER)
		.flatMap((found) => concerning(draft, found));
}

function brokenStories(draft: Checked): DraftProblem[] {
	return failingScenarios(draft, draft.workspace, draft.log).map(({ scenario }) => ({
		id: `scenario ${scenario.id}`,
		node: undefined,
		text: m.lifecycle_story_broken({ name: scenario.name }, { locale: draft.locale }),
	}));
}

const CAN_COME_LATER = 'calleeNotLive';

function together({ workflow, definition, log, workspace }: Checked) {
	const others = liveIn(log, workspace).filter((one) => one.workflow !== workflow);
	return validateWorkspace([...others, { workflow, definition }]);
}

/** What others have between themselves is not this draft's affair. */
function concerning(
	{ workflow, definition, workspace, locale }: Checked,
	{ workflow: at, node, others, ...problem }: WorkspaceProblem,
): DraftProblem[] {
	if (at !== workflow && !others.includes(workflow)) return [];
	const here = at === workflow ? { ...problem, ...(node === undefined ? {} : { node }) } : problem;
	const told = tellProblem(here, definition, locale);
	const names = [...new Set([at, ...others])]
		.filter((id) => id !== workflow)
		.map((id) => workspace.workflows[id]?.title ?? '—');
	return [
		{ ...told, id: [told.id, at, ...others].join(' '), text: `${told.text} (${names.join(', ')})` },
	];
}
