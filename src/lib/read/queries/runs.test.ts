import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countSteps } from '../../model/step-counts';
import { stage, step, workflow } from '../../engine/stage.test-kit';
import type { Run } from '../../model/run';
import { rowsOf } from '../project';
import { putContacts } from '../rows';
import type { Store } from '../store';
import { stagedStore } from '../../../../tests/store-stage';
import type { Database } from '../tables';
import { runningCount } from './running-count';
import { listedRuns, newestRuns } from './runs';
import { stepCounts } from './step-counts';

let db: Database;
let store: Store;
beforeEach(() => void ({ db, store } = stagedStore('ws_runs')));
afterEach(() => db.delete());

const flow = workflow('wf_a', 'any-message', { wait: step('wait', { forMs: 60_000 }) });

/** As the fold gives it: runs of one contact, of these workflows and in these states. */
async function put(contact: string, runs: Partial<Run>[]) {
	const s = stage(flow);
	s.says('hi');
	const state = s.state();
	const made = runs.map((over, index) => ({ ...s.run(), id: `${contact}_${index}`, ...over }));
	await store.write(async (tables) => {
		await putContacts(tables, [
			{
				...state,
				contact: { ...state.contact, id: contact, attributes: { name: `Name of ${contact}` } },
				runs: Object.fromEntries(made.map((run) => [run.id, { ...run, contact }])),
			},
		]);
	});
}
const ended = (reason: NonNullable<Run['ended']>['reason']): Partial<Run> => ({
	ended: { at: 9, happenedAt: 9, reason },
});
const ids = (runs: { run: Run }[]) => runs.map(({ run }) => run.id);

test('U29: the runs of a workflow, the newest first, all or in one state', async () => {
	await put('con_1', [
		{ startedAt: 10 },
		{ startedAt: 40, ...ended('completed') },
		{ startedAt: 20, ...ended('failed') },
		{ startedAt: 30, ...ended('expired') },
	]);
	await put('con_2', [{ startedAt: 35 }, { startedAt: 99, workflow: 'wf_b' }]);
	const of = { workflow: 'wf_a' };
	const list = (args: object = {}) => listedRuns(db, { of, limit: 10, ...args });
	expect(ids(await list())).toEqual(['con_1_1', 'con_2_0', 'con_1_3', 'con_1_2', 'con_1_0']);
	expect(ids(await list({ limit: 2 }))).toEqual(['con_1_1', 'con_2_0']);
	expect(ids(await list({ state: 'running' }))).toEqual(['con_2_0', 'con_1_0']);
	expect(ids(await list({ state: 'ended' }))).toEqual(['con_1_1', 'con_1_3']);
	expect(ids(await list({ state: 'failed' }))).toEqual(['con_1_2']);
	expect(await runningCount(db, 'wf_a')).toBe(2);
	expect(ids(await newestRuns(db, { workflow: 'wf_a', limit: 1 }))).toEqual(['con_1_1']);
});

test('U29: the runs of a contact, of whatever workflow, with the name of the customer', async () => {
	await put('con_1', [{ startedAt: 1 }, { startedAt: 2, workflow: 'wf_b' }]);
	await put('con_2', [{ startedAt: 3 }]);
	const listed = await listedRuns(db, { of: { contact: 'con_1' }, limit: 10 });
	expect(ids(listed)).toEqual(['con_1_1', 'con_1_0']);
	const ended = await listedRuns(db, { of: { contact: 'con_1' }, state: 'ended', limit: 10 });
	expect(ended).toEqual([]);
});

test('W-CTL-01: a run that ends is counted as running no longer', async () => {
	await put('con_1', [{ startedAt: 1 }]);
	expect(await runningCount(db, 'wf_a')).toBe(1);
	await put('con_1', [{ startedAt: 1, ...ended('workflowStopped') }]);
	expect(await runningCount(db, 'wf_a')).toBe(0);
});

test('U35: steps are counted for one version of one workflow', async () => {
	await put('con_1', [{ startedAt: 1 }, { startedAt: 2, version: 'ver_other' }]);
	const { counts, runs } = await stepCounts(db, { workflow: 'wf_a', version: flow.version });
	expect(runs).toBe(1);
	const rows = rowsOf(stage(flow).state()).runs;
	expect(rows).toEqual([]);
	const [only] = (await newestRuns(db, { workflow: 'wf_a', limit: 9 })).filter(
		({ run }) => run.version === flow.version,
	);
	expect(counts).toEqual(countSteps(only ? [only.run] : []));
	expect(counts.get('wait')).toEqual({ entered: 1, continued: 0, dropped: 0, waiting: 1 });
});
