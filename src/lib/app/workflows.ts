import { ok, type Result } from '../base/result';
import { bindDraft, isDrafted } from '../documents/draft-shape';
import { createDraft } from '../documents/workflow-draft';
import { workflowRoom } from '../model/room';
import { defaultSettings, type WorkflowDefinition } from '../model/workflow';
import type { Scenario } from '../model/scenario';
import type { Locale } from '../model/workspace';
import { stepKind } from '../steps';
import type { Canvas } from '../sync/canvas';
import type { Filled, WorkflowTemplate } from '../templates/template';
import { addWorkflow } from './configure';
import { createReference } from './create-reference';
import type { Desk } from './desk';

/** Makes a workflow with this draft and its stories; its id. */
export async function newWorkflow(
	desk: Desk,
	definition: WorkflowDefinition,
	scenarios: readonly Scenario[] = [],
): Promise<Result<string>> {
	const entry = await addWorkflow(desk, definition.title);
	if (!entry.ok) return entry;
	const canvas = await desk.openCanvas(workflowRoom(entry.value.id));
	await canvas.whenLoaded;
	createDraft(bindDraft(canvas.doc, stepKind), definition, scenarios);
	canvas.destroy();
	return ok(entry.value.id);
}

/** Makes a template's workflows, those that it brings along first; the id of its own. */
export async function newFromTemplate(
	desk: Desk,
	template: WorkflowTemplate,
	locale: Locale,
): Promise<Result<string>> {
	const placed = await fillPlaceholders(desk, template, locale);
	if (!placed.ok) return placed;
	const filled = { ...placed.value };
	for (const { id, definition } of template.companions ?? []) {
		const made = await newWorkflow(desk, definition(locale, filled));
		if (!made.ok) return made;
		filled[id] = made.value;
	}
	const definition = template.definition(locale, filled);
	return newWorkflow(desk, definition, template.scenarios(locale, filled));
}

/** What the template speaks of is found by its name in the workspace, or made. */
async function fillPlaceholders(
	desk: Desk,
	template: WorkflowTemplate,
	locale: Locale,
): Promise<Result<Filled>> {
	const filled: Filled = {};
	for (const { id, kind, name } of template.placeholders) {
		if (kind === 'teammate') {
			filled[id] = desk.me.id;
			continue;
		}
		const made = await createReference(desk, kind, name[locale]);
		if (!made.ok) return made;
		filled[id] = made.value;
	}
	return ok(filled);
}

export function emptyWorkflow(title: string): WorkflowDefinition {
	return {
		format: 'relevo.workflow/1',
		title,
		trigger: { kind: 'first-message', params: {} },
		settings: defaultSettings(),
		start: null,
		nodes: {},
	};
}

/**
 * Opens a draft. `whenReady` resolves once this device has it, from its own storage or from the
 * relay; offline, and never opened here, that may be never.
 */
export async function openWorkflow(
	desk: Desk,
	workflow: string,
): Promise<{ canvas: Canvas; whenReady: Promise<void> }> {
	const canvas = await desk.openCanvas(workflowRoom(workflow));
	const whenReady = canvas.whenLoaded.then(() =>
		isDrafted(canvas.doc) ? undefined : canvas.whenSynced,
	);
	return { canvas, whenReady };
}
