import { assert } from '../base/assert';
import { hashId } from '../base/hash';
import { evaluate } from '../attributes/evaluate';
import type { FieldScope } from '../attributes/fields';
import { readPhone } from '../attributes/phone';
import { countryFor, type Reading, writingFor } from '../attributes/reading';
import { mayHoldPlaceholders } from '../attributes/placeholders';
import { render, valueOf } from '../attributes/render';
import type { Instant } from '../base/clock';
import type { Condition } from '../model/condition';
import { type Contact, textAttribute } from '../model/contact';
import { type ContactState, runOf } from '../model/contact-state';
import type { Conversation } from '../model/conversation';
import type { Run } from '../model/run';
import type { Locale, Workspace } from '../model/workspace';
import type { Outcome, StepContext, TeamSnapshot } from '../steps/step';
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
 * One context serves a whole walk: what changes from step to step is read when it is asked for. A
 * class, because an object literal with this many accessors takes longer to build than a step takes
 * to run.
 */
export class WalkContext implements StepContext {
	readonly now: Instant;
	readonly workspace: Workspace;
	readonly team: TeamSnapshot;
	readonly locale: Locale;
	readonly #position: Position;

	constructor(position: Position) {
		const { view, world, state } = position.turn;
		this.#position = position;
		this.now = world.now;
		this.workspace = view.workspace;
		this.team = view.team;
		this.locale = localeOf(state.contact, view.workspace);
	}

	get reading(): Reading {
		const writing = writingFor(this.state.contact, this.workspace);
		const country = countryFor(writing, this.workspace);
		return { ...writing, now: this.now, country, phone: readPhone };
	}

	get state(): ContactState {
		return this.#position.turn.state;
	}

	get run(): Run {
		const run = runOf(this.state, this.#position.runId);
		assert(run, 'a step runs inside a run that has started');
		return run;
	}

	get conversation(): Conversation {
		const conversation = this.state.conversations[this.run.conversation];
		assert(conversation, 'a run belongs to a conversation that exists');
		return conversation;
	}

	get parked(): number {
		return this.#position.parked;
	}

	get visits(): number {
		return this.#position.visit;
	}

	get roll(): number {
		const { runId, node, visit } = this.#position;
		return rollOf(runId, node, visit);
	}

	newId(prefix: string): string {
		const { runId, node, visit } = this.#position;
		return hashId(prefix, runId, node, visit);
	}

	// Arrows, because steps take these apart from the context: `enter(params, { render })`.
	readonly evaluate = (condition: Condition) => evaluate(condition, this.workspace, this.#scope());
	readonly render = (template: string) => {
		if (!mayHoldPlaceholders(template)) return template;
		const writing = writingFor(this.state.contact, this.workspace);
		return render(template, writing, this.workspace, this.#scope());
	};
	readonly valueOf = (template: string) => valueOf(template, this.workspace, this.#scope());

	#scope(): FieldScope {
		const { state, conversation, run, now } = this;
		return { state, conversation, run, now, phone: readPhone };
	}
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
