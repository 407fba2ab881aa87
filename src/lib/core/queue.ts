import type { ContactState } from '../model/contact-state';
import { queuedSince } from '../model/run';
import type { TeamSnapshot } from '../steps/step';
import type { QueuedRun } from './ports';

/** A contact's runs that wait for the team, as an adapter of storage keeps them (E-26). */
export function queuedRunsOf({ contact, runs }: ContactState): QueuedRun[] {
	return Object.values(runs).flatMap((run) => {
		const at = queuedSince(run);
		return at === undefined ? [] : [{ id: run.id, contact: contact.id, at }];
	});
}

/**
 * Whether somebody may qualify now who did not before: came online, or has less to do. A change the
 * other way cannot help a run that nobody qualified for.
 */
export function canTakeMore(now: TeamSnapshot, before: TeamSnapshot): boolean {
	const wasOnline = new Set(before.online);
	if (now.online.some((teammate) => !wasOnline.has(teammate))) return true;
	return Object.entries(before.open).some(([teammate, open]) => (now.open[teammate] ?? 0) < open);
}
