import { countSteps, type StepCount } from '../../model/step-counts';
import type { Database } from '../tables';
import { newestRuns } from './runs';

/**
 * How the newest runs of a version fared at each step (U35). Reads a bounded part of one workflow's
 * own range, however many runs there are in all: what is older says little about how it does today.
 */
export async function stepCounts(
	db: Database,
	args: { workflow: string; version: string },
): Promise<{ counts: Map<string, StepCount>; runs: number }> {
	const rows = await newestRuns(db, { workflow: args.workflow, limit: NEWEST });
	const runs = rows.map(({ run }) => run).filter(({ version }) => version === args.version);
	return { counts: countSteps(runs), runs: runs.length };
}

const NEWEST = 5_000;
