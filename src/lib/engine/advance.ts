import { assert } from '../base/assert';
import type { Instant } from '../base/clock';
import { hashId } from '../base/hash';
import type { DomainEvent, Evidence, RunEndReason, StepVisit } from '../model/event';
import type { Run } from '../model/run';
import type { LiveWorkflow } from '../model/workflow';
import type { Outcome, StepPark } from '../steps/step';
import { callStep, type Position, WalkContext } from './context';
import { type Plan, type PlannedNode, planOf } from './plan';
import { emit, isShown, ownState, type Turn } from './turn';

/**
 * Walks a run from step to step until it parks or ends, and writes one journal entry for the whole
 * way. Owns: visits, effect ids, the journal. Does not own: when a run starts (match), wakes
 * (decide) or must stop (exits).
 *
 * A1 A step is called once per visit, and a visit's number never comes back (E-10).
 * A2 Every walk ends in exactly one `runAdvanced` and, unless it parks, one `runEnded`.
 * A3 A run that leaves a prompt behind closes it: nobody can answer a step that is over (E-14).
 */

/**
 * More visits than this between two parkings is a loop that no publish check caught: the run ends
 * (E-20).
 */
export const MAX_VISITS = 500;

export type WokenBy = { what: string; at: Instant; lateMs?: number };

export function startRun(
	turn: Turn,
	{ workflow, version, definition }: LiveWorkflow,
	run: Pick<Run, 'id' | 'chain' | 'conversation'>,
	trigger: DomainEvent,
	because: Evidence[],
): void {
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
			...(because.length > 0 ? { because } : {}),
		},
	);
	const walk = openWalk(turn, run.id, definition.settings.onFailure, planOf(definition), {
		what: trigger.id,
		at: trigger.at,
	});
	walkOn(walk, definition.start ?? undefined);
}

/** Carries out what the parked step answered when it was woken, and walks on from there. */
export function resumeRun(
	turn: Turn,
	run: Run,
	{ definition }: LiveWorkflow,
	wokenBy: WokenBy,
	outcome: Outcome,
): void {
	const { park } = run;
	assert(park, 'only a parked run is woken');
	const plan = planOf(definition);
	const planned = plan.nodes.get(park.node);
	assert(planned, 'a run parks at a step of its own version');
	const walk = openWalk(turn, run.id, definition.settings.onFailure, plan, wokenBy);
	closePrompt(turn, run);
	const settled = settle(walk, park.node, planned, outcome);
	if (settled) walkOn(walk, settled.next, settled.otherwise);
}

/** Ends a run that is not walking: an exit condition, a person, a deadline that is long past. */
export function endRun(
	turn: Turn,
	run: Run,
	{ reason, at, detail }: { reason: RunEndReason; at: Instant; detail?: string | undefined },
): void {
	closePrompt(turn, run);
	emit(
		turn,
		{ id: `${run.id}.ended`, run },
		{
			type: 'runEnded',
			run: run.id,
			reason,
			happenedAt: at,
			...(detail === undefined ? {} : { detail }),
		},
	);
}

type Walk = Position & {
	plan: Plan;
	onFailure: 'continue' | 'stop';
	wokenBy: WokenBy;
	steps: StepVisit[];
	/** What the run learned on this way. */
	variables: Run['variables'];
	/** Highest visit so far, by node. */
	visits: Map<string, number>;
};

function openWalk(
	turn: Turn,
	runId: string,
	onFailure: Walk['onFailure'],
	plan: Plan,
	wokenBy: WokenBy,
): Walk {
	const conversation = turn.state.runs[runId]?.conversation;
	assert(conversation, 'a walk belongs to a run that has started');
	ownState(turn, conversation);
	const visits = new Map<string, number>();
	for (const { node, visit } of turn.state.runs[runId]?.steps ?? []) visits.set(node, visit);
	return {
		turn,
		runId,
		node: '',
		visit: 0,
		parked: 0,
		plan,
		onFailure,
		wokenBy,
		steps: [],
		variables: {},
		visits,
	};
}

function walkOn(walk: Walk, start: string | undefined, otherwise?: RunEndReason): void {
	const context = new WalkContext(walk);
	let node = start;
	let ending = otherwise;
	while (node !== undefined) {
		if (walk.steps.length >= MAX_VISITS) return finish(walk, 'loopLimit', node);
		const planned = walk.plan.nodes.get(node);
		if (!planned) return finish(walk, 'failed', `no step ${node}`);
		walk.node = node;
		walk.visit = (walk.visits.get(node) ?? 0) + 1;
		const { step } = planned;
		if (!step) return finish(walk, 'newerVersionNeeded', planned.node.kind);
		const outcome = callStep(() => step.kind.enter(step.params, context));
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
	const written = writeEffects(walk, entry, outcome);
	if ('because' in outcome && outcome.because?.length) entry.because = outcome.because;
	const { lateMs } = walk.wokenBy;
	if (lateMs !== undefined && walk.steps.length === 0) entry.lateMs = lateMs;
	walk.steps.push(entry);
	if ('park' in outcome) {
		rest(walk, node, visit, outcome.park, written);
		return undefined;
	}
	if ('leave' in outcome) {
		entry.left = outcome.leave;
		if (outcome.variables) learn(walk, outcome.variables);
		return { next: nextOf(planned, outcome.leave), otherwise: outcome.otherwise };
	}
	return fail(walk, planned, entry, 'fail' in outcome ? outcome.fail : 'newerVersionNeeded');
}

/** Later steps of the same walk read it from the run; the journal keeps it. */
function learn({ turn, runId, variables }: Walk, learned: Run['variables']): void {
	Object.assign(variables, learned);
	const run = turn.state.runs[runId];
	if (run) Object.assign(run.variables, learned);
}

/** E-22: the failure path if there is one, else what the workflow says; never silence. */
function fail(walk: Walk, planned: PlannedNode, entry: StepVisit, problem: string) {
	entry.problem = problem;
	const failure = nextOf(planned, 'failure');
	if (failure !== undefined) {
		entry.left = 'failure';
		return { next: failure };
	}
	fallBack(walk, entry);
	if (walk.onFailure === 'stop') {
		finish(walk, 'failed', problem);
		return undefined;
	}
	entry.left = planned.step?.kind.ports(planned.step.params)[0]?.id ?? 'next';
	return { next: nextOf(planned, entry.left) };
}

/**
 * E-22: a customer who waits, and whom the failed step may have been meant to bring to somebody,
 * waits in an inbox that people look at.
 */
function fallBack({ turn, runId }: Walk, { node, visit }: StepVisit): void {
	const run = turn.state.runs[runId];
	const conversation = run && turn.state.conversations[run.conversation];
	if (!conversation || conversation.waitingSince === undefined) return;
	if (conversation.teammate !== null || conversation.team !== null) return;
	const { fallbackTeam: team, teams } = turn.view.workspace;
	if (team === null || !Object.hasOwn(teams, team)) return;
	const id = `${hashId('ev', runId, node, visit)}.fallback`;
	emit(turn, { id, run, node, visit }, { type: 'conversationAssigned', team });
}

function nextOf({ node }: PlannedNode, port: string): string | undefined {
	return Object.hasOwn(node.next, port) ? node.next[port] : undefined;
}

/**
 * One hash per visit that writes: effect `n` of a visit has the same id wherever it is executed
 * (E-10).
 */
function writeEffects({ turn, runId }: Walk, entry: StepVisit, { effects }: Outcome): string[] {
	if (!effects?.length) return [];
	const run = turn.state.runs[runId];
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
	const run = walk.turn.state.runs[walk.runId];
	assert(run, 'only a run that has started ends');
	if (reason === 'failed') surface(walk.turn, run);
	endRun(walk.turn, run, { reason, at: walk.wokenBy.at, detail });
}

/**
 * E-22: a customer who waits is not left in the snooze of a run that has failed: the team sees the
 * conversation again.
 */
function surface(turn: Turn, run: Run): void {
	const conversation = turn.state.conversations[run.conversation];
	if (conversation?.state !== 'snoozed' || conversation.waitingSince === undefined) return;
	emit(turn, { id: `${run.id}.unsnoozed`, run }, { type: 'conversationUnsnoozed' });
}

/**
 * The id is the turn's number: two hosts that both take a run's third turn write one entry (E-10).
 */
function writeJournal({ turn, runId, wokenBy, steps, variables }: Walk, park: Run['park']): void {
	const run = turn.state.runs[runId];
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
			steps,
			...(hasLearned ? { variables } : {}),
			...(park ? { park } : {}),
		},
	);
}

function closePrompt(turn: Turn, run: Run): void {
	const prompt = run.park?.prompt;
	const open = turn.state.conversations[run.conversation]?.prompts;
	if (prompt === undefined || !open?.some(({ id }) => id === prompt)) return;
	emit(turn, { id: `${prompt}.closed`, run }, { type: 'promptClosed', prompt });
}
