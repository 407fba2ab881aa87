import * as Y from 'yjs';
import { documentOf, type Stored } from './stored';

/**
 * Tries each update of a canvas on a throw-away document before it is accepted. In production in a
 * thread of its own, which keeps the documents of the canvases that were edited last.
 *
 * T1 What is sound has been applied whole: it did not throw, and nothing of it waits.
 * T2 A document that an update has spoilt is dropped; the next trial asks for it to be loaded.
 */
export type Trials = {
	/** Answers the entries that Yjs cannot apply. */
	load(room: string, stored: Stored): Promise<number[]>;
	tryOut(room: string, update: Uint8Array): Promise<Outcome>;
	/** What was tried last was not accepted after all. */
	forget(room: string): Promise<void>;
};
/** `exhausted`: it does not fit into the memory beside the other canvases that were tried. */
export type Outcome = 'sound' | 'unsound' | 'unknown' | 'exhausted';

/** Nobody edits more at the same time on the team's desks; another one is loaded again. */
const MAX_DOCUMENTS = 16;

export function createTrials() {
	/** In order of last use, oldest first. */
	const docs = new Map<string, Y.Doc>();

	function drop(room: string): void {
		docs.get(room)?.destroy();
		docs.delete(room);
	}

	function keep(room: string, doc: Y.Doc): void {
		docs.delete(room);
		docs.set(room, doc);
		for (const oldest of docs.keys()) {
			if (docs.size <= MAX_DOCUMENTS) return;
			drop(oldest);
		}
	}

	return {
		load(room: string, stored: Stored): number[] {
			drop(room);
			const { doc, aside } = documentOf(stored);
			keep(room, doc);
			return aside;
		},
		tryOut(room: string, update: Uint8Array): Outcome {
			const doc = docs.get(room);
			if (!doc) return 'unknown';
			const waits = countWaiting(doc);
			try {
				Y.applyUpdate(doc, update);
			} catch {
				// The guard tells its sender; what Yjs says of it helps nobody.
				drop(room);
				return 'unsound';
			}
			// Of an old canvas something may wait already, and this may be a part of it.
			if (countWaiting(doc) > waits) {
				drop(room);
				return 'unsound';
			}
			keep(room, doc);
			return 'sound';
		},
		forget: drop,
	};
}

/** In bytes. */
function countWaiting({ store: { pendingStructs, pendingDs } }: Y.Doc): number {
	return (pendingStructs?.update.length ?? 0) + (pendingDs?.length ?? 0);
}

/** Without a thread: for tests and the simulation. */
export function trialsHere(): Trials {
	const trials = createTrials();
	return {
		load: async (room, stored) => trials.load(room, stored),
		tryOut: async (room, update) => trials.tryOut(room, update),
		forget: async (room) => trials.forget(room),
	};
}
