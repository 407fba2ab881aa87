import { foldLive, type Live, liveWorkflows } from '../model/live';
import type { LiveWorkflow } from '../model/workflow';
import type { Workspace } from '../model/workspace';
import type { LiveLogEvent } from '../read/queries/live-versions';

/** What is live, in evaluation order. A log is folded once, however often it is asked. */
export function liveIn(log: readonly LiveLogEvent[], workspace: Workspace): LiveWorkflow[] {
	const live = folded.get(log) ?? foldLive(log);
	folded.set(log, live);
	return liveWorkflows(live, workspace);
}

const folded = new WeakMap<readonly LiveLogEvent[], Live>();
