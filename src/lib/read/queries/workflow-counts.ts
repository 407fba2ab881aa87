import type { Database } from '../tables';
import { runningCount } from './running-count';

export type WorkflowCounts = {
	started: number;
	running: number;
	failed: number;
	converted: number | undefined;
};

/**
 * How many runs each workflow has had, has now, how many failed and how many reached its goal. Runs
 * are counted by their index; only those of a workflow that has a goal are read.
 */
export async function workflowCounts(
	db: Database,
	args: { workflows: readonly { id: string; hasGoal: boolean }[] },
): Promise<Map<string, WorkflowCounts>> {
	const counts = args.workflows.map(async ({ id, hasGoal }): Promise<[string, WorkflowCounts]> => {
		const [started, running, failed] = await Promise.all([
			runsOf(db, id).count(),
			runningCount(db, id),
			failedOf(db, id).count(),
		]);
		const converted = hasGoal ? await convertedOf(db, id) : undefined;
		return [id, { started, running, failed, converted }];
	});
	return new Map(await Promise.all(counts));
}

/** How many runs each version of a workflow has had and has now. */
export async function versionCounts(
	db: Database,
	args: { workflow: string },
): Promise<Map<string, { started: number; running: number }>> {
	const counts = new Map<string, { started: number; running: number }>();
	await runsOf(db, args.workflow).each(({ state, run }) => {
		const count = counts.get(run.version) ?? { started: 0, running: 0 };
		counts.set(run.version, {
			started: count.started + 1,
			running: count.running + Number(state === 'running'),
		});
	});
	return counts;
}

async function convertedOf(db: Database, workflow: string): Promise<number> {
	let converted = 0;
	await runsOf(db, workflow).each(({ run }) => {
		if (typeof run.goal === 'object') converted++;
	});
	return converted;
}

function failedOf(db: Database, workflow: string) {
	return db.runs
		.where('[workflow+state+startedAt]')
		.between([workflow, 'failed'], [workflow, 'failed', []]);
}

function runsOf(db: Database, workflow: string) {
	return db.runs.where('[workflow+state+startedAt]').between([workflow], [workflow, []]);
}
