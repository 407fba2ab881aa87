import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { anyGraph, buttons, shapeOf } from '../../../tests/graph-shape';
import { openLoneDesk } from '../../../tests/lone-desk';
import { validate } from '../engine/validate';
import { validateWorkspace } from '../engine/validate-workspace';
import type { Scenario } from '../model/scenario';
import { isStepId, type WorkflowDefinition } from '../model/workflow';
import { readWorkflowFile } from '../model/workflow-file';
import { emptyWorkspace } from '../model/workspace';
import type { OpenDesk } from './open-desk.svelte';
import { draftOf, fileOf, fileText, importWorkflows } from './workflow-files';
import { emptyWorkflow } from './workflows';

/** Ids of a file are names that somebody else chose: none of them is kept (A8). */

let desk: OpenDesk;
beforeEach(async () => void (desk = await openLoneDesk()));
afterEach(() => desk.close());

test('A8: steps of a file get new ids, in calls of each other too', async () => {
	const note = (next: Record<string, string>) => ({ kind: 'note', params: { text: 'n' }, next });
	const call = { workflow: 'wfl_two', node: 'n1', mode: 'return' };
	const nodes = {
		a: { kind: 'trigger-workflow', params: call, next: { next: 'toString' } },
		toString: note({}),
	};
	const snapshots = [
		{ ...emptyWorkflow('One'), start: 'a', nodes },
		{ ...emptyWorkflow('Two'), start: 'ask', nodes: { ask: note({ next: 'n1' }), n1: note({}) } },
	];
	const exported = snapshots.map((definition, i) => {
		return {
			id: ['wfl_one', 'wfl_two'][i] ?? '',
			state: 'draft' as const,
			definition,
			scenarios: [],
		};
	});
	const read = readWorkflowFile(fileText(fileOf(exported, emptyWorkspace(), 0)));
	if (!('file' in read)) expect.unreachable();
	const done = await importWorkflows(desk, read.file, new Map());
	if (!done.ok) expect.unreachable();
	const drafts = await Promise.all(
		done.value.map(async (workflow) => {
			const told = await draftOf(desk, workflow);
			if (!told) expect.unreachable();
			return { workflow, definition: told.definition };
		}),
	);
	for (const { definition } of drafts) {
		expect(Object.keys(definition.nodes).filter((id) => !isStepId(id))).toEqual([]);
		const codes = validate(definition, desk.workspace).map(({ code }) => code);
		expect(codes).toEqual([]);
	}
	expect(validateWorkspace(drafts).problems).toEqual([]);
	expect(Object.keys(drafts[1]?.definition.nodes ?? {})).not.toContain('ask');
});

test('A8: whatever a file calls its steps and buttons, what is imported has the same shape', async () => {
	const check = async (definition: WorkflowDefinition) => {
		const entry = { id: 'wfl_one', state: 'draft' as const, definition, scenarios: [] };
		const read = readWorkflowFile(fileText(fileOf([entry], emptyWorkspace(), 0)));
		if (!('file' in read)) expect.unreachable();
		const done = await importWorkflows(desk, read.file, new Map());
		if (!done.ok) expect.unreachable();
		const after = (await draftOf(desk, done.value[0]!))?.definition;
		if (!after) expect.unreachable();
		expect(shapeOf(after)).toEqual(shapeOf(definition));
		expect(Object.keys(after.nodes).filter((id) => !isStepId(id))).toEqual([]);
		const codes = validate(after, emptyWorkspace()).map(({ code }) => code);
		expect(codes.filter((code) => code === 'badStepId' || code === 'badPortId')).toEqual([]);
	};
	await fc.assert(fc.asyncProperty(anyGraph, check), { numRuns: 40 });
});

test('A8: a story presses the button that it pressed, in another workflow of the file too', async () => {
	const ask = { ...buttons(['so so', 'first'], { 'so so': 'n1', first: 'n1' }) };
	const note = { kind: 'note', params: { text: 'Hi {{run.reply}} {{contact.email}}' }, next: {} };
	const presses = (option: string) => ({ move: { do: 'presses' as const, option }, sights: [] });
	const story: Scenario = {
		id: 'scn_1',
		name: 'S',
		stage: { startAt: 0 },
		beats: [presses('so so'), presses('first'), presses('of nobody')],
	};
	const one = { ...emptyWorkflow('One'), start: 'a', nodes: { a: ask, n1: note } };
	const exported = [
		{ id: 'wfl_one', state: 'draft' as const, definition: one, scenarios: [] },
		{ id: 'wfl_two', state: 'draft' as const, definition: one, scenarios: [story] },
	];
	const done = await importWorkflows(desk, fileOf(exported, emptyWorkspace(), 0), new Map());
	if (!done.ok) expect.unreachable();
	const [first, second] = await Promise.all(done.value.map((id) => draftOf(desk, id)));
	const steps = Object.values(first?.definition.nodes ?? {});
	const { options } = steps.find(({ kind }) => kind === ask.kind)!.params as {
		options: { id: string }[];
	};
	const pressed = second?.scenarios[0]?.beats.map(({ move }) => move);
	const ids = [...options.map(({ id }) => id), 'of nobody'];
	expect(pressed).toEqual(ids.map((option) => ({ do: 'presses', option })));
	// Variables name answers, not steps: they stay as they are.
	expect(steps.find(({ kind }) => kind === 'note')?.params).toEqual(note.params);
});
