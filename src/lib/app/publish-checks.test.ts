import { expect, test } from 'vitest';
import type { Scenario } from '../model/scenario';
import { versionId } from '../model/version';
import { defaultSettings, type WorkflowDefinition } from '../model/workflow';
import { emptyWorkspace, type Locale } from '../model/workspace';
import type { LiveLogEvent } from '../read/queries/live-versions';
import { type Checked, obstaclesOf } from './publish-checks';
import { circlesByWorkflow, sharedWarnings } from './shared-problems';

function calling(workflow: string): WorkflowDefinition {
	const params = { workflow, node: null, mode: 'handOver' };
	return {
		format: 'relevo.workflow/1',
		title: 'Returns',
		trigger: { kind: 'first-message', params: {} },
		settings: defaultSettings(),
		start: 'call',
		nodes: { call: { kind: 'trigger-workflow', params, next: {} } },
	};
}

function live(workflow: string, definition: WorkflowDefinition): LiveLogEvent {
	const by = { kind: 'teammate' as const, id: 'agt_ana' };
	const version = versionId(definition);
	return {
		id: workflow,
		at: 1,
		by,
		type: 'workflowPublished',
		workflow,
		version,
		number: 1,
		definition,
	};
}

function draft(log: LiveLogEvent[]): Checked {
	const entry = { order: 1, createdAt: 0, createdBy: 'agt_ana' };
	const workflows = {
		wf_a: { id: 'wf_a', title: 'Returns', ...entry },
		wf_b: { id: 'wf_b', title: 'Menu', ...entry },
		wf_c: { id: 'wf_c', title: 'Survey', ...entry },
	};
	return {
		workflow: 'wf_a',
		definition: calling('wf_b'),
		scenarios: [],
		workspace: { ...emptyWorkspace(), workflows },
		log,
		locale: 'en',
	};
}

test('workflows that start each other without ever resting are refused, and named (W-SUB-04)', () => {
	const found = obstaclesOf(draft([live('wf_b', calling('wf_a'))]));
	expect(found.map(({ text }) => text)).toEqual([
		'This workflow and others start each other in a circle without ever resting (Menu). Change the trigger or a step of one of them.',
	]);
});

test('A10: a circle that went live another way is shown on both, by name, in both languages', () => {
	const log = [live('wf_a', calling('wf_b')), live('wf_b', calling('wf_a'))];
	const { workspace } = draft(log);
	expect([...circlesByWorkflow(log, workspace)]).toEqual([
		['wf_a', 'Menu'],
		['wf_b', 'Returns'],
	]);
	const mended = { ...calling('wf_c'), title: 'Mended' };
	const told = (workflow: string, locale: Locale) =>
		sharedWarnings({ ...draft(log), workflow, definition: mended, locale }).map(({ text }) => text);
	expect(told('wf_a', 'en')).toContainEqual(
		expect.stringMatching(/^The live version .* \(Menu\)\. Publish it /),
	);
	expect(told('wf_b', 'es')).toContainEqual(
		expect.stringMatching(/^La versión .* \(Returns\)\. Publícalo /),
	);
	expect(told('wf_c', 'en').join()).not.toContain('live version and others');
	expect(circlesByWorkflow([live('wf_a', calling('wf_b'))], workspace).size).toBe(0);
});

test('a circle of others is not the fault of this draft', () => {
	const log = [live('wf_b', calling('wf_c')), live('wf_c', calling('wf_b'))];
	expect(obstaclesOf({ ...draft(log), definition: { ...calling('wf_b'), start: 'call' } })).toEqual(
		[],
	);
});

test('what it calls may be set live after it: that is told, and hinders nothing', () => {
	expect(obstaclesOf(draft([]))).toEqual([]);
	expect(sharedWarnings(draft([]))).toMatchObject([
		{ node: 'call', text: 'The workflow that this step starts is not live (Menu).' },
	]);
});

test('what is wrong with the draft itself comes first (E-03)', () => {
	const broken = { ...draft([]), definition: { ...calling('wf_b'), title: ' ' } };
	expect(obstaclesOf(broken)).toMatchObject([{ text: 'The workflow needs a title.' }]);
});

test('a saved story that goes differently now blocks it, under its name', () => {
	const story: Scenario = {
		id: 'scn_1',
		name: 'Somebody writes',
		stage: { startAt: 0 },
		beats: [{ move: { do: 'says', text: 'Hi' }, sights: [{ saw: 'message', text: 'Hello' }] }],
	};
	const [found, ...others] = obstaclesOf({ ...draft([]), scenarios: [story] });
	expect(others).toEqual([]);
	expect(found?.text).toBe('The story “Somebody writes” would go differently.');
	const broken = { ...draft([]).definition, title: ' ' };
	const both = obstaclesOf({ ...draft([]), definition: broken, scenarios: [story] });
	expect(both).toMatchObject([{ text: 'The workflow needs a title.' }]);
	expect(found?.broken?.differences).toMatchObject([
		{ beat: 0, expected: [{ saw: 'message', text: 'Hello' }], actual: [{ saw: 'ended' }] },
	]);
	// Accepted as it goes now, it hinders nothing any more.
	expect(obstaclesOf({ ...draft([]), scenarios: [found!.broken!.retold] })).toEqual([]);
});
