import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Scenario } from '../../model/scenario';
import { defaultSettings, type WorkflowDefinition } from '../../model/workflow';
import type { WorkflowEntry } from '../../model/workspace';
import { liveLog } from '../../read/queries/live-versions';
import { runningCount } from '../../read/queries/running-count';
import { addWorkflow } from '../configure';
import { openLoneDesk } from '../../../../tests/lone-desk';
import type { OpenDesk } from '../open-desk.svelte';
import { publishWorkflow } from './publish-workflow';
import { stopWorkflow } from './stop-workflow';

const entry: WorkflowEntry = {
	id: 'wfl_returns',
	title: 'Returns',
	order: 1,
	createdAt: 0,
	createdBy: 'agt_ana',
};
const sound: WorkflowDefinition = {
	format: 'relevo.workflow/1',
	title: 'Returns',
	trigger: { kind: 'first-message', params: {} },
	settings: defaultSettings(),
	start: 'hello',
	nodes: { hello: { kind: 'message', params: { text: 'Hi' }, next: {} } },
};

let desk: OpenDesk;
beforeEach(async () => void (desk = await openLoneDesk()));
afterEach(() => desk.close());

test('a broken workflow is refused with the number of its problems, and nothing is written', async () => {
	const broken = { ...sound, nodes: { hello: { ...sound.nodes.hello!, params: { text: ' ' } } } };
	expect(await publishWorkflow.run(desk, entry, { definition: broken })).toEqual({
		ok: false,
		problem: { kind: 'problems', details: { count: 1 } },
	});
	expect(await desk.ask(liveLog)).toEqual([]);
});

test('a draft that others would start in a circle, or that breaks a saved story, is refused', async () => {
	const calls = (workflow: string): WorkflowDefinition => ({
		...sound,
		start: 'call',
		nodes: {
			call: {
				kind: 'trigger-workflow',
				params: { workflow, node: null, mode: 'handOver' },
				next: {},
			},
		},
	});
	const menu = await addWorkflow(desk, 'Menu');
	const returns = await addWorkflow(desk, 'Returns');
	if (!menu.ok || !returns.ok) expect.unreachable();
	const [a, b] = [menu.value, returns.value];
	expect((await publishWorkflow.run(desk, a, { definition: calls(b.id) })).ok).toBe(true);
	expect(await publishWorkflow.run(desk, b, { definition: calls(a.id) })).toMatchObject({
		problem: { kind: 'problems', details: { count: 1 } },
	});
	const story: Scenario = {
		id: 'scn_1',
		name: 'Hello',
		stage: { startAt: 0 },
		beats: [{ move: { do: 'says', text: 'hi' }, sights: [{ saw: 'message', text: 'Bye' }] }],
	};
	expect(
		await publishWorkflow.run(desk, b, { definition: sound, scenarios: [story] }),
	).toMatchObject({ problem: { kind: 'problems', details: { count: 1 } } });
	expect(await desk.ask(liveLog)).toHaveLength(1);
});

test('W-LIFE-08: each time it is set live it gets the next number, whatever others do (E-01)', async () => {
	const other = { ...entry, id: 'wfl_other' };
	await publishWorkflow.run(desk, entry, { definition: sound });
	await publishWorkflow.run(desk, other, { definition: sound });
	await stopWorkflow.run(desk, entry);
	await publishWorkflow.run(desk, entry, { definition: { ...sound, title: 'Refunds' } });
	const log = await desk.ask(liveLog);
	expect(log.map((event) => [event.workflow, 'number' in event && event.number])).toEqual([
		['wfl_returns', 1],
		['wfl_other', 1],
		['wfl_returns', false],
		['wfl_returns', 2],
	]);
});

test('who is told how many leave: the runs of this workflow that have not ended', async () => {
	const run = { workflow: entry.id, contact: 'con_1' };
	await desk.store.write(({ runs }) =>
		runs.bulkPut(
			[
				{ ...run, id: 'a', state: 'running', startedAt: 1 },
				{ ...run, id: 'b', state: 'ended', startedAt: 1 },
				{ ...run, id: 'c', state: 'running', startedAt: 1, workflow: 'wfl_other' },
			].map((row) => row as never),
		),
	);
	expect(await desk.ask(runningCount, entry.id)).toBe(1);
});

test('W-LIFE-01: setting live and stopping are for owners and managers', () => {
	for (const command of [publishWorkflow, stopWorkflow]) {
		expect(command.allowed({ ...desk.me, role: 'agent' }, entry)).toBe(false);
		expect(command.allowed({ ...desk.me, role: 'manager' }, entry)).toBe(true);
	}
});
