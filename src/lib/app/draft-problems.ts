import { problemText } from '../engine/problem-text';
import { validate, type WorkflowProblem } from '../engine/validate';
import { warningsOf } from '../engine/warnings';
import { TRIGGER_NODE, type WorkflowDefinition } from '../model/workflow';
import type { Locale, Workspace } from '../model/workspace';
import { stepText, triggerText } from './kind-text';
import { problemDetail } from './problem-detail';

/** Something to mend in a draft, in words, with its place (E-03). */
export type DraftProblem = {
	id: string;
	node: string | undefined;
	param?: string;
	part?: string;
	text: string;
	/** The product can mend it by itself (A8). */
	canRepair?: true;
};

/** What keeps a draft from being set live. */
export function problemsOf(
	definition: WorkflowDefinition,
	workspace: Workspace,
	locale: Locale,
): DraftProblem[] {
	return validate(definition, workspace).map((found) => {
		const told = tellProblem(found, definition, locale);
		const detail = problemDetail(found, { definition, workspace, locale });
		return detail === undefined ? told : { ...told, text: withDetail(told.text, detail) };
	});
}

function withDetail(sentence: string, detail: string): string {
	return `${sentence.replace(/\.$/, '')}: ${detail}.`;
}

/** What may be set live, and is probably not meant. */
export function draftWarnings(definition: WorkflowDefinition, locale: Locale): DraftProblem[] {
	return warningsOf(definition).map((found) => tellProblem(found, definition, locale));
}

export function tellProblem(
	problem: WorkflowProblem,
	definition: WorkflowDefinition,
	locale: Locale,
): DraftProblem {
	const { code, node, port, param, part } = problem;
	return {
		id: [node, code, port, param, part].join(' '),
		node: node ?? (isAtTrigger(problem) ? TRIGGER_NODE : undefined),
		...(param === undefined ? {} : { param }),
		...(part === undefined ? {} : { part }),
		text: say(problem, definition, locale),
		...(REPAIRABLE.has(code) ? { canRepair: true as const } : {}),
	};
}

const REPAIRABLE: ReadonlySet<string> = new Set(['badStepId', 'badPortId']);

/** Problems of the workflow as a whole that are mended at its start. */
function isAtTrigger({ code, param }: WorkflowProblem): boolean {
	if (param === 'trigger' || param === 'handlers') return true;
	return code === 'noSteps' || code === 'brokenCondition' || code === 'straySpace';
}

function say(
	{ code, ofKind, node }: WorkflowProblem,
	{ nodes, trigger }: WorkflowDefinition,
	locale: Locale,
): string {
	if (!ofKind) return problemText[locale][code] ?? code;
	const kind = node === undefined ? triggerText(trigger.kind) : stepText(nodes[node]?.kind ?? '');
	return kind?.[locale].problems?.[code] ?? code;
}
