import * as Y from 'yjs';
import type { Ranges } from './ranges';
import type { Scan } from './update';

/**
 * What an update adds to a canvas. A device may send what is known again, and a struct that begins
 * there and ends beyond it: those who have the known part keep it and add the rest behind it.
 * Stored as it came, it would be read whole by whoever has not, with the known part as told by it,
 * and two devices with the same state vector would hold two contents for good.
 *
 * N1 Every clock of a canvas is stored once: what came first under it stays. Only what waits
 *    behind a gap, which old canvases may have, comes again with what fills the gap.
 */
export function onlyNews(
	update: Uint8Array,
	{ structs }: Extract<Scan, { ok: true }>,
	known: Ranges,
): Uint8Array {
	if (!structs.some(({ client, clock }) => clock < known.next(client))) return update;
	const next = new Map(structs.map(({ client }) => [client, known.next(client)]));
	return Y.diffUpdate(update, Y.encodeStateVector(next));
}
