import { holds } from '../attributes/evaluate';
import type { Instant } from '../base/clock';
import type { DomainEvent } from '../model/event';
import { runIndex } from '../model/run-index';
import type { WorkflowDefinition } from '../model/workflow';
import { scopeOf } from './admission';
import { emit, type Turn } from './turn';

/**
 * Which runs this event converts (W-SET-04): their goal holds now, did not hold when they began,
 * and not too much time has passed since. A run may have ended long before.
 */
export function reachGoals(turn: Turn, event: DomainEvent): void {
	const { version } = turn.view;
	const versions = runIndex(turn.state.runs).versions();
	if (!versions.some((id) => version(id)?.definition.settings.goal)) return;
	for (const id in turn.state.runs) {
		const run = turn.state.runs[id];
		if (!run || run.goal) continue;
		const definition = version(run.version)?.definition;
		const goal = definition?.settings.goal;
		if (!goal || event.at <= run.triggeredAt || event.at > run.triggeredAt + goal.withinMs)
			continue;
		if (!holdsGoal(turn, definition, run.conversation, event.at)) continue;
		const { workflow } = run;
		emit(turn, { id: `${id}.goal`, run }, { type: 'goalReached', workflow, run: id });
	}
}

export function holdsGoal(
	turn: Turn,
	{ settings: { goal } }: WorkflowDefinition,
	conversation: string,
	at: Instant,
): boolean {
	if (!goal) return false;
	return holds(goal.condition, turn.view.workspace, scopeOf(turn.state, conversation, at));
}
