import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { Room } from '../model/room';

/** A document that people shape together, bound to this device and to the relay. */
export type Canvas = {
	readonly room: Room;
	readonly doc: Y.Doc;
	readonly awareness: Awareness;
	/** What this device knows has been read; offline the canvas is usable from here on. */
	readonly whenLoaded: Promise<void>;
	/** The relay's state has arrived once; never resolves offline or alone. */
	readonly whenSynced: Promise<void>;
	/** Undo of what was changed under `origin`, and of nothing that others did (U12). */
	undoManager(
		scope: Y.AbstractType<unknown> | Y.AbstractType<unknown>[],
		origin: unknown,
	): Y.UndoManager;
	destroy(): void;
};
