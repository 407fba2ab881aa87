import { holds } from '../attributes/evaluate';
import type { Instant } from '../base/clock';
import { runOf } from '../model/contact-state';
import type { DomainEvent } from '../model/event';
import { runIndex, since } from '../model/run-index';
import type { WorkflowDefinition } from '../model/workflow';
import { scopeOf } from './admission';
import { emit, type Turn } from './turn';

/**
 * Which runs this event converts (W-SET-04): their goal holds now, did not hold when they began,
 * and not too much time has passed since. A run may have ended long before.
 */
export function reachGoals(turn: Turn, event: DomainEvent): void {
	const index = runIndex(turn.state.runs);
	const reached: string[] = [];
	for (const version of index.versions()) {
		const definition = turn.view.version(version)?.definition;
		if (definition) reached.push(...reachedBy(turn, event, version, definition));
	}
	for (const id of index.sorted(reached)) {
		const run = runOf(turn.state, id);
		if (!run || run.goal) continue;
		const { workflow } = run;
		emit(turn, { id: `${id}.goal`, run }, { type: 'goalReached', workflow, run: id });
	}
}

/** A goal is about the conversation, so it is looked at once for all runs of one in it. */
function reachedBy(
	turn: Turn,
	event: DomainEvent,
	version: string,
	definition: WorkflowDefinition,
): string[] {
	const { goal } = definition.settings;
	if (!goal) return [];
	const isInTime = (at: Instant) => event.at > at && event.at <= at + goal.withinMs;
	const reached: string[] = [];
	const after = event.at - goal.withinMs - 1;
	for (const [conversation, runs] of runIndex(turn.state.runs).unconverted(version, after)) {
		if (!holdsGoal(turn, definition, conversation, event.at)) continue;
		for (const { id, at } of since(runs, after)) if (isInTime(at)) reached.push(id);
	}
	return reached;
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
