import { expect, test } from 'vitest';
import { versionId } from '../model/version';
import { defaultSettings, type WorkflowDefinition } from '../model/workflow';
import { emptyWorkspace } from '../model/workspace';
import type { LiveLogEvent } from '../read/queries/live-versions';
import { linkedWorkflows, worksBehindTheScenes } from './linked-workflows';

function calling(...workflows: string[]): WorkflowDefinition {
	return {
		format: 'relevo.workflow/1',
		title: 'Returns',
		trigger: { kind: 'first-message', params: {} },
		settings: defaultSettings(),
		start: null,
		nodes: Object.fromEntries(
			workflows.map((workflow, index) => [
				`stp_${index}`,
				{
					kind: 'trigger-workflow',
					params: { workflow, node: null, mode: 'handOver' },
					next: {},
				},
			]),
		),
	};
}

function live(workflow: string, definition: WorkflowDefinition): LiveLogEvent {
	const by = { kind: 'teammate' as const, id: 'agt_ana' };
	const version = versionId(definition);
	const body = { type: 'workflowPublished' as const, workflow, version, number: 1, definition };
	return { id: workflow, at: 1, by, ...body };
}

test('a draft is linked with what it starts and with the live ones that start it (W-SUB-02)', () => {
	const entry = { order: 1, createdAt: 0, createdBy: 'agt_ana' };
	const workflows = {
		wf_a: { id: 'wf_a', title: 'Menu', ...entry },
		wf_b: { id: 'wf_b', title: 'Sales', ...entry },
		wf_c: { id: 'wf_c', title: 'Survey', ...entry },
	};
	const log = [live('wf_b', calling('wf_a', 'wf_c')), live('wf_a', calling('wf_a'))];
	const draft = calling('wf_b', 'wf_c', 'wf_b');
	expect(linkedWorkflows('wf_a', draft, { ...emptyWorkspace(), workflows }, log)).toEqual({
		callees: [
			{ workflow: 'wf_b', title: 'Sales', live: true },
			{ workflow: 'wf_c', title: 'Survey', live: false },
		],
		callers: [{ workflow: 'wf_b', title: 'Sales', live: true }],
	});
});

test('a workflow that says nothing to the customer works behind the scenes (E-06)', () => {
	const say = { stp_say: { kind: 'message', params: { text: 'Hi' }, next: {} } };
	expect(worksBehindTheScenes(calling('wf_b'))).toBe(true);
	expect(worksBehindTheScenes({ ...calling(), nodes: say })).toBe(false);
});
