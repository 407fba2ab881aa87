import type { Instant } from '../base/clock';
import type { RelayDown } from './ports';
import type { CatchUp } from './progress';

/** What the sync pill is drawn from (U4). */
export type CoreStatus = {
	connection: 'alone' | 'connecting' | 'catchingUp' | 'synced' | 'offline' | 'signedOut' | 'gone';
	/** Events written here that the relay has not confirmed. */
	pending: number;
	/** Arrivals that are not stored yet: more than one commit takes in. */
	behind: number;
	/** While much is missing that the relay has. */
	catchUp?: CatchUp | undefined;
	retryAt: Instant | undefined;
	/** The disk refused: what is typed is kept in memory only. */
	cannotSave: boolean;
	/** This host runs the engine now. */
	hosting: boolean;
	/**
	 * Who runs the engine now: a principal; `null` when nobody does; absent until the relay has said.
	 */
	engineHost: string | null | undefined;
	/** Add to the local clock to get the relay's. */
	offsetMs: number;
};

export type StatusCell = ReturnType<typeof createStatus>;

export function createStatus(
	alone: boolean,
	offsetMs: number,
	report: (error: unknown, where: string) => void,
) {
	const listeners = new Set<(status: CoreStatus) => void>();
	let status: CoreStatus = {
		connection: alone ? 'alone' : 'connecting',
		pending: 0,
		behind: 0,
		retryAt: undefined,
		cannotSave: false,
		hosting: false,
		engineHost: undefined,
		offsetMs,
	};

	function set(change: Partial<CoreStatus>): void {
		const next = { ...status, ...change };
		if (isSame(next, status)) return;
		status = next;
		for (const listener of listeners) {
			try {
				listener(status);
			} catch (error) {
				report(error, 'status listener');
			}
		}
	}

	return {
		get: (): CoreStatus => status,
		set,
		down(reason: RelayDown, retryAt: Instant | undefined) {
			const waitsForPerson = reason === 'token' && retryAt === undefined;
			const connection = waitsForPerson ? 'signedOut' : reason === 'gone' ? 'gone' : 'offline';
			set({ connection, retryAt, hosting: false, engineHost: undefined });
		},
		onChange(listener: (status: CoreStatus) => void): () => void {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}

function isSame(a: CoreStatus, b: CoreStatus): boolean {
	return (
		a.connection === b.connection &&
		a.pending === b.pending &&
		a.behind === b.behind &&
		a.catchUp?.done === b.catchUp?.done &&
		a.catchUp?.of === b.catchUp?.of &&
		a.retryAt === b.retryAt &&
		a.cannotSave === b.cannotSave &&
		a.hosting === b.hosting &&
		a.engineHost === b.engineHost &&
		a.offsetMs === b.offsetMs
	);
}
