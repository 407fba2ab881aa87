import { isolated } from '../base/isolate';
import { findField } from '../attributes/fields';
import { placeholdersOf } from '../attributes/placeholders';
import { exists } from '../engine/references';
import { filledTexts } from '../engine/texts';
import type { WorkflowProblem } from '../engine/validate';
import type { Reference } from '../model/reference';
import type { WorkflowDefinition } from '../model/workflow';
import type { Locale, Workspace } from '../model/workspace';
import { stepKind } from '../steps';
import { triggerKind } from '../triggers';

type Place = { definition: WorkflowDefinition; workspace: Workspace; locale: Locale };

/** Which one a problem is about, where its sentence could mean several. */
export function problemDetail(problem: WorkflowProblem, place: Place): string | undefined {
	if (problem.detail !== undefined) return quoted(problem.detail, place.locale);
	const found = DETAILS[problem.code]?.(problem, place) ?? [];
	return found.length > 0 ? [...new Set(found)].join(', ') : undefined;
}

type Detail = (problem: WorkflowProblem, place: Place) => string[];

const DETAILS: Partial<Record<string, Detail>> = {
	deletedReference: (problem, place) =>
		referencesAt(problem, place)
			.filter((one) => !exists(one, place.workspace))
			.map((one) => referenceWords(one, place)),
	unknownVariable: (problem, place) =>
		placeholdersAt(problem, place).flatMap((one) =>
			'path' in one && !findField(one.path, place.workspace) ? [`{{${one.path}}}`] : [],
		),
	brokenVariable: (problem, place) =>
		placeholdersAt(problem, place).flatMap((one) => ('broken' in one ? [one.broken] : [])),
};

function stepOf({ node }: WorkflowProblem, { nodes }: WorkflowDefinition) {
	const stored = node !== undefined && Object.hasOwn(nodes, node) ? nodes[node] : undefined;
	const kind = stored && stepKind(stored.kind);
	const params = kind?.params.safeParse(stored?.params);
	return kind && params?.success ? { kind, params: params.data } : undefined;
}

function referencesAt(problem: WorkflowProblem, { definition }: Place): Reference[] {
	const step = stepOf(problem, definition);
	if (step) return step.kind.references(step.params);
	const { trigger } = definition;
	const kind = triggerKind(trigger.kind);
	const params = kind?.params.safeParse(trigger.params);
	return kind && params?.success ? (kind.references?.(params.data) ?? []) : [];
}

function placeholdersAt(problem: WorkflowProblem, { definition }: Place) {
	const step = stepOf(problem, definition);
	if (!step) return [];
	return filledTexts(step.kind, step.params)
		.filter(({ param }) => param === problem.param)
		.flatMap(({ text }) => placeholdersOf(text));
}

function referenceWords({ kind, id }: Reference, { workspace, locale }: Place): string {
	const { one, the } = KINDS[locale][kind];
	const name = nameOf({ kind, id }, workspace);
	return name === undefined ? one : `${the} ${quoted(name, locale)}`;
}

function quoted(words: string, locale: Locale): string {
	return locale === 'es' ? `«${isolated(words)}»` : `“${isolated(words)}”`;
}

function nameOf({ kind, id }: Reference, workspace: Workspace): string | undefined {
	return {
		tag: workspace.tags[id]?.name,
		team: workspace.teams[id]?.name,
		teammate: workspace.teammates[id]?.name,
		attribute: workspace.attributes[id]?.name,
		ticketType: workspace.ticketTypes[id]?.name,
		workflow: workspace.workflows[id]?.title,
	}[kind];
}

type Words = Record<Reference['kind'], { one: string; the: string }>;
const KINDS: Record<Locale, Words> = {
	es: {
		tag: { one: 'una etiqueta', the: 'la etiqueta' },
		team: { one: 'un equipo', the: 'el equipo' },
		teammate: { one: 'una persona del equipo', the: 'a' },
		attribute: { one: 'un atributo', the: 'el atributo' },
		ticketType: { one: 'un tipo de ticket', the: 'el tipo de ticket' },
		workflow: { one: 'un flujo', the: 'el flujo' },
	},
	en: {
		tag: { one: 'a tag', the: 'the tag' },
		team: { one: 'a team', the: 'the team' },
		teammate: { one: 'a teammate', the: 'the teammate' },
		attribute: { one: 'an attribute', the: 'the attribute' },
		ticketType: { one: 'a ticket type', the: 'the ticket type' },
		workflow: { one: 'a workflow', the: 'the workflow' },
	},
};
