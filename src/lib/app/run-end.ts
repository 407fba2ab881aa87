import { isolated } from '../base/isolate';
import { m } from '../i18n/paraglide/messages';
import type { DomainEvent, StepVisit } from '../model/event';
import type { Run } from '../model/run';
import { stepsLeftUndone } from '../model/run-undone';
import type { WorkflowDefinition } from '../model/workflow';
import type { Workspace } from '../model/workspace';
import { locale } from '../ui/locale.svelte';
import { describeStep } from './describe-step';
import { eventWords } from './event-words';
import { stepText } from './kind-text';
import { deathWords, problemWords, skippedWords } from './run-words';

type Around = {
	/** Absent while the version is not on this device. */
	definition: WorkflowDefinition | undefined;
	/** Of the contact, as far as they are at hand. */
	events: readonly DomainEvent[];
	workspace: Workspace;
};

/** More names than these are counted. */
const MAX_NAMED = 6;
/** Of an answer: enough to know it again. */
const MAX_QUOTED = 160;

/**
 * Where and why a run ended before its last step, and what did not happen because of it, one
 * sentence each. Empty for one that goes on, and for one that came to its end.
 */
export function runEndWords(run: Run, { definition, events, workspace }: Around): string[] {
	const { ended } = run;
	if (!ended || ended.reason === 'completed') return [];
	const last = run.steps.at(-1);
	const nameOf = (node: string, kind?: string) => stepName(definition, node, kind);
	const because = reasonWords(run, last, { definition, workspace });
	const answer = last && isOver(last) ? answerWords(run, events, workspace) : undefined;
	const undone = definition && last ? stepsLeftUndone(definition, run.steps) : [];
	const named = undone.slice(0, MAX_NAMED).map((node) => isolated(nameOf(node)));
	const names = named.join(', ');
	const more = undone.length - named.length;
	return [
		...(last && because !== undefined
			? [m.runs_end_step({ step: isolated(nameOf(last.node, last.kind)) }), because]
			: because === undefined
				? []
				: [because]),
		...(answer === undefined ? [] : [m.runs_end_answer({ answer: isolated(answer) })]),
		...(named.length === 0
			? []
			: [
					more > 0
						? m.runs_end_undone_more({ steps: names, count: more })
						: m.runs_end_undone({ steps: names }),
				]),
	];
}

/** What the author calls the step, else what its kind is called. */
export function stepName(
	definition: WorkflowDefinition | undefined,
	node: string,
	kind?: string,
): string {
	const stored =
		definition && Object.hasOwn(definition.nodes, node) ? definition.nodes[node] : undefined;
	const known = stored?.kind ?? kind ?? '';
	return stored?.name ?? stepText(known)?.[locale.current].title ?? known;
}

function reasonWords(
	{ ended }: Run,
	last: StepVisit | undefined,
	{ definition, workspace }: Pick<Around, 'definition' | 'workspace'>,
): string | undefined {
	if (!ended) return undefined;
	if (last?.problem !== undefined) return problemWords(last.problem, last.kind, workspace);
	if (last && isOver(last)) {
		const skipped = skippedWords(last);
		if (skipped !== undefined) return skipped;
	}
	const died = deathWords(ended, last?.kind);
	if (died !== undefined) return died;
	if (ended.reason === 'interrupted' && !(last && isOver(last))) return m.runs_end_keyword();
	return last && portWords(last, definition, workspace);
}

/** It was left by a way that leads nowhere, such as that of a customer who did not answer. */
function portWords(
	{ node, kind, left }: StepVisit,
	definition: WorkflowDefinition | undefined,
	workspace: Workspace,
): string | undefined {
	if (left === undefined || !definition) return undefined;
	const ports = describeStep(definition, node, workspace)?.ports ?? [];
	const label = stepText(kind)?.[locale.current].ports?.[left];
	if (ports[0]?.id === left || label === undefined) return undefined;
	return m.runs_end_by_port({ port: isolated(label) });
}

/** The run ended on its way, and not while it waited. */
function isOver({ left, problem }: StepVisit): boolean {
	return left !== undefined || problem !== undefined;
}

/** What the customer said or chose, when that was what the run could not go on with. */
function answerWords(
	{ wokenBy }: Run,
	events: readonly DomainEvent[],
	workspace: Workspace,
): string | undefined {
	const waker = events.find(({ id }) => id === wokenBy.at(-1));
	if (waker?.by.kind !== 'contact') return undefined;
	switch (waker.type) {
		case 'messageSent':
			return waker.text.slice(0, MAX_QUOTED) || undefined;
		case 'buttonPressed': {
			const asked = events.find(({ id }) => id === waker.prompt);
			const input = asked?.type === 'promptShown' ? asked.input : undefined;
			const options = input?.kind === 'buttons' ? input.options : [];
			return options.find(({ id }) => id === waker.option)?.label;
		}
		case 'answersGiven':
			return eventWords(waker, workspace);
		default:
			return undefined;
	}
}
