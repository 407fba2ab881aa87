import { byTimeThenId } from '../base/order';
import type { DomainEvent, EventOf } from './event';
import { Id } from './identifier';
import { type LiveWorkflow, WorkflowDefinition } from './workflow';
import { isTrueVersion } from './version';
import type { Workspace } from './workspace';

/**
 * The fold of the `live` log: every version that was ever published, and which one of each workflow
 * is live.
 *
 * I1 A version never changes: the first event that publishes it defines it.
 * I2 A version that this release cannot read is not live, and runs bound to it find it missing.
 * I3 A version whose steps no event can name is live, and says which they are.
 * I4 A version whose id is not the hash of its content is as if nobody had published it (case 48).
 */
export type Live = {
	versions: Map<string, LiveWorkflow>;
	/** Workflow id → the version that is live. */
	current: Map<string, string>;
};

export function foldLive(events: readonly DomainEvent[]): Live {
	const live: Live = { versions: new Map(), current: new Map() };
	for (const event of [...events].sort(byTimeThenId)) {
		if (event.type === 'workflowPublished') {
			if (isTrueVersion(event)) publish(live, event);
		} else if (event.type === 'workflowStopped') live.current.delete(event.workflow);
	}
	return live;
}

/**
 * In the order in which they are tried (W-LIFE-14); those that the workspace does not list come
 * last.
 */
export function liveWorkflows(live: Live, workspace: Workspace): LiveWorkflow[] {
	const found: LiveWorkflow[] = [];
	for (const [workflow, version] of live.current) {
		const entry = workspace.workflows[workflow];
		const published = live.versions.get(version);
		if (published && !entry?.deleted) found.push(published);
	}
	const order = (item: LiveWorkflow) => workspace.workflows[item.workflow]?.order ?? Infinity;
	// Infinity minus Infinity is not a number: compare, never subtract.
	return found.sort((a, b) =>
		order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : a.workflow < b.workflow ? -1 : 1,
	);
}

function publish(live: Live, event: EventOf<'workflowPublished'>): void {
	const known = live.versions.get(event.version);
	const before = live.versions.get(live.current.get(event.workflow) ?? '');
	const liveWithoutBreakSince = before?.liveWithoutBreakSince ?? before?.liveSince ?? event.at;
	if (!known) {
		const definition = WorkflowDefinition.safeParse(event.definition);
		// It stays stopped rather than run as something that its author did not mean.
		if (!definition.success) {
			live.current.delete(event.workflow);
			return;
		}
		live.versions.set(event.version, {
			workflow: event.workflow,
			version: event.version,
			number: event.number,
			definition: definition.data,
			liveSince: event.at,
			liveWithoutBreakSince,
			...unusableIn(definition.data),
		});
	} else if (live.current.get(event.workflow) !== event.version) {
		// Live again: what happened while it was not must not start it (E-04).
		live.versions.set(event.version, {
			...known,
			number: event.number,
			liveSince: event.at,
			liveWithoutBreakSince,
		});
	}
	live.current.set(event.workflow, event.version);
}

/** A release that looked less closely may have let them pass (I3). */
function unusableIn({ nodes }: WorkflowDefinition): Pick<LiveWorkflow, 'unusable'> {
	const unusable = Object.keys(nodes).filter((id) => !Id.safeParse(id).success);
	return unusable.length > 0 ? { unusable } : {};
}
