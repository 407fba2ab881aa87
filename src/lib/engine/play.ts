import type { Instant } from '../base/clock';
import { hashId } from '../base/hash';
import type { Author, DomainEvent, EventBody } from '../model/event';
import { queuedSince } from '../model/run';
import type { Move, Stage } from '../model/scenario';
import type { LiveWorkflow, WorkflowDefinition } from '../model/workflow';
import type { Workspace } from '../model/workspace';
import type { TeamSnapshot } from '../steps/step';
import { startRun } from './advance';
import { castOf, staged } from './cast';
import { returnToCallers } from './decide';
import { pageRuleId } from './page-rules';
import { asLive } from './rehearsal';
import { type Simulation, simulate } from './simulate';
import { openTurn } from './turn';

/**
 * Plays a story with a draft: the moves of both sides, one after the other, each with everything
 * that followed. A pure function of the draft and the moves, so a story that is being played is
 * played again with every edit.
 *
 * P1 The draft plays alone, with the workflows that it calls: what else is live is another story.
 * P2 The same moves on the same draft give the same events, ids and chance included.
 */
export type Rehearsed = {
	/** The workflow's id in its workspace: those that it calls may call it back. */
	workflow: string;
	definition: WorkflowDefinition;
	workspace: Workspace;
	/** Versions that are live now. */
	live: readonly LiveWorkflow[];
};

export type Played = {
	simulation: Simulation;
	turns: {
		move: Move;
		/** Virtual time after it. */
		at: Instant;
		/** What was done and what followed, in order; empty for what could not be done. */
		events: readonly DomainEvent[];
	}[];
	/** The draft, as it ran. */
	draft: LiveWorkflow;
};

export const PLAYED_CONTACT = 'con_rehearsal';
export const PLAYED_CONVERSATION = 'cnv_rehearsal';
const CUSTOMER: Author = { kind: 'contact', id: PLAYED_CONTACT };

/** A wait of a year in a loop of seconds is not counted through. */
const MAX_DEADLINES = 500;

export function play(rehearsed: Rehearsed, stage: Stage, moves: readonly Move[]): Played {
	const { workflow, definition } = rehearsed;
	const workspace = staged(rehearsed.workspace, stage);
	// One name for every state of the draft: chance hangs on it (P2, E-27).
	const draft: LiveWorkflow = { ...asLive(workflow, definition), version: 'ver_draft' };
	const live = castOf(draft, rehearsed.live);
	const simulation = simulate({
		contact: PLAYED_CONTACT,
		workspace,
		live: live.map((one) => ({ ...one, liveSince: 0, liveWithoutBreakSince: 0 })),
		startAt: stage.startAt,
		team: teamOf(workspace, true),
	});
	const { rehearsal } = simulation;
	for (const event of known(stage)) rehearsal.append(event);
	const turns = moves.map((move) => {
		const before = rehearsal.events.length;
		carryOut(move, simulation, draft);
		const events = rehearsal.events.slice(before);
		rehearsal.team = afterwards(rehearsal.team, events);
		return { move, at: simulation.now(), events };
	});
	return { simulation, turns, draft };
}

/** What is known of the customer when the story begins. */
function known({ startAt: at, contact, tags = [], channel }: Stage): DomainEvent[] {
	const facts: EventBody[] = tags.map((tag) => ({ type: 'contactTagAdded', tag }));
	const conversation = PLAYED_CONVERSATION;
	if (channel) facts.push({ type: 'conversationStarted', conversation, channel });
	if (contact) facts.push({ type: 'detailsGiven', details: contact });
	return facts.map((body, index) => ({
		id: `evt_known_${String(index)}`,
		at,
		by: CUSTOMER,
		...body,
	}));
}

/** Undefined when nothing that is open offers this button. */
function promptWith(option: string, { rehearsal }: Simulation): string | undefined {
	const open = rehearsal.state().conversations[PLAYED_CONVERSATION]?.prompts ?? [];
	return open.findLast(
		({ input }) => input.kind === 'buttons' && input.options.some(({ id }) => id === option),
	)?.id;
}

function lastPrompt(kind: 'form' | 'rating', { rehearsal }: Simulation): string | undefined {
	const open = rehearsal.state().conversations[PLAYED_CONVERSATION]?.prompts ?? [];
	return open.findLast(({ input }) => input.kind === kind)?.id;
}

/** A rating that was given can be given anew. */
function ratedPrompt({ rehearsal }: Simulation): string | undefined {
	return rehearsal.state().conversations[PLAYED_CONVERSATION]?.rating?.prompt;
}

function carryOut(move: Move, simulation: Simulation, draft: LiveWorkflow): void {
	switch (move.do) {
		case 'waits':
			return letPass(simulation, simulation.now() + move.forMs);
		case 'skips':
			return void simulation.skipToNextTimer();
		case 'staffs':
			return staff(simulation, move.online);
		case 'starts':
			return start(simulation, draft);
		default: {
			const body = bodyOf(move, simulation, draft);
			const { teammates } = simulation.rehearsal.view().workspace;
			const teammate: Author = { kind: 'teammate', id: Object.keys(teammates)[0] ?? 'tea_anyone' };
			if (body) simulation.play(isCustomers(move) ? CUSTOMER : teammate, body);
		}
	}
}

type Deed = Exclude<Move, { do: 'waits' | 'skips' | 'staffs' | 'starts' }>;

function isCustomers({ do: what }: Deed): boolean {
	return ['opens', 'says', 'presses', 'answers', 'rates', 'meetsPage'].includes(what);
}

/** Undefined for an answer to a question that is not open. */
function bodyOf(move: Deed, simulation: Simulation, draft: LiveWorkflow): EventBody | undefined {
	const conversation = PLAYED_CONVERSATION;
	switch (move.do) {
		case 'opens':
			return { type: 'conversationStarted', conversation };
		case 'says':
		case 'replies':
			return { type: 'messageSent', conversation, text: move.text };
		case 'presses': {
			const { option } = move;
			const prompt = promptWith(option, simulation);
			return prompt ? { type: 'buttonPressed', conversation, prompt, option } : undefined;
		}
		case 'answers': {
			const { answers } = move;
			const prompt = lastPrompt('form', simulation);
			return prompt ? { type: 'answersGiven', conversation, prompt, answers } : undefined;
		}
		case 'rates': {
			const { score, remark } = move;
			const prompt = lastPrompt('rating', simulation) ?? ratedPrompt(simulation);
			if (!prompt) return undefined;
			return { type: 'conversationRated', conversation, prompt, score, ...(remark && { remark }) };
		}
		case 'meetsPage':
			return { type: 'pageRuleMet', conversation, rule: pageRuleId(draft) };
		case 'notes':
			return { type: 'noteAdded', conversation, text: move.text };
		case 'takes': {
			const [teammate] = Object.keys(simulation.rehearsal.view().workspace.teammates);
			return teammate ? { type: 'conversationAssigned', conversation, teammate } : undefined;
		}
		case 'closes':
			return { type: 'conversationClosed', conversation };
		case 'reopens':
			return { type: 'conversationReopened', conversation };
		case 'shortcut': {
			const answers = move.answers ? { answers: move.answers } : {};
			return { type: 'shortcutUsed', conversation, workflow: draft.workflow, ...answers };
		}
	}
}

/** What another workflow, or a person, starts: no event does it, so the run begins here. */
function start({ rehearsal }: Simulation, draft: LiveWorkflow): void {
	const [conversation, at] = [PLAYED_CONVERSATION, rehearsal.now()];
	if (!rehearsal.state().conversations[conversation]) {
		const begun = { type: 'conversationStarted' as const, conversation };
		rehearsal.append({ id: 'evt_begun', at, by: CUSTOMER, ...begun });
	}
	const turn = openTurn(rehearsal.view(), { now: at, host: 'rehearsal' });
	const trigger = { id: `evt_start_${String(rehearsal.events.length)}`, at };
	const id = hashId('run', draft.workflow, draft.version, trigger.id);
	startRun(turn, draft, { id, chain: [], conversation }, trigger, {});
	returnToCallers(turn);
	turn.emitted.forEach(rehearsal.append);
	for (const event of turn.emitted) rehearsal.take({ event });
}

function letPass(simulation: Simulation, until: Instant): void {
	for (let served = 0; served < MAX_DEADLINES; served++) {
		const next = simulation.nextTimer();
		if (next === undefined || next > until) break;
		simulation.skipToNextTimer();
	}
	simulation.rehearsal.sleep(Math.max(0, until - simulation.now()));
}

/** Whoever waits for a person looks again, the longest waiting first (E-26). */
function staff({ rehearsal }: Simulation, online: boolean): void {
	rehearsal.team = teamOf(rehearsal.view().workspace, online);
	const waiting = Object.values(rehearsal.state().runs)
		.filter((run) => !run.ended && queuedSince(run) !== undefined)
		.sort((a, b) => a.wokenAt - b.wokenAt);
	for (const { id } of waiting) rehearsal.take({ teamChanged: { run: id } });
}

function teamOf({ teammates }: Workspace, online: boolean): TeamSnapshot {
	return { online: online ? Object.keys(teammates) : [], open: {}, lastAssignedAt: {} };
}

/** Turns are taken: who has just been given the conversation is the last to get another. */
function afterwards(team: TeamSnapshot, events: readonly DomainEvent[]): TeamSnapshot {
	const given = events.findLast((event) => event.type === 'conversationAssigned');
	if (given?.type !== 'conversationAssigned' || !given.teammate) return team;
	return {
		...team,
		open: { [given.teammate]: 1 },
		lastAssignedAt: { ...team.lastAssignedAt, [given.teammate]: given.at },
	};
}
