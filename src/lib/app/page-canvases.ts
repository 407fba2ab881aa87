import { PUBLIC_ROOM, type Room, WORKSPACE_ROOM } from '../model/room';
import { canvasDatabase } from '../read/names';
import type { Store } from '../read/store';
import type { Canvas } from '../sync/canvas';
import type { MuxSocket } from '../sync/socket';

const PATIENCE_MS = 20_000;

/**
 * The canvases that a page holds open. The documents' code is loaded with the first one: a page
 * shows its lists without it.
 *
 * I1 An edit that was made offline reaches the relay even if nobody opens its canvas again: any
 *    page of this device pushes it. (Not the core: its worker would load Yjs on every wake.)
 */
export function pageCanvases(place: { workspace: string; store: Store; socket: MuxSocket | null }) {
	const { workspace, store, socket } = place;
	/** Open as long as the page is; every screen asks for the same one. */
	const shared = new Map<Room, Promise<Canvas>>();
	/** Rooms that a screen of this page has open: they push their own edits. */
	const bound = new Set<Room>();
	let isPushing = false;
	let isClosed = false;

	async function open(room: Room): Promise<Canvas> {
		bound.add(room);
		const canvas = await bind(room, () => {});
		canvas.doc.on('destroy', () => {
			bound.delete(room);
			if (socket?.isUp()) pushDirty();
		});
		return canvas;
	}

	async function bind(room: Room, acknowledged: () => void): Promise<Canvas> {
		const [{ openCanvas }, dirty] = await Promise.all([
			import('../sync/canvas'),
			store.read((tables) => tables.dirty.get(room)),
		]);
		return openCanvas({
			room,
			database: canvasDatabase(workspace, room),
			socket,
			isDirty: dirty !== undefined,
			setDirty(isDirty) {
				mark(room, isDirty).then(isDirty ? undefined : acknowledged, reportError);
			},
			report: reportError,
		});
	}

	/** Marked, the core pushes the edit even if nobody opens the canvas again. */
	async function mark(room: Room, isDirty: boolean): Promise<void> {
		await store.write(
			(tables) => (isDirty ? tables.dirty.put({ room }) : tables.dirty.bulkDelete([room])),
			['dirty'],
		);
	}

	function pushDirty(): void {
		if (isPushing || isClosed) return;
		isPushing = true;
		pushAll()
			.catch(reportError)
			.finally(() => (isPushing = false));
	}

	async function pushAll(): Promise<void> {
		const dirty = await store.read((tables) => tables.dirty.all());
		for (const { room } of dirty) if (!bound.has(room)) await push(room);
	}

	/** What is not acknowledged in time is left for the next connection. */
	async function push(room: Room): Promise<void> {
		const { promise, resolve } = Promise.withResolvers<void>();
		const canvas = await bind(room, resolve);
		const timer = setTimeout(resolve, PATIENCE_MS);
		await promise;
		clearTimeout(timer);
		canvas.destroy();
	}

	function share(room: Room): Promise<Canvas> {
		const known = shared.get(room);
		if (known) return known;
		const opening = open(room);
		shared.set(room, opening);
		return opening;
	}

	const stopListening = socket?.listen({ up: pushDirty });
	return {
		open,
		workspace: () => share(WORKSPACE_ROOM),
		public: () => share(PUBLIC_ROOM),
		async close(): Promise<void> {
			stopListening?.();
			isClosed = true;
			for (const canvas of shared.values()) (await canvas).destroy();
			shared.clear();
		},
	};
}
