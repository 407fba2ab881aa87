import { nextInstant } from '../base/clock';
import { hashId } from '../base/hash';
import type { ContactState } from '../model/contact-state';
import type { LiveWorkflow } from '../model/workflow';
import type { Situation } from '../triggers/trigger';
import { planOf } from './plan';
import { EXPIRES_AFTER_MS } from './timers';
import { record, type Turn } from './turn';

/** A silence that a live workflow waits for, in one conversation (E-17). */
export type Episode = Situation & { workflow: string; conversation: string };

/**
 * What a host keeps a timer for: of each live workflow that waits for a silence, the episode of a
 * conversation as its state is now.
 */
export type SilencesOf = (
	state: ContactState,
	conversation: string,
	live: readonly LiveWorkflow[],
) => { workflow: string; episode: Episode | undefined }[];

export const silencesOf: SilencesOf = (state, conversation, live) =>
	live.filter(waitsForSilence).map((workflow) => ({
		workflow: workflow.workflow,
		episode: episodeOf(state, conversation, workflow),
	}));

/** Whether any conversation can ever have an episode of it. */
function waitsForSilence({ definition }: LiveWorkflow): boolean {
	return planOf(definition).trigger?.kind.episode !== undefined;
}

/**
 * The time has come: the situation is looked at again, and nothing happens when it is another one.
 * One event per situation, whoever notices it; the event is the trigger of the run (E-17, E-18).
 */
export function noticeEpisode(
	turn: Turn,
	{ workflow, conversation, key }: Pick<Episode, 'workflow' | 'conversation' | 'key'>,
): void {
	const { view, world, state } = turn;
	const bound = view.live.find((one) => one.workflow === workflow);
	const episode = bound && episodeOf(state, conversation, bound);
	if (!episode || episode.key !== key || episode.due > world.now) return;
	const isTooLate = world.now - episode.due > EXPIRES_AFTER_MS;
	record(turn, {
		id: `${hashId('ev', 'episode', workflow, conversation, key)}.0`,
		at: nextInstant(state.newest.at, world.now),
		by: { kind: 'engine', id: world.host },
		type: 'episodeDue',
		conversation,
		workflow,
		key,
		due: episode.due,
		...(isTooLate ? { expired: true } : {}),
	});
}

/**
 * Undefined when the conversation is snoozed or closed (E-24), when the workflow has noticed this
 * situation before, and when the situation is older than the workflow is live (E-04).
 */
function episodeOf(
	state: ContactState,
	conversation: string,
	{ workflow, definition, liveSince, liveWithoutBreakSince = liveSince }: LiveWorkflow,
): Episode | undefined {
	const { trigger } = planOf(definition);
	const now = state.conversations[conversation];
	if (!trigger?.kind.episode || now?.state !== 'open') return undefined;
	const situation = trigger.kind.episode(trigger.params, state, now);
	if (!situation || situation.since < liveWithoutBreakSince) return undefined;
	if (now.episodes?.[workflow] === situation.key) return undefined;
	return { ...situation, workflow, conversation };
}
