import { assert } from '../base/assert';
import { hashId } from '../base/hash';
import { evaluate } from '../attributes/evaluate';
import type { FieldScope } from '../attributes/fields';
import { render } from '../attributes/render';
import type { Contact } from '../model/contact';
import { textAttribute } from '../model/contact';
import type { Run } from '../model/run';
import type { Locale, Workspace } from '../model/workspace';
import type { Outcome, StepContext } from '../steps/step';
import type { Turn } from './turn';

/** Where a walk stands; the context reads it afresh at each step. */
export type Position = {
	readonly turn: Turn;
	readonly runId: string;
	node: string;
	visit: number;
	/** How often the run has parked at this step since it came to it. */
	parked: number;
};

/**
 * One context serves a whole walk: everything that changes from step to step is read when it is
 * asked for.
 */
export function stepContext(position: Position): StepContext {
	const { turn, runId } = position;
	const { workspace, team } = turn.view;
	const { now } = turn.world;
	const run = () => {
		const found = turn.state.runs[runId];
		assert(found, 'a step runs inside a run that has started');
		return found;
	};
	const conversation = () => {
		const found = turn.state.conversations[run().conversation];
		assert(found, 'a run belongs to a conversation that exists');
		return found;
	};
	const scope = (): FieldScope => ({
		state: turn.state,
		conversation: conversation(),
		run: run(),
		now,
	});
	const locale = localeOf(turn.state.contact, workspace);
	return {
		now,
		workspace,
		team,
		locale,
		get state() {
			return turn.state;
		},
		get conversation() {
			return conversation();
		},
		get run() {
			return run();
		},
		get parked() {
			return position.parked;
		},
		get roll() {
			return rollOf(runId, position.node, position.visit);
		},
		evaluate: (condition) => evaluate(condition, workspace, scope()),
		render: (template) => render(template, locale, workspace, scope()),
	};
}

/** How often in a row the run has come to rest at the step where it is parked now. */
export function parkedSoFar({ steps, park }: Run): number {
	let count = 0;
	for (let i = steps.length - 1; i >= 0; i--) {
		const step = steps[i];
		if (step?.node !== park?.node || step?.left !== undefined) break;
		count++;
	}
	return count;
}

/**
 * A kind that throws must not take the host's queue with it: the step has failed, and says so
 * (E-22).
 */
export function callStep<T extends Outcome | undefined>(step: () => T): T | { fail: string } {
	try {
		return step();
	} catch (error) {
		return { fail: error instanceof Error ? error.message : 'unknown error' };
	}
}

/** The customer's language where it is one of ours, else the workspace's. */
function localeOf(contact: Contact, workspace: Workspace): Locale {
	const language = textAttribute(contact, 'language')?.slice(0, 2).toLowerCase();
	return language === 'es' || language === 'en' ? language : workspace.locale;
}

/** E-27: chance is a hash, so that every host draws the same lot. */
function rollOf(run: string, node: string, visit: number): number {
	return Number.parseInt(hashId('roll', run, node, visit).slice(5, 17), 16) / 2 ** 48;
}
