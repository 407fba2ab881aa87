import { DATABASE_VERSION } from '../../read/names';
import type { CoreStatus } from '../status';

/**
 * The core of this browser as a page knows it: it is told that something waits, and does the rest.
 */
export type CoreLink = {
	/** Pending events were stored. */
	wake(): void;
	/** Tries the relay now: the network is back, or a person asks. */
	reconnect(): void;
	/** Brings a contact that has not come yet. */
	fetch(contact: string): void;
	/** Calls back with what the core tells of itself, wherever it runs, until the core is stopped. */
	onStatus(callback: (status: HostStatus) => void): void;
	/** Calls back when a newer version of the worker waits for this one to end. */
	onUpdate(callback: () => void): void;
	/** Lets the newer version take over, and loads this page anew. */
	update(): void;
	/** Lets go of the device's storage and sockets, before it is erased. */
	stop(): Promise<void>;
};

/** `store`: the version of the database that this host writes to; an earlier release told none. */
export type HostStatus = CoreStatus & { store?: number };

/**
 * Pages and hosts of another release do not understand what the others tell: the page is loaded
 * again, or the worker gives way.
 */
export function isOfThisRelease({ store }: { store?: number }): boolean {
	return store === DATABASE_VERSION;
}

/**
 * What pages tell the worker. Only `postMessage` reaches a worker for sure: it starts one that was
 * ended, which BroadcastChannel does not.
 */
export type WorkerMessage = { store?: number } & WorkerRequest;

type WorkerRequest =
	/** Pending events were stored. */
	| { type: 'wake' }
	/** Try the relay now. */
	| { type: 'reconnect' }
	/** As in `CoreLink`. */
	| { type: 'fetch'; contact: string }
	/** To a worker that waits: end the old one. */
	| { type: 'takeOver' }
	/** A page is open; `visible` decides how much this host wants the engine's lease. */
	| { type: 'tick'; visible: boolean }
	/** Sign out, or give way to a newer worker: let go of everything; answered on the port. */
	| { type: 'stop' };

export const TICK_MS = 20_000;

/** The core's status goes out here after every change, and again whenever a page has ticked. */
export function statusChannel(workspace: string): BroadcastChannel {
	return new BroadcastChannel(`relevo:${workspace}:status`);
}
