import { expect, test } from 'vitest';
import { versionId } from '../model/version';
import type { Scenario } from '../model/scenario';
import { defaultSettings, type WorkflowDefinition } from '../model/workflow';
import { emptyWorkspace } from '../model/workspace';
import type { LiveLogEvent } from '../read/queries/live-versions';
import { failingScenarios } from './scenarios';

const saying = (text: string, trigger = 'first-message'): WorkflowDefinition => ({
	format: 'relevo.workflow/1',
	title: 'Greeting',
	trigger: { kind: trigger, params: {} },
	settings: defaultSettings(),
	start: 'say',
	nodes: { say: { kind: 'message', params: { text }, next: {} } },
});
const story = (text: string): Scenario => ({
	id: 'scn_1',
	name: 'Hello',
	stage: { startAt: 0 },
	beats: [
		{
			move: { do: 'says', text: 'hi' },
			sights: [
				{ saw: 'message', text },
				{ saw: 'ended', reason: 'completed' },
			],
		},
	],
});

test('a draft that answers as it did before may go live; another one is stopped, with the reason', () => {
	const draft = { workflow: 'wf_1', scenarios: [story('Hello!')] };
	const workspace = emptyWorkspace();
	expect(failingScenarios({ ...draft, definition: saying('Hello!') }, workspace, [])).toEqual([]);
	const [failing] = failingScenarios({ ...draft, definition: saying('Bye') }, workspace, []);
	expect(failing?.scenario.name).toBe('Hello');
	expect(failing?.differences[0]?.actual[0]).toEqual({ saw: 'message', text: 'Bye' });
});

test('what the draft calls is played as it is live now', () => {
	const child = saying('From the child', 'manual');
	const published: LiveLogEvent = {
		id: 'evt_1',
		at: 1,
		by: { kind: 'teammate', id: 'tea_ana' },
		type: 'workflowPublished',
		workflow: 'wf_child',
		version: versionId(child),
		number: 1,
		definition: child,
	};
	const parent = saying('unused');
	const params = { workflow: 'wf_child', node: null, mode: 'handOver' };
	parent.nodes.say = { kind: 'trigger-workflow', params, next: {} };
	const told = story('From the child');
	told.beats[0]?.sights.unshift({ saw: 'ended', reason: 'completed' });
	const draft = { workflow: 'wf_1', definition: parent, scenarios: [told] };
	expect(failingScenarios(draft, emptyWorkspace(), [published])).toEqual([]);
	expect(failingScenarios(draft, emptyWorkspace(), [])).toHaveLength(1);
});
