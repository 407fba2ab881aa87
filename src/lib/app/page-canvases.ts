import { PUBLIC_ROOM, type Room, WORKSPACE_ROOM } from '../model/room';
import { canvasDatabase, type Database } from '../read/tables';
import type { Canvas } from '../sync/canvas';
import type { MuxSocket } from '../sync/socket';

/**
 * The canvases that a page holds open. The documents' code is loaded with the first one: a page
 * shows its lists without it.
 */
export function pageCanvases(place: { workspace: string; db: Database; socket: MuxSocket | null }) {
	const { workspace, db, socket } = place;
	/** Open as long as the page is; every screen asks for the same one. */
	const shared = new Map<Room, Promise<Canvas>>();

	async function open(room: Room): Promise<Canvas> {
		const [{ openCanvas }, dirty] = await Promise.all([
			import('../sync/canvas'),
			db.dirty.get(room),
		]);
		return openCanvas({
			room,
			database: canvasDatabase(workspace, room),
			socket,
			isDirty: dirty !== undefined,
			setDirty(isDirty) {
				mark(room, isDirty).catch(reportError);
			},
			report: reportError,
		});
	}

	/** Marked, the core pushes the edit even if nobody opens the canvas again. */
	async function mark(room: Room, isDirty: boolean): Promise<void> {
		if (isDirty) await db.dirty.put({ room });
		else await db.dirty.delete(room);
	}

	function share(room: Room): Promise<Canvas> {
		const known = shared.get(room);
		if (known) return known;
		const opening = open(room);
		shared.set(room, opening);
		return opening;
	}

	return {
		open,
		workspace: () => share(WORKSPACE_ROOM),
		public: () => share(PUBLIC_ROOM),
		async close(): Promise<void> {
			for (const canvas of shared.values()) (await canvas).destroy();
			shared.clear();
		},
	};
}
