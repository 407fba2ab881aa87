import type { StepVisit } from './event';
import type { Run } from './run';
import { TRIGGER_NODE } from './workflow';

/**
 * How runs fared at a step (U35). A run that comes back to a step has entered it twice; one that
 * only wakes there and rests again has not.
 *
 * I1 `entered` = `continued` + `dropped` + `waiting`.
 */
export type StepCount = { entered: number; continued: number; dropped: number; waiting: number };

/** By node, the trigger's included. */
export function countSteps(runs: Iterable<Run>): Map<string, StepCount> {
	const counts = new Map<string, StepCount>();
	const at = (node: string) => {
		let count = counts.get(node);
		if (!count) counts.set(node, (count = { entered: 0, continued: 0, dropped: 0, waiting: 0 }));
		return count;
	};
	for (const run of runs) {
		const { steps, ended } = run;
		const last = steps.at(-1);
		const start = at(TRIGGER_NODE);
		start.entered++;
		start[last ? 'continued' : ended ? 'dropped' : 'waiting']++;
		for (const [index, visit] of steps.entries()) {
			const next = steps[index + 1];
			if (next && isSameStay(visit, next)) continue;
			const count = at(visit.node);
			count.entered++;
			count[fate(visit, next, run)]++;
		}
	}
	return counts;
}

/** A waking that led nowhere: the run rests where it rested. */
function isSameStay(visit: StepVisit, next: StepVisit): boolean {
	return visit.left === undefined && visit.node === next.node;
}

function fate(
	visit: StepVisit,
	next: StepVisit | undefined,
	{ ended }: Run,
): 'continued' | 'dropped' | 'waiting' {
	if (next || visit.left !== undefined) return 'continued';
	if (!ended) return 'waiting';
	// A run that hands over to another workflow is over, and the customer is not lost.
	return visit.called !== undefined && ended.reason === 'completed' ? 'continued' : 'dropped';
}
