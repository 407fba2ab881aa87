import { evaluate } from '../attributes/evaluate';
import { hashId } from '../base/hash';
import { runOf } from '../model/contact-state';
import { signalOf } from '../model/event';
import type { Run } from '../model/run';
import type { LiveWorkflow } from '../model/workflow';
import {
	type Admission,
	type InConversation,
	isTooOften,
	recentRuns,
	refusalOf,
	scopeOf,
} from './admission';
import { startRun } from './advance';
import { endRun } from './ending';
import { planOf, workflowsBySignal } from './plan';
import { emit, type Turn } from './turn';

/** Starts every live workflow that this event calls for, in list order (E-04 to E-08). */
export function startMatching(turn: Turn, event: InConversation): void {
	const { view } = turn;
	const candidates = workflowsBySignal(view.live).get(signalOf(event));
	if (!candidates) return;
	const before = view.stateAt(event);
	const { workspace, version } = view;
	for (const workflow of candidates) {
		const admission: Admission = { state: turn.state, before, workspace, version };
		// The workflow is part of it: a copy that was set live unchanged has the same version.
		const id = hashId('run', workflow.workflow, workflow.version, event.id);
		if (runOf(turn.state, id) || refusalOf(workflow, event, admission)) continue;
		const run = { id, chain: event.cause ?? [], conversation: event.conversation };
		const { audience } = workflow.definition.settings;
		const { trigger } = planOf(workflow.definition);
		const variables = trigger?.kind.variables?.(trigger.params, event);
		const scope = scopeOf(before, event.conversation, event.at);
		const because = audience ? evaluate(audience, workspace, scope).because : [];
		const isLoop = !turn.isPersonal && isTooOften(turn.state, workflow, event);
		if (isLoop) stopVisibly(turn, workflow, run, event);
		else startRun(turn, workflow, run, event, { because, variables });
	}
}

/**
 * One run that ended at once tells the team; the next ones within the hour would only repeat it.
 */
function stopVisibly(
	turn: Turn,
	{ workflow, version }: LiveWorkflow,
	started: Pick<Run, 'id' | 'chain' | 'conversation'>,
	event: InConversation,
): void {
	const recent = recentRuns(turn.state, workflow, event);
	if (recent.some(({ ended }) => ended?.reason === 'loopLimit')) return;
	const { id, chain } = started;
	emit(
		turn,
		{ id: `${id}.started`, run: started },
		{
			type: 'runStarted',
			run: id,
			workflow,
			version,
			trigger: event.id,
			triggeredAt: event.at,
			chain,
		},
	);
	const run = runOf(turn.state, id);
	if (!run) return;
	endRun(turn, run, { reason: 'loopLimit', at: event.at, detail: 'starts' });
}
