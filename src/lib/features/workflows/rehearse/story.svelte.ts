import {
	differencesIn,
	playStory,
	type PlayedStory,
	type Rehearsed,
	type Visit,
} from '../../../app/play-story';
import type { Difference } from '../../../app/scenarios';
import type { Beat, Move, Scenario, Stage } from '../../../model/scenario';

/**
 * The story that is being played with a draft. Owns: the moves so far and the place in the trace
 * that is looked at. Does not own: the draft; with every edit of it, by anybody, the same moves are
 * played again.
 */
export class Story {
	moves = $state.raw<readonly Move[]>([]);
	stage = $state.raw<Stage>({ startAt: 0 });
	/** The contact whom it is played as; empty: somebody new. What is known of them is not kept. */
	person = $state('');
	/** The visit that is looked at; undefined: the last one. */
	looking = $state<number>();

	readonly #rehearsed: () => Rehearsed;
	readonly #now: () => number;

	constructor(rehearsed: () => Rehearsed, now: () => number) {
		this.#rehearsed = rehearsed;
		this.#now = now;
		this.restart();
	}

	played: PlayedStory = $derived.by(() => playStory(this.#rehearsed(), this.stage, this.moves));
	beats: Beat[] = $derived(this.played.beats);
	/** Virtual time. */
	now = $derived(this.played.now);
	nextTimer = $derived(this.played.nextTimer);
	trace: Visit[] = $derived(this.played.trace);
	visit: Visit | undefined = $derived(this.trace[this.looking ?? this.trace.length - 1]);
	/** What the customer can answer now. */
	prompt = $derived(this.played.prompt);

	do(move: Move): void {
		this.looking = undefined;
		this.moves = [...this.moves, move];
	}

	takeBack(): void {
		this.looking = undefined;
		this.moves = this.moves.slice(0, -1);
	}

	/** From the beginning, as whoever and in whatever language is told. */
	restart(as: Omit<Stage, 'startAt'> = {}, person = ''): void {
		this.moves = [];
		this.person = person;
		this.looking = undefined;
		// A whole minute reads better on a clock that stands still.
		this.stage = { ...as, startAt: Math.ceil(this.#now() / 60_000) * 60_000 };
	}

	/** Plays a saved story; the next move goes on from its end. */
	open({ stage, beats }: Scenario): void {
		this.stage = stage;
		this.person = '';
		this.moves = beats.map(({ move }) => move);
		this.looking = undefined;
	}

	differences(scenario: Scenario): Difference[] {
		return differencesIn(this.#rehearsed(), scenario);
	}

	/** The same moves with what they lead to now. */
	retold(scenario: Scenario): Scenario {
		const moves = scenario.beats.map(({ move }) => move);
		return { ...scenario, beats: playStory(this.#rehearsed(), scenario.stage, moves).beats };
	}

	look(at: number): void {
		this.looking = Math.max(0, Math.min(this.trace.length - 1, at));
	}

	/** Place of the visit that is looked at, from nought. */
	get place(): number {
		return this.looking ?? this.trace.length - 1;
	}

	get passed(): ReadonlyMap<string, 'passed' | 'here'> {
		const passed = this.trace.slice(0, this.place + 1).map(({ node }) => [node, 'passed'] as const);
		const here = this.visit ? [[this.visit.node, 'here'] as const] : [];
		// Made anew with every look, never changed.
		// eslint-disable-next-line svelte/prefer-svelte-reactivity
		return new Map([...passed, ...here]);
	}
}
