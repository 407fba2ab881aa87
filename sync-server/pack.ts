import type { Entry, NewEntry, Owned, StoredRoom } from './log';

/**
 * What goes to the thread of the log and back. A message between threads costs by the object, so
 * the updates of many entries travel as one run of bytes, which is handed over and not copied, and
 * all else as columns beside it.
 */
type Packed = { bytes: Uint8Array; ends: number[] };
export type PackedEntries = Packed & {
	seqs: number[];
	rooms: string[];
	/** 0 for a snapshot. */
	at: number[];
};
export type PackedRoom = Packed & {
	seqs: number[];
	/** True when the first entry is the snapshot. */
	hasSnapshot: boolean;
	authors: StoredRoom['authors'];
};
export type PackedBatch = Packed & {
	/** The seq of the first entry. */
	first: number;
	rooms: string[];
	at: number[];
	principals: string[];
	/** Only for entries that bind somebody. */
	binds: { index: number; clients: readonly number[] }[];
	owned: Owned[];
};

export function pack(parts: readonly Uint8Array[]): Packed {
	const ends: number[] = [];
	let length = 0;
	for (const part of parts) ends.push((length += part.length));
	const bytes = new Uint8Array(length);
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return { bytes, ends };
}

/** Views into the one run of bytes: whoever keeps one of them keeps all. */
export function unpack({ bytes, ends }: Packed): Uint8Array[] {
	let at = 0;
	return ends.map((end) => bytes.subarray(at, (at = end)));
}

export function packBatch(first: number, entries: readonly NewEntry[]): PackedBatch {
	return {
		...pack(entries.map(({ update }) => update)),
		first,
		rooms: entries.map(({ room }) => room),
		at: entries.map(({ at }) => at),
		principals: entries.map(({ principal }) => principal),
		binds: entries.flatMap(({ binds }, index) =>
			binds.length === 0 ? [] : [{ index, clients: binds }],
		),
		owned: entries.flatMap(({ owns }) =>
			(owns?.conversations ?? []).map((id): Owned => [id, owns?.contact ?? '']),
		),
	};
}

export function unpackEntries(packed: PackedEntries): Entry[] {
	const { seqs, rooms, at } = packed;
	return unpack(packed).map((update, i) => {
		const entry = { seq: seqs[i]!, room: rooms[i]!, update };
		return at[i] ? { ...entry, at: at[i] } : entry;
	});
}

export function unpackRoom(packed: PackedRoom): StoredRoom {
	const { seqs, hasSnapshot, authors } = packed;
	const versions = unpack(packed).map((update, i) => ({ seq: seqs[i]!, update }));
	const [snapshot] = versions;
	return hasSnapshot && snapshot
		? { snapshot, entries: versions.slice(1), authors }
		: { entries: versions, authors };
}
