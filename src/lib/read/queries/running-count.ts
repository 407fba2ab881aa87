import type { Database } from '../tables';

/** How many runs of a workflow, of whatever version, have not ended: what stopping it would end. */
export function runningCount(db: Database, workflow: string): Promise<number> {
	const running = [workflow, 'running'];
	return db.runs
		.where('[workflow+state+startedAt]')
		.between(running, [...running, []])
		.count();
}
