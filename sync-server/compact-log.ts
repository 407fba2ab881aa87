import { isPlain, versionsOf } from './ledger';
import type { StoredRoom } from './log';
import { Ranges } from './ranges';
import { emptied, numbers, scanUpdate, SKIP, type Struct } from './update';

/**
 * One update of all that a log holds, without a document.
 *
 * C1 Every entry stays, whatever lies before it: a clock that has not come is skipped, and what
 *    waits for it waits on (A5).
 * C2 Of a key that an old log holds twice, the first by sequence stays (ledger L1).
 */
export function compactLog(
	stored: Pick<StoredRoom, 'snapshot' | 'entries'>,
	/** Keys that stand in another room of the contact already. */
	elsewhere: ReadonlySet<string> = new Set(),
): Uint8Array {
	const known = new Ranges();
	const keys = new Set(elsewhere);
	const clients = new Map<number, Piece[]>();
	for (const { update } of versionsOf(stored)) {
		const scan = scanUpdate(update, { maxStructs: Infinity, trusted: true });
		for (const struct of scan.ok ? scan.structs : []) {
			if (struct.content === SKIP) continue;
			const piece = pieceOf(update, struct, known, keys);
			known.add(struct.client, struct.clock, struct.length);
			if (!piece) continue;
			const pieces = clients.get(struct.client);
			if (pieces) pieces.push(piece);
			else clients.set(struct.client, [piece]);
		}
	}
	return write(clients, known);
}

type Piece = { clock: number; bytes: Uint8Array };

/** Undefined for what holds nothing, or is there already: its clocks are written as empty. */
function pieceOf(
	update: Uint8Array,
	struct: Struct,
	known: Ranges,
	keys: Set<string>,
): Piece | undefined {
	const { client, clock, length, key, start, to } = struct;
	if (!isPlain(struct) || length !== 1 || key === undefined) return undefined;
	if (known.covers(client, clock, length) || keys.has(key)) return undefined;
	keys.add(key);
	return { clock, bytes: update.subarray(start, to) };
}

function write(clients: ReadonlyMap<number, Piece[]>, known: Ranges): Uint8Array {
	const entries = [...known.entries()].sort(([a], [b]) => b - a);
	const parts: Uint8Array[] = [numbers(entries.length)];
	for (const [client, ranges] of entries) {
		const structs: Uint8Array[] = [];
		const pieces = (clients.get(client) ?? []).sort((a, b) => a.clock - b.clock);
		let next = 0;
		for (let i = 0; i < ranges.length; i += 2) {
			const [from = 0, to = 0] = ranges.slice(i, i + 2);
			if (i > 0) structs.push(numbers(SKIP, from - (ranges[i - 1] ?? 0)));
			let at = from;
			for (let piece = pieces[next]; piece && piece.clock < to; piece = pieces[++next]) {
				if (piece.clock > at) structs.push(emptied(piece.clock - at));
				structs.push(piece.bytes);
				at = piece.clock + 1;
			}
			if (at < to) structs.push(emptied(to - at));
		}
		parts.push(numbers(structs.length, client, ranges[0] ?? 0), ...structs);
	}
	// A log deletes nothing.
	parts.push(numbers(0));
	return new Uint8Array(Buffer.concat(parts));
}
