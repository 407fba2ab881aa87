import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import type { Run } from '../../model/run';
import { Database, type RunRow } from '../tables';
import { versionCounts, workflowCounts } from './workflow-counts';

const db = new Database('ws_counts');
afterEach(() => db.delete());

function row(
	id: string,
	workflow: string,
	state: RunRow['state'],
	more: Partial<Run> = {},
): RunRow {
	const run: Run = {
		id,
		workflow,
		version: 'ver_1',
		contact: 'ctc_1',
		conversation: 'cnv_1',
		trigger: 'evt_1',
		chain: [],
		startedAt: 1,
		triggeredAt: 1,
		wokenAt: 1,
		steps: [],
		variables: {},
		away: [],
		wokenBy: [],
		...more,
	};
	return { id, contact: 'ctc_1', workflow, state, startedAt: run.startedAt, run };
}

test('runs are counted by workflow: all, those in progress, those that failed, those that reached the goal', async () => {
	await db.runs.bulkPut([
		row('r1', 'wf_a', 'ended', { goal: { at: 5 } }),
		row('r2', 'wf_a', 'running', { goal: 'heldBefore' }),
		row('r3', 'wf_a', 'ended'),
		row('r4', 'wf_b', 'running'),
		row('r5', 'wf_b', 'failed'),
		row('r6', 'wf_b', 'failed'),
	]);
	const workflows = [
		{ id: 'wf_a', hasGoal: true },
		{ id: 'wf_b', hasGoal: false },
		{ id: 'wf_c', hasGoal: true },
	];
	expect(Object.fromEntries(await workflowCounts(db, { workflows }))).toEqual({
		wf_a: { started: 3, running: 1, failed: 0, converted: 1 },
		wf_b: { started: 3, running: 1, failed: 2, converted: undefined },
		wf_c: { started: 0, running: 0, failed: 0, converted: 0 },
	});
});

test('and by version of one workflow', async () => {
	await db.open();
	await db.runs.bulkPut([
		row('r1', 'wf_a', 'ended'),
		row('r2', 'wf_a', 'running', { version: 'ver_2' }),
		row('r3', 'wf_a', 'ended', { version: 'ver_2' }),
		row('r4', 'wf_b', 'running'),
	]);
	expect(Object.fromEntries(await versionCounts(db, { workflow: 'wf_a' }))).toEqual({
		ver_1: { started: 1, running: 0 },
		ver_2: { started: 2, running: 1 },
	});
});
