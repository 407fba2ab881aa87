import type { Move, Scenario, Sight, Stage } from '../model/scenario';
import {
	defaultSettings,
	type WorkflowDefinition,
	type WorkflowNode,
	type WorkflowSettings,
} from '../model/workflow';
import type { StepKind } from '../steps/step';
import type { TriggerKind } from '../triggers/trigger';

/** What templates are written with, so that each of them says only what is its own. */

/** Starts at the first of its steps. */
export function workflow(options: {
	title: string;
	on: WorkflowDefinition['trigger'];
	settings?: Partial<WorkflowSettings>;
	nodes: Record<string, WorkflowNode>;
}): WorkflowDefinition {
	const { title, on: trigger, settings, nodes } = options;
	return {
		format: 'relevo.workflow/1',
		title,
		trigger,
		settings: { ...defaultSettings(), ...settings },
		start: Object.keys(nodes)[0] ?? null,
		nodes,
	};
}

export function on<P>(
	kind: TriggerKind<P>,
	params: Partial<P> = {},
): WorkflowDefinition['trigger'] {
	return { kind: kind.kind, params: { ...kind.initial(), ...params } };
}

/** Params that are not given are the kind's initial ones. */
export function step<P>(
	kind: StepKind<P>,
	params: Partial<P> = {},
	next: Record<string, string> = {},
): WorkflowNode {
	return { kind: kind.kind, params: { ...kind.initial(), ...params }, next };
}

/** Each beat: what is done, and what follows. The clock starts on a Monday at ten. */
export function story(
	id: string,
	name: string,
	beats: readonly (readonly [Move, ...Sight[]])[],
	stage: Partial<Stage> = {},
): Scenario {
	return {
		id: `scn_${id}`,
		name,
		stage: { startAt: Date.UTC(2026, 10, 23, 10), ...stage },
		beats: beats.map(([move, ...sights]) => ({ move, sights })),
	};
}

export const ENDED: Sight = { saw: 'ended', reason: 'completed' };
export const SOMEBODY_OF = (team: string | undefined): Sight => ({
	saw: 'assigned',
	...(team === undefined ? {} : { team }),
	teammate: 'somebody',
});

export function says(text: string): Move {
	return { do: 'says', text };
}

export function presses(option: string): Move {
	return { do: 'presses', option };
}

export function replies(text: string): Move {
	return { do: 'replies', text };
}

export function message(text: string): Sight {
	return { saw: 'message', text };
}

export function question(text: string, ...options: string[]): Sight {
	return { saw: 'question', text, options };
}
