import { canvasDatabase } from '../../read/tables';
import { openCanvas } from '../../sync/canvas';
import type { MuxSocket } from '../../sync/socket';
import type { Core } from '../core';
import type { Storage } from '../ports';

/** A canvas that is not acknowledged by then is left for the next connection. */
const PATIENCE_MS = 20_000;

/**
 * Brings edits that were made offline to the relay, even if nobody opens their canvas again. Each
 * time the core is in sync, it opens the rooms that pages left dirty, until they are acknowledged.
 */
export function pushCanvases(options: {
	workspace: string;
	core: Core;
	storage: Storage;
	socket: MuxSocket;
	report(error: unknown, where: string): void;
}): () => void {
	const { core, storage, report } = options;
	let pushing = false;

	async function pushAll(): Promise<void> {
		pushing = true;
		for (const room of await storage.dirtyRooms()) await push(room);
		pushing = false;
	}

	function push(room: string): Promise<void> {
		return new Promise((resolve) => {
			const canvas = openCanvas({
				room,
				database: canvasDatabase(options.workspace, room),
				socket: options.socket,
				isDirty: true,
				setDirty(isDirty) {
					if (isDirty) return;
					storage.commit({ dirty: { drop: [room] } }).then(done, (error: unknown) => {
						report(error, `canvas ${room}`);
						done();
					});
				},
				report,
			});
			const timer = setTimeout(done, PATIENCE_MS);
			function done(): void {
				clearTimeout(timer);
				canvas.destroy();
				resolve();
			}
		});
	}

	return core.onChange(({ connection }) => {
		if (connection !== 'synced' || pushing) return;
		pushAll().catch((error: unknown) => {
			pushing = false;
			report(error, 'dirty canvases');
		});
	});
}
