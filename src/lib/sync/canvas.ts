import { IndexeddbPersistence } from 'y-indexeddb';
import type { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { guardedDoc } from '../documents/guarded-doc';
import type { Room } from '../model/room';
import { CHANNEL_URL, channelSocket } from './channel';
import type { MuxSocket } from './socket';
import { CHANNEL_ACK } from './wire';

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
		scope: ConstructorParameters<typeof Y.UndoManager>[0],
		origin: unknown,
	): Y.UndoManager;
	destroy(): void;
};

export type CanvasOptions = {
	room: Room;
	/**
	 * The name of its y-indexeddb database; the core opens the same one to push an offline edit.
	 */
	database: string;
	/** Null where there is no relay: the canvas lives on this device, and in its other tabs. */
	socket: MuxSocket | null;
	/** Whether an earlier visit left an edit that the relay has not acknowledged. */
	isDirty: boolean;
	/** Told when the first such edit is made, and when the relay has acknowledged the last one. */
	setDirty(isDirty: boolean): void;
	report(error: unknown, where: string): void;
};

/**
 * Binds a canvas with y-indexeddb and an unmodified y-websocket provider over a channel of the
 * shared socket.
 *
 * I1 Whatever a listener throws, the document keeps storing and sending (documents/guarded-doc).
 * I2 A room stays dirty until the relay has made durable every edit that was made here.
 */
export function openCanvas(options: CanvasOptions): Canvas {
	const { room, report } = options;
	const doc = guardedDoc(room, report);
	const persistence = new IndexeddbPersistence(options.database, doc);
	const provider = new WebsocketProvider(CHANNEL_URL, room, doc, {
		WebSocketPolyfill: options.socket ? channelSocket(options.socket) : silentSocket(),
	});
	if (options.socket) followAcks(doc, provider, persistence, options);
	return {
		room,
		doc,
		awareness: provider.awareness,
		whenLoaded: loaded(persistence, report),
		whenSynced: new Promise((resolve) => {
			provider.on('sync', (isSynced) => {
				if (isSynced) resolve();
			});
		}),
		undoManager: (scope, origin) =>
			new Y.UndoManager(scope, { trackedOrigins: new Set([origin]), captureTimeout: 400 }),
		destroy() {
			provider.destroy();
			// Before the document goes: y-indexeddb closes its database by itself on the way.
			doc.destroy();
		},
	};
}

/**
 * Counts what has been sent and not acknowledged; a new connection starts with one message for all
 * of it.
 */
function followAcks(
	doc: Y.Doc,
	provider: WebsocketProvider,
	persistence: IndexeddbPersistence,
	{ isDirty, setDirty }: CanvasOptions,
): void {
	let unacked = 0;
	doc.on('update', (_update: Uint8Array, origin: unknown) => {
		if (origin === provider || origin === persistence) return;
		if (provider.wsconnected) unacked++;
		if (isDirty) return;
		isDirty = true;
		setDirty(true);
	});
	provider.on('status', ({ status }) => {
		if (status !== 'connected') return;
		// The relay asks what we have, and acknowledges the answer even when it holds nothing new.
		unacked = 1;
		// Acknowledgements are opt-in: a plain provider would complain about a message it does not
		// know.
		provider.ws?.send(Uint8Array.of(CHANNEL_ACK));
	});
	provider.messageHandlers[CHANNEL_ACK] = () => {
		unacked = Math.max(0, unacked - 1);
		if (unacked > 0 || !isDirty) return;
		isDirty = false;
		setDirty(false);
	};
}

/** Where storage is denied the canvas still works, for as long as the page lives. */
async function loaded(
	persistence: IndexeddbPersistence,
	report: CanvasOptions['report'],
): Promise<void> {
	try {
		await persistence._db;
		await persistence.whenSynced;
	} catch (error) {
		report(error, `opening ${persistence.name}`);
	}
}

/** A WebSocket that never opens: the provider then only keeps the tabs of this device together. */
function silentSocket(): typeof WebSocket {
	return channelSocket({
		isUp: () => false,
		listen: () => () => {},
		send: () => {},
		retry: () => {},
		restart: () => {},
		close: () => {},
	});
}
