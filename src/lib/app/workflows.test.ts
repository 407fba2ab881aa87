import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLoneDesk } from '../../../tests/lone-desk';
import { bindDraft } from '../documents/draft-shape';
import { setParam } from '../documents/workflow-draft';
import { versionId } from '../model/version';
import { foldLive, liveWorkflows } from '../model/live';
import { defaultSettings, type WorkflowDefinition } from '../model/workflow';
import { liveLog } from '../read/queries/live-versions';
import { stepKind } from '../steps';
import { assignToPerson } from '../templates/assign-people';
import { supportButton } from '../templates/support-button';
import { publishWorkflow } from './commands/publish-workflow';
import type { OpenDesk } from './open-desk.svelte';
import { draftOf } from './workflow-files';
import { newFromTemplate, newWorkflow, openWorkflow } from './workflows';

const greeting: WorkflowDefinition = {
	format: 'relevo.workflow/1',
	title: 'Greeting',
	trigger: { kind: 'first-message', params: {} },
	settings: { ...defaultSettings(), channels: ['web'] },
	start: 'hello',
	nodes: { hello: { kind: 'message', params: { text: 'Hi' }, next: {} } },
};

let desk: OpenDesk;
beforeEach(async () => void (desk = await openLoneDesk()));
afterEach(() => desk.close());

async function running() {
	return liveWorkflows(foldLive(await desk.ask(liveLog)), desk.workspace);
}

async function made(making: ReturnType<typeof newWorkflow>): Promise<string> {
	const result = await making;
	if (!result.ok) throw new Error(result.problem.kind);
	return result.value;
}

test('W-LIFE-01: only who may publish workflows can make one', async () => {
	await desk.close();
	desk = await openLoneDesk('agent');
	const made = await newWorkflow(desk, greeting);
	expect(made).toMatchObject({ ok: false, problem: { kind: 'forbidden' } });
	expect(desk.workspace.workflows).toEqual({});
});

test('W-LIFE-07: a draft is kept by itself, and never runs', async () => {
	const id = await made(newWorkflow(desk, greeting));
	expect((await draftOf(desk, id))?.definition).toEqual(greeting);
	expect(await running()).toEqual([]);
});

test('W-LIFE-08, W-LIFE-11: what is live is what was published, whatever the draft becomes', async () => {
	const id = await made(newWorkflow(desk, greeting));
	const entry = desk.workspace.workflows[id];
	if (!entry) throw new Error('The workflow is not in the list.');
	await publishWorkflow.run(desk, entry, { definition: greeting });
	const { canvas, whenReady } = await openWorkflow(desk, id);
	await whenReady;
	setParam(bindDraft(canvas.doc, stepKind), 'hello', 'text', 'Good morning');
	canvas.destroy();
	expect((await draftOf(desk, id))?.definition.nodes.hello?.params).toEqual({
		text: 'Good morning',
	});
	const [live, ...others] = await running();
	expect(others).toEqual([]);
	expect(live).toMatchObject({ workflow: id, number: 1, version: versionId(greeting) });
	expect(live?.definition).toEqual(greeting);
});

test('W-LIFE-02, WFX-02: a template’s agent is whoever takes it', async () => {
	const id = await made(newFromTemplate(desk, assignToPerson, 'en'));
	const draft = await draftOf(desk, id);
	expect(draft?.definition.nodes.assign?.params).toMatchObject({ teammate: desk.me.id });
	expect(draft?.scenarios).toHaveLength(1);
});

test('W-LIFE-02: what a template needs is made once, and found by its name from then on', async () => {
	await made(newFromTemplate(desk, supportButton, 'en'));
	await made(newFromTemplate(desk, supportButton, 'en'));
	const names = Object.values(desk.workspace.teams).map(({ name }) => name);
	expect(names.sort()).toEqual(['Billing', 'Technical support']);
});
