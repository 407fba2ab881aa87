import { instantAfter } from '../base/clock';
import { applyEvent, type ContactState, forkContactState, runOf } from '../model/contact-state';
import { type DomainEvent, type EventBody, logOf, SHOWN_ENGINE } from '../model/event';
import { isAct } from '../model/placed';
import type { Run } from '../model/run';
import { runIndex } from '../model/run-index';
import type { Unwritable } from '../model/writable';
import type { Effect, WithoutConversation } from '../steps/step';
import type { View, World } from './contract';

/**
 * One call of `decide`: what it has written so far, and the state after that. Later parts of the
 * turn see what earlier ones wrote; the host's own state is never touched.
 */
export type Turn = {
	readonly view: View;
	readonly world: World;
	state: ContactState;
	readonly emitted: DomainEvent[];
	/** Conversations that `state` has a copy of, which the turn may change. */
	readonly owned: Set<string>;
	/** The run that wrote each event. */
	readonly writers: Map<string, string>;
	/** What runs have to do without, because a log would not take it (E-30). */
	readonly limits: ReadonlyMap<string, Limit>;
	/** A person's act led here: what starts now is no round of a loop (E-08). */
	isPersonal: boolean;
};

/** Without evidence; or the run ends at once, and says why. */
export type Limit = 'terse' | { dies: Unwritable };

/**
 * Who writes an event: its id is fixed by where it comes from, so that a repetition is the same
 * event.
 */
export type Origin = {
	id: string;
	run: Pick<Run, 'id' | 'chain' | 'conversation'>;
	node?: string;
	visit?: number;
};

/** What steps and runs write, always in the run's conversation. */
type Emitted = Effect | WithoutConversation<Extract<EventBody, { conversation: string }>>;

export function openTurn(
	view: View,
	world: World,
	limits: ReadonlyMap<string, Limit> = new Map(),
): Turn {
	return {
		view,
		world,
		state: view.state,
		emitted: [],
		owned: new Set(),
		writers: new Map(),
		limits,
		isPersonal: false,
	};
}

export function emit(turn: Turn, { id, run, node, visit }: Origin, body: Emitted): void {
	const { conversation } = run;
	const last = turn.emitted.at(-1)?.at ?? 0;
	const at = Math.max(last + 1, instantAfter(turn.state.newest.at, turn.world.now));
	turn.writers.set(id, run.id);
	if (isShown(body.type)) {
		return record(turn, Object.assign({ id, at, by: SHOWN_ENGINE, conversation }, body));
	}
	const by = { kind: 'engine' as const, id: turn.world.host };
	const cause = [...run.chain, run.id];
	const head =
		node === undefined
			? { id, at, by, cause, conversation }
			: { id, at, by, cause, node, visit, conversation };
	record(turn, Object.assign(head, body));
}

/** For what no run writes. The event is the turn's from here on. */
export function record(turn: Turn, event: DomainEvent & { conversation: string }): void {
	ownState(turn, event.conversation);
	// E-29: what the host does not know yet is not covered by what it does.
	if (isAct(event.type)) event.seen = turn.state.conversations[event.conversation]?.heard ?? {};
	applyEvent(turn.state, event);
	turn.emitted.push(event);
}

/** A customer will read it: host, runs and step stand in the journal alone (P8). */
export function isShown(type: EventBody['type']): boolean {
	return logOf({ type, by: SHOWN_ENGINE }) === 'shown';
}

/** From here on the turn has a copy of this conversation, which it may change. */
export function ownState(turn: Turn, conversation: string): void {
	if (turn.owned.has(conversation)) return;
	turn.owned.add(conversation);
	turn.state = forkContactState(turn.state, conversation);
}

/**
 * Runs of a conversation that have not ended, oldest first: the one order in which they hear of an
 * event.
 */
export function activeRuns(state: ContactState, conversation: string): Run[] {
	const active: Run[] = [];
	for (const id of runIndex(state.runs).open()) {
		const run = runOf(state, id);
		if (run && !run.ended && run.conversation === conversation) active.push(run);
	}
	return active.sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
}
