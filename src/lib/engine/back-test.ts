import type { Instant } from '../base/clock';
import { byTimeThenId } from '../base/order';
import { type ContactState, foldContact } from '../model/contact-state';
import type { DomainEvent, RunEndReason } from '../model/event';
import { type Run, writerOf } from '../model/run';
import type { LiveWorkflow, WorkflowDefinition } from '../model/workflow';
import type { Workspace } from '../model/workspace';
import { planOf } from './plan';
import { asLive, nextDeadline, type Rehearsal, rehearse } from './rehearsal';

/**
 * What a draft would have done in conversations of the past. People's words and deeds are facts,
 * and so is what other workflows did; what this workflow did is left out and done again by the
 * draft, which speaks as if it were alone. Nothing is written anywhere.
 *
 * B1 A customer's answer counts for the question that it was given to: what a draft asks in other
 *    words, or asks where nothing was asked, has no answer, and what follows is unknown.
 * B2 After the unknown nothing more is guessed of that conversation.
 * B3 A contact is tested whole and by itself, so the work can be done in pieces and stopped.
 */
export type BackTest = {
	/** Plays one contact's past; call it once for each. */
	add(contact: string, events: readonly DomainEvent[]): void;
	report(): BackTestReport;
};

export type BackTestReport = {
	contacts: number;
	conversations: number;
	events: number;
	/** By node: how often it was entered, by which ports it was left, and where it is unknown. */
	steps: Record<string, StepCount>;
	ended: Partial<Record<RunEndReason, number>>;
	/** Runs of the draft beside those that there were. */
	compared: Record<Comparison, number>;
	/** A few conversations for each: `node:port`, `node` for the unknown, or the comparison. */
	samples: Record<string, Sample[]>;
};

export type StepCount = {
	entered: number;
	left: Record<string, number>;
	/** Runs that rest there at the end of what is known. */
	waiting: number;
	/** Runs whose customer was asked something that nobody has answered (B1). */
	unknown: number;
};
export type Comparison = 'same' | 'different' | 'onlyNow' | 'onlyBefore' | 'unknown';
export type Sample = { contact: string; conversation: string };

export type BackTested = {
	workflow: string;
	definition: WorkflowDefinition;
	workspace: Workspace;
	/** The end of the past. */
	now: Instant;
};

const MAX_SAMPLES = 5;
/** A draft that waits in seconds is not followed for years. */
const MAX_DEADLINES = 200;

export function backTest({ workflow, definition, workspace, now }: BackTested): BackTest {
	const draft: LiveWorkflow = { ...asLive(workflow, definition), version: 'ver_draft' };
	const report: BackTestReport = {
		contacts: 0,
		conversations: 0,
		events: 0,
		steps: {},
		ended: {},
		compared: { same: 0, different: 0, onlyNow: 0, onlyBefore: 0, unknown: 0 },
		samples: {},
	};

	function add(contact: string, events: readonly DomainEvent[]): void {
		const past = pastOf(contact, events, workflow);
		const replay = new Replay(contact, past, draft, workspace);
		const runs = replay.run(now);
		report.contacts++;
		report.conversations += past.conversations;
		report.events += events.length;
		for (const run of runs) count(report, run, replay.unknown.has(run.id));
		compare(report, past.runs, { runs, unknown: replay.unknown });
	}

	return { add, report: () => report };
}

type Past = {
	/** What people and other workflows did, in order. */
	facts: DomainEvent[];
	/** What this workflow did. */
	runs: Run[];
	/** What it showed, by conversation: words → ids of the events that said them. */
	shown: Map<string, Map<string, string[]>>;
	/** Its questions: answers to them are answers to the draft, or to nothing. */
	prompts: Set<string>;
	conversations: number;
};

function pastOf(contact: string, events: readonly DomainEvent[], workflow: string): Past {
	const state = foldContact(contact, events);
	const all = Object.values(state.runs);
	const past: Past = {
		facts: [],
		runs: all.filter((run) => run.workflow === workflow),
		shown: new Map(),
		prompts: new Set(),
		conversations: Object.keys(state.conversations).length,
	};
	for (const event of [...events].sort(byTimeThenId)) {
		if (event.by.kind !== 'engine') past.facts.push(event);
		else if (writerOf(event, all)?.run.workflow === workflow) remember(past, event);
		else if (!('run' in event) && !isNotice(event, workflow)) past.facts.push(event);
	}
	return past;
}

/** The draft notices silences itself. */
function isNotice(event: DomainEvent, workflow: string): boolean {
	return event.type === 'episodeDue' && event.workflow === workflow;
}

function remember({ shown, prompts }: Past, event: DomainEvent): void {
	const words = wordsOf(event);
	if (words === undefined || !('conversation' in event) || event.conversation === undefined) return;
	const known = shown.get(event.conversation) ?? new Map<string, string[]>();
	shown.set(event.conversation, known.set(words, [...(known.get(words) ?? []), event.id]));
	if (event.type === 'promptShown') prompts.add(event.id);
}

/** Two questions are one when a customer cannot tell them apart. */
function wordsOf(event: DomainEvent): string | undefined {
	if (event.type === 'messageSent') return event.text;
	return event.type === 'promptShown' ? JSON.stringify([event.text, event.input]) : undefined;
}

/**
 * One contact's past, gone through once more.
 * Owns: the rehearsal, and what is known of the customer's answers. Does not own: the counts.
 */
class Replay {
	/** Run → the step whose question nobody was asked (B1). */
	readonly unknown = new Map<string, string>();
	/** Conversations of which nothing more is known (B2). */
	readonly #lost = new Set<string>();
	/** Conversations in which the draft said last what was never said there. */
	readonly #news = new Set<string>();
	/** Question of the past → the draft's own of the same words. */
	readonly #asked = new Map<string, string>();
	readonly #rehearsal: Rehearsal;
	readonly #draft: LiveWorkflow;
	readonly #past: Past;

	constructor(contact: string, past: Past, draft: LiveWorkflow, workspace: Workspace) {
		this.#past = past;
		this.#draft = draft;
		const host = 'back-test';
		this.#rehearsal = rehearse({ contact, workspace, live: [draft], startAt: 0, host });
	}

	run(now: Instant): Run[] {
		for (const fact of this.#past.facts) {
			const conversation = 'conversation' in fact ? fact.conversation : undefined;
			if (conversation !== undefined && this.#lost.has(conversation)) continue;
			this.#letPass(fact.at);
			const event = this.#addressed(fact);
			if (!event) continue;
			this.#rehearsal.append(event);
			this.#look(this.#rehearsal.take({ event }));
		}
		this.#letPass(now);
		return Object.values(this.#rehearsal.state().runs);
	}

	#letPass(until: Instant): void {
		for (let served = 0; served < MAX_DEADLINES; served++) {
			const next = nextDeadline(this.#known(), [this.#draft]);
			if (!next || next.due > until) break;
			this.#rehearsal.sleep(Math.max(0, next.due - this.#rehearsal.now()));
			const written = this.#rehearsal.take(next.input);
			if (written.length === 0) break;
			this.#look(written);
		}
		this.#rehearsal.sleep(Math.max(0, until - this.#rehearsal.now()));
	}

	/** The state without the conversations that are lost: time brings nothing there. */
	#known(): ContactState {
		const state = this.#rehearsal.state();
		if (this.#lost.size === 0) return state;
		const isKnown = (conversation: string) => !this.#lost.has(conversation);
		const { runs, conversations } = state;
		return {
			...state,
			runs: Object.fromEntries(Object.entries(runs).filter(([, run]) => isKnown(run.conversation))),
			conversations: Object.fromEntries(
				Object.entries(conversations).filter(([id]) => isKnown(id)),
			),
		};
	}

	/** Undefined for an answer to a question that the draft does not ask. */
	#addressed(fact: DomainEvent): DomainEvent | undefined {
		if (!('prompt' in fact) || fact.prompt === undefined) return fact;
		if (!this.#past.prompts.has(fact.prompt)) return fact;
		const prompt = this.#asked.get(fact.prompt);
		return prompt === undefined ? undefined : { ...fact, prompt };
	}

	/** Looks at what the draft has said, and whether the past can go on from there. */
	#look(written: readonly DomainEvent[]): void {
		if (written.length === 0) return;
		for (const event of written) {
			const words = wordsOf(event);
			if (words === undefined || !('conversation' in event) || !event.conversation) continue;
			const before = this.#past.shown.get(event.conversation)?.get(words);
			if (!before) this.#news.add(event.conversation);
			else this.#news.delete(event.conversation);
			for (const id of before ?? []) this.#asked.set(id, event.id);
		}
		for (const run of Object.values(this.#rehearsal.state().runs)) {
			if (run.ended || !run.park || !this.#news.has(run.conversation)) continue;
			if (!this.#isQuestion(run.park)) continue;
			this.unknown.set(run.id, run.park.node);
			this.#lost.add(run.conversation);
		}
	}

	/** It waits for words of the customer, who must have read what was said last. */
	#isQuestion({ node, listens }: NonNullable<Run['park']>): boolean {
		const step = planOf(this.#draft.definition).nodes.get(node)?.step;
		if (!step?.kind.customerFacing) return false;
		return listens.some((signal) => signal.startsWith('contact.'));
	}
}

function count({ steps, ended, samples }: BackTestReport, run: Run, unknown: boolean): void {
	let restingAt: string | undefined;
	for (const { node, left } of run.steps) {
		const step = (steps[node] ??= { entered: 0, left: {}, waiting: 0, unknown: 0 });
		// Waking where it rests is not coming there again.
		if (restingAt !== node) step.entered++;
		restingAt = left === undefined ? node : undefined;
		if (left === undefined) continue;
		step.left[left] = (step.left[left] ?? 0) + 1;
		sample(samples, `${node}:${left}`, run);
	}
	if (run.ended) ended[run.ended.reason] = (ended[run.ended.reason] ?? 0) + 1;
	const last = restingAt === undefined || run.ended ? undefined : steps[restingAt];
	if (!last || restingAt === undefined) return;
	if (unknown) last.unknown++;
	else last.waiting++;
	if (unknown) sample(samples, restingAt, run);
}

/** By what started them: the same event started the run of the past and that of the draft. */
function compare(
	{ compared, samples }: BackTestReport,
	before: readonly Run[],
	{ runs, unknown }: { runs: readonly Run[]; unknown: ReadonlyMap<string, string> },
): void {
	const nameOf = ({ trigger, conversation }: Run) => `${conversation} ${trigger}`;
	const now = new Map(runs.map((run) => [nameOf(run), run]));
	const then = new Map(before.map((run) => [nameOf(run), run]));
	for (const run of runs) {
		const other = then.get(nameOf(run));
		const known = !other ? 'onlyNow' : pathOf(run) === pathOf(other) ? 'same' : 'different';
		const told: Comparison = unknown.has(run.id) && other ? 'unknown' : known;
		compared[told]++;
		sample(samples, told, run);
	}
	for (const run of before) {
		if (now.has(nameOf(run))) continue;
		compared.onlyBefore++;
		sample(samples, 'onlyBefore', run);
	}
}

function pathOf({ steps }: Run): string {
	return steps.flatMap(({ node, left }) => (left === undefined ? [] : `${node}:${left}`)).join(' ');
}

function sample(samples: BackTestReport['samples'], key: string, run: Run): void {
	const list = (samples[key] ??= []);
	const { contact, conversation } = run;
	const isNew = !list.some((one) => one.conversation === conversation);
	if (isNew && list.length < MAX_SAMPLES) list.push({ contact, conversation });
}
