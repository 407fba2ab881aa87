import type { ContactState } from '../model/contact-state';
import { TEAM_CHANGED } from '../steps/step';

/**
 * Runs that wait for somebody of the team to come online or get free (E-26): the longest waiting
 * first.
 */
export type WaitingRuns = {
	/** A contact changed: its runs may have begun or ceased to wait. */
	note(state: ContactState): void;
	/** Those that wait now; each with its contact. */
	list(): { run: string; contact: string }[];
};

export function createWaitingRuns(): WaitingRuns {
	const waiting = new Map<string, { run: string; contact: string; since: number }>();
	return {
		note(state) {
			for (const run of Object.values(state.runs)) {
				const waits = !run.ended && run.park?.listens.includes(TEAM_CHANGED);
				if (!waits) waiting.delete(run.id);
				else if (!waiting.has(run.id)) {
					const { contact } = run;
					waiting.set(run.id, { run: run.id, contact, since: state.newest.at });
				}
			}
		},
		list: () => [...waiting.values()].sort((a, b) => a.since - b.since),
	};
}
