import type { Instant } from '../base/clock';
import { runOf } from '../model/contact-state';
import type { Conversation } from '../model/conversation';
import type { RunEndReason } from '../model/event';
import { hasDied, type Run } from '../model/run';
import { giveComposerBack } from './composer';
import { activeRuns, emit, type Turn } from './turn';

/**
 * The one way in which runs end, whatever ends them.
 *
 * D1 What a run had called ends with it, its prompt closes, and the composer comes back (E-14).
 * D2 A run that dies hands its conversation over: a customer who may be waiting is waiting in an
 *    inbox that people look at (E-30).
 * D3 A run that another one waits for hands nothing over: its caller goes on or dies (E-21).
 */
export type Ending = { reason: RunEndReason; at: Instant; detail?: string | undefined };

export function endRun(turn: Turn, run: Run, ending: Ending): void {
	const { reason, at, detail } = ending;
	letGo(turn, run, ending);
	if (hasDied(reason) && !isWaitedFor(turn, run)) handOver(turn, run, { stem: run.id });
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

/** D1. For a run that a person's device has ended as well: only what is left to do is done. */
export function letGo(turn: Turn, run: Run, ending: Ending): void {
	endCalled(turn, run, ending);
	closePrompt(turn, run);
	giveComposerBack(turn, run);
}

/** What it called and waits for has nobody to come back to. */
export function endCalled(turn: Turn, run: Run, { reason, at }: Ending): void {
	for (const other of activeRuns(turn.state, run.conversation)) {
		if (other.caller?.run === run.id) endRun(turn, other, { reason, at });
	}
}

export function closePrompt(turn: Turn, run: Run): void {
	const prompt = run.park?.prompt;
	const open = turn.state.conversations[run.conversation]?.prompts;
	if (prompt === undefined || !open?.some(({ id }) => id === prompt)) return;
	emit(turn, { id: `${prompt}.closed`, run }, { type: 'promptClosed', prompt });
}

/**
 * The team sees the conversation again, and the fallback team gets it where nobody has it. `stem`:
 * of the ids of what is written; the place is that of a failed step (E-22).
 */
export function handOver(
	turn: Turn,
	run: Run,
	{ stem, ...place }: { stem: string; node?: string; visit?: number },
): void {
	const conversation = turn.state.conversations[run.conversation];
	if (!conversation || conversation.state === 'closed') return;
	const isWaiting = mayWait(conversation);
	const isPutAway = conversation.state === 'snoozed';
	// A step that failed in a run that goes on leaves it in its snooze, unless somebody waits.
	const isOrphan = place.node === undefined && conversation.snoozedBy === 'engine';
	if (isPutAway && (isWaiting || isOrphan)) {
		emit(turn, { id: `${stem}.unsnoozed`, run, ...place }, { type: 'conversationUnsnoozed' });
	}
	if (!isWaiting || conversation.teammate !== null || conversation.team !== null) return;
	const { fallbackTeam: team, teams } = turn.view.workspace;
	if (team === null || !Object.hasOwn(teams, team)) return;
	emit(turn, { id: `${stem}.fallback`, run, ...place }, { type: 'conversationAssigned', team });
}

/** Wrote, pressed or answered last, and no person has replied since. */
function mayWait({ waitingSince, lastCustomerAt = 0, lastHumanReplyAt = 0 }: Conversation) {
	return waitingSince !== undefined || lastCustomerAt > lastHumanReplyAt;
}

function isWaitedFor({ state }: Turn, { caller }: Run): boolean {
	const park = caller && runOf(state, caller.run)?.park;
	return park !== undefined && park.node === caller?.node && park.visit === caller.visit;
}
