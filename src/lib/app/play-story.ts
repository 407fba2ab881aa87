import { play, PLAYED_CONVERSATION, type Played, type Rehearsed } from '../engine/play';
import { beatsOf, type Difference, runScenario } from '../engine/scenario';
import type { Instant } from '../base/clock';
import type { DomainEvent, EventOf } from '../model/event';
import type { Beat, Move, Scenario, Stage } from '../model/scenario';

export type { Rehearsed } from '../engine/play';

/** A story as a screen tells it: what came of each move, and where the draft stands after them. */
export type PlayedStory = {
	beats: Beat[];
	/** Virtual time. */
	now: Instant;
	nextTimer: Instant | undefined;
	/** What the customer can answer now. */
	prompt: EventOf<'promptShown'> | undefined;
	/** Everything that happened, in order. */
	events: readonly DomainEvent[];
	/** Every visit of a step of the draft, in order; those of workflows that it calls are not its. */
	trace: Visit[];
};

/** `left`: the port by which it was left; absent while the run waits there. */
export type Visit = {
	node: string;
	left: string | undefined;
	problem: string | undefined;
	/** Why it did nothing, as its kind calls it. */
	skipped?: string | undefined;
};

export function playStory(rehearsed: Rehearsed, stage: Stage, moves: readonly Move[]): PlayedStory {
	const played = play(rehearsed, stage, moves);
	const { simulation } = played;
	const conversation = simulation.rehearsal.state().conversations[PLAYED_CONVERSATION];
	return {
		beats: beatsOf(played),
		now: simulation.now(),
		nextTimer: simulation.nextTimer(),
		prompt: conversation?.prompts.at(-1),
		events: simulation.rehearsal.events,
		trace: traceOf(played),
	};
}

/** Empty: the story still goes as it went. */
export function differencesIn(rehearsed: Rehearsed, scenario: Scenario): Difference[] {
	return runScenario(rehearsed, scenario);
}

function traceOf({ simulation, draft }: Played): Visit[] {
	const { runs } = simulation.rehearsal.state();
	return simulation.rehearsal.events.flatMap((event) =>
		event.type === 'runAdvanced' && runs[event.run]?.workflow === draft.workflow
			? event.steps.map(({ node, left, problem, skipped }) => ({ node, left, problem, skipped }))
			: [],
	);
}
