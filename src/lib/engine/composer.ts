import { hashId } from '../base/hash';
import { COMPOSER_ESCAPE_MS } from '../model/prompt';
import { runOf } from '../model/contact-state';
import type { Run } from '../model/run';
import type { WorkflowSettings } from '../model/workflow';
import { isPersonal } from './call';
import { lastHumanReplyAt } from './exits';
import { emit, type Turn } from './turn';

/**
 * Typing that is off for a whole run (W-ACT-08). The customer gets the composer back when the run
 * ends in whatever way, when a person replies, and when nothing comes of it for a while (E-14): a
 * customer who cannot write and a run that is dead is the worst that could happen.
 */
export function takeComposerAway(resting: {
	turn: Turn;
	runId: string;
	settings: WorkflowSettings;
	wokenBy: { what: string };
}): void {
	const { turn, runId, settings, wokenBy } = resting;
	const run = runOf(turn.state, runId);
	if (settings.typing !== false || !run) return;
	// A deadline is no sign of life: it does not take the composer away for longer.
	if (!isPersonal(wokenBy.what)) return;
	if (lastHumanReplyAt(turn.state) > run.triggeredAt) return;
	emit(
		turn,
		{ id: `${hashId('ev', runId, 'composer', run.wokenBy.length)}.0`, run },
		{ type: 'composerTakenAway', until: turn.world.now + COMPOSER_ESCAPE_MS },
	);
}

export function giveComposerBack(turn: Turn, run: Run): void {
	const bound = turn.view.version(run.version);
	const conversation = turn.state.conversations[run.conversation];
	// A version that cannot be read may well have taken it away.
	if (bound && bound.definition.settings.typing !== false) return;
	if (conversation?.composerReturnsAt === undefined) return;
	emit(turn, { id: `${hashId('ev', run.id, 'composer')}.0`, run }, { type: 'composerGivenBack' });
}
