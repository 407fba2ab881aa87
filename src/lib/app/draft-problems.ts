import { problemText } from '../engine/problem-text';
import { validate, type WorkflowProblem } from '../engine/validate';
import { TRIGGER_NODE, type WorkflowDefinition } from '../model/workflow';
import type { Locale, Workspace } from '../model/workspace';
import { stepText } from './kind-text';

/** What keeps a draft from being set live, in words, with the place to mend it (E-03). */
export type DraftProblem = { id: string; node: string | undefined; param?: string; text: string };

export function problemsOf(
	definition: WorkflowDefinition,
	workspace: Workspace,
	locale: Locale,
): DraftProblem[] {
	return validate(definition, workspace).map((problem) => ({
		id: [problem.node, problem.code, problem.port, problem.param].join(' '),
		node: problem.node ?? (AT_TRIGGER.has(problem.code) ? TRIGGER_NODE : undefined),
		...(problem.param === undefined ? {} : { param: problem.param }),
		text: say(problem, definition, locale),
	}));
}

/** Problems of the workflow as a whole that are mended at its start. */
const AT_TRIGGER = new Set(['noSteps', 'unknownTrigger', 'badTrigger', 'brokenCondition']);

function say(
	{ code, ofKind, node = '' }: WorkflowProblem,
	{ nodes }: WorkflowDefinition,
	locale: Locale,
): string {
	if (!ofKind) return problemText[locale][code] ?? code;
	return stepText(nodes[node]?.kind ?? '')?.[locale].problems?.[code] ?? code;
}
