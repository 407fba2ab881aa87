import { foldLive, type Live } from '../model/live';
import type { LiveWorkflow } from '../model/workflow';
import type { Fold, Folds } from './folds';

/**
 * The versions that are live by the `live` log alone, in no particular order: what timers are made
 * for. A workflow that the workspace lists no longer is found out when its timer is served.
 */
export async function liveVersions(folds: Folds): Promise<readonly LiveWorkflow[]> {
	const log = await folds.get('');
	const known = cache.get(log);
	// A log only grows, but for what is refused or withdrawn: then it is shorter.
	if (known?.count === log.events.length) return known.live;
	const live = versionsOf(foldLive(log.events));
	cache.set(log, { count: log.events.length, live });
	return live;
}

function versionsOf({ current, versions }: Live): LiveWorkflow[] {
	return [...current.values()].flatMap((version) => versions.get(version) ?? []);
}

const cache = new WeakMap<Fold, { count: number; live: readonly LiveWorkflow[] }>();
