import { assert } from '../base/assert';
import type { Instant } from '../base/clock';
import { hashId } from '../base/hash';
import type { DomainEvent, Evidence, RunEndReason, StepVisit } from '../model/event';
import { runOf } from '../model/contact-state';
import type { Run } from '../model/run';
import { formatsAfter } from '../model/value';
import { bytesOf } from '../model/writable';
import { isUnusable, type LiveWorkflow, type WorkflowSettings } from '../model/workflow';
import type { Outcome, StepPark } from '../steps/step';
import { calleeOf, chainOfCall, isPersonal, RUN_ENDED } from './call';
import { takeComposerAway } from './composer';
import { callStep, type Position, WalkContext } from './context';
import { closePrompt, endRun, handOver } from './ending';
import { holdsGoal } from './goal';
import { type Plan, type PlannedNode, planOf } from './plan';
import { isGone } from './references';
import { emit, isShown, ownState, type Turn } from './turn';

/**
 * Walks a run from step to step until it parks or ends, and writes one journal entry for the whole
 * way. Owns: visits, effect ids, the journal. Does not own: when a run starts (match), wakes
 * (decide) or must stop (exits).
 *
 * A1 A step is called once per visit, and a visit's number never comes back (E-10).
 * A2 Every walk ends in exactly one `runAdvanced` and, unless it parks, one `runEnded` (`ending`).
 * A3 A run that leaves a prompt behind closes it: nobody can answer a step that is over (E-14).
 */

/**
 * More visits than this between two parkings is a loop that no publish check caught: the run ends
 * (E-20).
 */
export const MAX_VISITS = 500;
/**
 * More bytes of effects than this in one turn are no conversation any more: a chapter of the log
 * would not hold them (E-20).
 */
export const MAX_TURN_BYTES = 512 * 1024;
/** The port that a step which fails takes where it is wired (E-22). */
const FAILURE = 'failure';
/** Keywords within keywords that a return finds its way through (E-15). */
const MAX_AWAY = 10;

export type WokenBy = { what: string; at: Instant; lateMs?: number };

export function startRun(
	turn: Turn,
	live: LiveWorkflow,
	run: Pick<Run, 'id' | 'chain' | 'conversation'>,
	trigger: Pick<DomainEvent, 'id' | 'at'>,
	{ because = [], caller, start, variables, formats }: Beginning,
): void {
	const { workflow, version, definition } = live;
	const limit = turn.limits.get(run.id);
	const isBrief = limit !== undefined;
	emit(
		turn,
		{ id: `${run.id}.started`, run },
		{
			type: 'runStarted',
			run: run.id,
			workflow,
			version,
			trigger: trigger.id,
			triggeredAt: trigger.at,
			chain: run.chain,
			...(because.length > 0 && !isBrief ? { because } : {}),
			...(caller ? { caller } : {}),
			...(start === undefined || isUnusable(live, start) ? {} : { start }),
			...(variables && Object.keys(variables).length > 0 && typeof limit !== 'object'
				? { variables, ...(formats && { formats }) }
				: {}),
			...(holdsGoal(turn, definition, run.conversation, trigger.at) ? { goalHeld: true } : {}),
			...(turn.isPersonal ? { byPerson: true } : {}),
		},
	);
	const started = runOf(turn.state, run.id);
	if (started && diesOfLimit(turn, started, trigger.at)) return;
	const walk = openWalk(turn, run.id, live, { what: trigger.id, at: trigger.at });
	walkOn(walk, start ?? definition.start ?? undefined);
}

/** Why it matched; or, for a run that another one called, by whom, where and with what (E-21). */
type Beginning = {
	because?: Evidence[];
	caller?: Run['caller'];
	start?: string | undefined;
	variables?: Run['variables'] | undefined;
	formats?: Run['formats'];
};

/** Carries out what the parked step answered when it was woken, and walks on from there. */
export function resumeRun(
	turn: Turn,
	run: Run,
	live: LiveWorkflow,
	wokenBy: WokenBy,
	outcome: Outcome,
): void {
	const { park } = run;
	assert(park, 'only a parked run is woken');
	if (diesOfLimit(turn, run, wokenBy.at)) return;
	const planned = planOf(live.definition).nodes.get(park.node);
	assert(planned, 'a run parks at a step of its own version');
	const walk = openWalk(turn, run.id, live, wokenBy);
	closePrompt(turn, run);
	const settled = settle(walk, park.node, planned, outcome);
	if (settled) walkOn(walk, settled.next, settled.otherwise);
}

/** Takes a parked run to another step, and remembers where it was (E-15). */
export function divertRun(
	turn: Turn,
	run: Run,
	live: LiveWorkflow,
	wokenBy: WokenBy,
	go: string,
): void {
	assert(run.park, 'only a parked run is taken away');
	if (diesOfLimit(turn, run, wokenBy.at)) return;
	const walk = openWalk(turn, run.id, live, wokenBy);
	closePrompt(turn, run);
	walk.away = [...run.away, run.park.node].slice(-MAX_AWAY);
	walkOn(walk, go);
}

/** Nothing that it would write can be: it ends instead, and the team has the conversation. */
function diesOfLimit(turn: Turn, run: Run, at: Instant): boolean {
	const limit = turn.limits.get(run.id);
	if (typeof limit !== 'object') return false;
	endRun(turn, run, { reason: 'failed', at, detail: limit.dies });
	return true;
}

type Walk = Position & {
	live: LiveWorkflow;
	plan: Plan;
	settings: WorkflowSettings;
	wokenBy: WokenBy;
	steps: StepVisit[];
	/** Of the effects so far; a visit whose effects pass the bound writes none of them (E-20). */
	bytes: number;
	/** What the run learned on this way. */
	variables: Run['variables'];
	formats?: Run['formats'];
	/** Where keywords took it away from, when that has changed on this way (E-15). */
	away?: string[];
	/** Highest visit so far, by node. */
	visits: Map<string, number>;
};

function openWalk(turn: Turn, runId: string, live: LiveWorkflow, wokenBy: WokenBy): Walk {
	const conversation = runOf(turn.state, runId)?.conversation;
	assert(conversation, 'a walk belongs to a run that has started');
	ownState(turn, conversation);
	const visits = new Map<string, number>();
	for (const { node, visit } of runOf(turn.state, runId)?.steps ?? []) visits.set(node, visit);
	return {
		turn,
		runId,
		node: '',
		visit: 0,
		parked: 0,
		live,
		plan: planOf(live.definition),
		settings: live.definition.settings,
		wokenBy,
		steps: [],
		bytes: 0,
		variables: {},
		visits,
	};
}

function walkOn(walk: Walk, start: string | undefined, otherwise?: RunEndReason): void {
	const context = new WalkContext(walk);
	let node = start;
	let ending = otherwise;
	while (node !== undefined) {
		if (walk.steps.length >= MAX_VISITS) return finish(walk, 'loopLimit', 'visits');
		const planned = walk.plan.nodes.get(node);
		if (!planned) return finish(walk, 'failed', `noStep:${node}`);
		if (isUnusable(walk.live, node)) return finish(walk, 'failed', 'badId');
		walk.node = node;
		walk.visit = (walk.visits.get(node) ?? 0) + 1;
		const { step } = planned;
		if (!step) return finish(walk, 'newerVersionNeeded', planned.node.kind);
		const outcome = callStep(() => {
			const gone = step.references().find((one) => isGone(one, context.workspace));
			if (gone) return { fail: `deleted:${gone.kind}:${gone.id}` };
			return step.kind.enter(step.params, context);
		});
		const settled = settle(walk, node, planned, outcome);
		if (!settled) return;
		node = settled.next;
		ending = settled.otherwise;
	}
	finish(walk, ending ?? 'completed');
}

/** Writes a visit's effects and where it leads; undefined when the run has come to rest. */
function settle(
	walk: Walk,
	node: string,
	planned: PlannedNode,
	outcome: Outcome,
): { next: string | undefined; otherwise?: RunEndReason | undefined } | undefined {
	const visit = (walk.visits.get(node) ?? 0) + 1;
	walk.visits.set(node, visit);
	const entry: StepVisit = { node, kind: planned.node.kind, visit };
	if ('because' in outcome && outcome.because?.length) entry.because = outcome.because;
	const { lateMs } = walk.wokenBy;
	if (lateMs !== undefined && walk.steps.length === 0) entry.lateMs = lateMs;
	walk.steps.push(entry);
	walk.bytes += bytesOf(outcome.effects ?? []);
	if (walk.bytes > MAX_TURN_BYTES) {
		finish(walk, 'loopLimit', 'bytes');
		return undefined;
	}
	const written = writeEffects(walk, entry, outcome);
	if ('park' in outcome) {
		rest(walk, node, visit, outcome.park, written);
		return undefined;
	}
	if ('leave' in outcome) {
		entry.left = outcome.leave;
		if (outcome.skipped !== undefined) entry.skipped = outcome.skipped;
		if (outcome.problem !== undefined) entry.problem = outcome.problem;
		if (outcome.variables) learn(walk, outcome.variables, outcome.formats);
		return { next: nextOf(planned, outcome.leave), otherwise: outcome.otherwise };
	}
	if ('back' in outcome) return goBack(walk, planned, entry, outcome.back);
	if ('call' in outcome) return callOut(walk, planned, entry, outcome);
	return fail(walk, planned, entry, outcome.fail);
}

/** E-15: where the last keyword took it away from is entered again, so that it asks again. */
function goBack(walk: Walk, planned: PlannedNode, entry: StepVisit, otherwise: string) {
	const away = walk.away ?? runOf(walk.turn.state, walk.runId)?.away ?? [];
	const next = away.at(-1);
	if (next === undefined) {
		entry.left = otherwise;
		return { next: nextOf(planned, otherwise) };
	}
	walk.away = away.slice(0, -1);
	return { next };
}

/** E-21. The other run begins when this one has ended, or rests until the other has. */
function callOut(
	walk: Walk,
	planned: PlannedNode,
	entry: StepVisit,
	{ call, mode }: Extract<Outcome, { call: unknown }>,
) {
	const { turn, runId } = walk;
	const run = runOf(turn.state, runId);
	assert(run, 'only a run that has started calls');
	const chain = chainOfCall(run, walk.wokenBy.what, turn.state);
	const callee = calleeOf(turn, run, chain, { call, mode, at: walk.wokenBy.at });
	if ('refused' in callee) return fail(walk, planned, entry, `call:${callee.refused}`);
	const { node, visit } = entry;
	const { workflow, version } = callee.workflow;
	const id = hashId('run', workflow, version, runId, node, visit);
	entry.called = id;
	// Whoever this run was to come back to, the one that it hands over to comes back to instead.
	const caller = mode === 'return' ? { run: runId, node, visit } : run.caller;
	if (mode === 'return') rest(walk, node, visit, { listens: [RUN_ENDED] }, []);
	else finish(walk, 'completed');
	const trigger = { id: isPersonal(walk.wokenBy.what) ? walk.wokenBy.what : run.trigger };
	startRun(
		turn,
		callee.workflow,
		{ id, chain, conversation: run.conversation },
		{ ...trigger, at: walk.wokenBy.at },
		{ caller, start: call.node, variables: call.variables, formats: call.formats },
	);
	return undefined;
}

/** Later steps of the same walk read it from the run; the journal keeps it. */
function learn(walk: Walk, learned: Run['variables'], formats: Run['formats']): void {
	const run = runOf(walk.turn.state, walk.runId);
	for (const one of run ? [walk, run] : [walk]) {
		Object.assign(one.variables, learned);
		one.formats = formatsAfter(one.formats, learned, formats);
	}
}

/** E-22: the failure path if there is one, else what the workflow says; never silence. */
function fail(walk: Walk, planned: PlannedNode, entry: StepVisit, problem: string) {
	entry.problem = problem;
	const failure = nextOf(planned, FAILURE);
	if (failure !== undefined) {
		entry.left = FAILURE;
		return { next: failure };
	}
	const run = runOf(walk.turn.state, walk.runId);
	const { node, visit } = entry;
	if (run) handOver(walk.turn, run, { stem: hashId('ev', walk.runId, node, visit), node, visit });
	const onwards = walk.settings.onFailure === 'continue' ? portAfterFailure(planned) : undefined;
	const next = onwards === undefined ? undefined : nextOf(planned, onwards);
	// Where steps follow, but none by this way, it has not done what it was to do.
	const isCut = next === undefined && Object.keys(planned.node.next).length > 0;
	if (onwards === undefined || isCut) {
		finish(walk, 'failed', problem);
		return undefined;
	}
	entry.left = onwards;
	return { next };
}

/** Undefined where one way is as good as another: no customer has pressed the first button. */
function portAfterFailure({ step }: PlannedNode): string | undefined {
	if (!step) return undefined;
	const { kind, params } = step;
	if (kind.afterFailure !== undefined) return kind.afterFailure ?? undefined;
	const [only, ...others] = kind.ports(params).filter(({ id }) => id !== FAILURE);
	return others.length === 0 ? only?.id : undefined;
}

function nextOf({ node }: PlannedNode, port: string): string | undefined {
	return Object.hasOwn(node.next, port) ? node.next[port] : undefined;
}

/**
 * One hash per visit that writes: effect `n` of a visit has the same id wherever it is executed
 * (E-10).
 */
function writeEffects(walk: Walk, entry: StepVisit, { effects }: Outcome): string[] {
	if (!effects?.length) return [];
	const { turn, runId } = walk;
	const run = runOf(turn.state, runId);
	assert(run, 'effects belong to a run that has started');
	const { node, visit } = entry;
	const base = hashId('ev', runId, node, visit);
	if (effects.some(({ type }) => isShown(type))) entry.shown = base;
	return effects.map((effect, index) => {
		const id = `${base}.${index}`;
		emit(turn, { id, run, node, visit }, effect);
		return id;
	});
}

function rest(walk: Walk, node: string, visit: number, park: StepPark, effectIds: string[]): void {
	const { until, listens, prompt, runLate } = park;
	takeComposerAway(walk);
	writeJournal(walk, {
		node,
		visit,
		listens,
		...(until === undefined ? {} : { until }),
		...(prompt === undefined ? {} : { prompt: effectIds[prompt] }),
		...(runLate === undefined ? {} : { runLate }),
	});
}

function finish(walk: Walk, reason: RunEndReason, detail?: string): void {
	writeJournal(walk, undefined);
	const run = runOf(walk.turn.state, walk.runId);
	assert(run, 'only a run that has started ends');
	endRun(walk.turn, run, { reason, at: walk.wokenBy.at, detail });
}

/**
 * The id is the turn's number: two hosts that both take a run's third turn write one entry (E-10).
 */
function writeJournal(walk: Walk, park: Run['park']): void {
	const { turn, runId, wokenBy, steps, variables, formats, away } = walk;
	const run = runOf(turn.state, runId);
	assert(run, 'only a run that has started has a journal');
	const hasLearned = Object.keys(variables).length > 0;
	emit(
		turn,
		{ id: `${runId}.${run.wokenBy.length}`, run },
		{
			type: 'runAdvanced',
			run: runId,
			wokenBy: wokenBy.what,
			wokenAt: wokenBy.at,
			steps: turn.limits.has(runId) ? steps.map(withoutEvidence) : steps,
			...(hasLearned ? { variables, ...(formats && { formats }) } : {}),
			...(away ? { away } : {}),
			...(park ? { park } : {}),
		},
	);
}

/** A journal that is too large for the log says where the run went, and not what it saw. */
function withoutEvidence({ because: _, ...visit }: StepVisit): StepVisit {
	return visit;
}
