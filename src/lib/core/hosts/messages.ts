/**
 * The core of this browser as a page knows it: it is told that something waits, and does the rest.
 */
export type CoreLink = {
	/** Pending events were stored. */
	wake(): void;
	/** Lets go of the device's storage and sockets, before it is erased. */
	stop(): Promise<void>;
};

/**
 * What pages tell the worker. Only `postMessage` reaches a worker for sure: it starts one that was
 * ended, which BroadcastChannel does not.
 */
export type WorkerMessage =
	/** Pending events were stored. */
	| { type: 'wake' }
	/** A page is open; `visible` decides how much this host wants the engine's lease. */
	| { type: 'tick'; visible: boolean }
	/** Sign out: let go of everything; answered on the port. */
	| { type: 'stop' };

export const TICK_MS = 20_000;
