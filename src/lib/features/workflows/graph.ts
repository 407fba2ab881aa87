import { type StepDescription, describeStep } from '../../app/describe-step';
import { stepText, triggerText } from '../../app/kind-text';
import { namedPlaceholders } from '../../attributes/field-name';
import { summaryLine } from '../../model/kind-text';
import { TRIGGER_NODE, TRIGGER_PORT, type WorkflowDefinition } from '../../model/workflow';
import type { Locale, Workspace } from '../../model/workspace';
import type { LayoutEdge, LayoutNode } from './layout';

/** A step as every view of the editor draws it: canvas, outline, pickers, problems. */
export type GraphStep = {
	id: string;
	kind: string;
	group: StepDescription['group'];
	/** What the author called it, or the kind's title. */
	title: string;
	summary: string;
	ports: GraphPort[];
};
export type GraphPort = { id: string; label: string; target: string | undefined };

/** In flow order: depth first from the trigger by ports, then what nothing leads to. */
export function graphOf(
	definition: WorkflowDefinition,
	workspace: Workspace,
	locale: Locale,
): GraphStep[] {
	const steps: GraphStep[] = [];
	const seen = new Set<string>();
	const starts = [TRIGGER_NODE, ...Object.keys(definition.nodes)];
	for (const start of starts) {
		const stack = [start];
		for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
			const description = seen.has(id) ? undefined : describeStep(definition, id, workspace);
			if (!description) continue;
			seen.add(id);
			const step = tell(id, description, definition, { workspace, locale });
			steps.push(step);
			stack.push(...step.ports.flatMap(({ target }) => target ?? []).reverse());
		}
	}
	return steps;
}

/** How many lines a text takes in a step; more than two are never shown. */
export type CountLines = (text: string) => 1 | 2;

/** Guessed until the browser has measured it: two lines where nobody can count them. */
export function heightOf(
	step: GraphStep,
	measured: ReadonlyMap<string, number>,
	linesOf: CountLines = () => 2,
): number {
	return measured.get(step.id) ?? guessHeight(step, linesOf);
}

/** Where the ways out of a step stand, from its top: their rows are the last that it has. */
export function portHeights(step: GraphStep, height: number): number[] {
	if (!hasPortRows(step)) return step.ports.map(() => HEAD_MIDDLE);
	const first = height - BORDER - step.ports.length * PORT_HEIGHT;
	return step.ports.map((_, row) => first + (row + 0.5) * PORT_HEIGHT);
}

export function layoutInput(
	steps: readonly GraphStep[],
	heightOf: (step: GraphStep) => number,
): { nodes: LayoutNode[]; edges: LayoutEdge[] } {
	return {
		nodes: steps.map((step) => ({
			id: step.id,
			height: heightOf(step),
			ports: step.ports.map((port) => port.id),
		})),
		edges: steps.flatMap(({ id, ports }) =>
			ports.flatMap((port) =>
				port.target === undefined ? [] : [{ from: id, port: port.id, to: port.target }],
			),
		),
	};
}

/** Ports get rows of their own once there is something to choose between. */
export function hasPortRows(step: GraphStep): boolean {
	return step.ports.length > 1;
}

/** As flow.css draws a step: the closer, the less moves when it has been drawn and measured. */
const BORDER = 1;
const HEAD_HEIGHT = 36;
export const HEAD_MIDDLE = BORDER + HEAD_HEIGHT / 2;
const SUMMARY_PADDING = 17;
const LINE_HEIGHT = 18.85;
const PORT_HEIGHT = 31;

function guessHeight(step: GraphStep, linesOf: CountLines): number {
	const rows = hasPortRows(step) ? step.ports.length * PORT_HEIGHT : 0;
	const summary = step.summary ? SUMMARY_PADDING + linesOf(step.summary) * LINE_HEIGHT : 0;
	return Math.round(2 * BORDER + HEAD_HEIGHT + summary + rows);
}

function tell(
	id: string,
	step: StepDescription,
	definition: WorkflowDefinition,
	{ workspace, locale }: { workspace: Workspace; locale: Locale },
): GraphStep {
	const read = id === TRIGGER_NODE ? triggerText : stepText;
	const text = read(step.kind);
	const line = text && step.group !== 'unknown' ? summaryLine(text, locale, step.values) : '';
	const next: Record<string, string | null> | undefined =
		id === TRIGGER_NODE ? { [TRIGGER_PORT]: definition.start } : definition.nodes[id]?.next;
	return {
		id,
		kind: step.kind,
		group: step.group,
		title: step.name ?? text?.[locale].title ?? step.kind,
		summary: namedPlaceholders(line, workspace, locale),
		ports: step.ports.map((port) => ({
			id: port.id,
			label: port.label ?? text?.[locale].ports?.[port.id] ?? '',
			target: next?.[port.id] ?? undefined,
		})),
	};
}
