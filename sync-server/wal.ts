/**
 * Whether SQLite will pass over commits when it recovers a log. It reads the frames of the WAL in
 * order and stops at the first whose checksum is wrong, without a word, also where commits that
 * were confirmed lie behind it. The format is the one of https://sqlite.org/fileformat2.html#walformat.
 *
 * W1 The end of a WAL after a kill is no damage: a frame that was half written, frames that no
 *    commit followed, and frames of an earlier generation, which have other salts.
 */

/** A file of which a part is read at a time. */
export type Slices = { size: number; read(from: number, length: number): Uint8Array };

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** About so much is in memory at once. */
const SLICE_BYTES = 1024 * 1024;
/** The magic says in which order the words of a checksum are read. */
const LITTLE_ENDIAN = 0x377f0682;
const BIG_ENDIAN = 0x377f0683;
const PAGE_BYTES = { least: 512, most: 65_536 };

type Sums = readonly [number, number];
type Header = { pageBytes: number; isLittle: boolean; salts: Sums; sums: Sums };
type Frame = { isCurrent: boolean; isCommit: boolean; isSound: boolean; sums: Sums };

export function hidesCommits(wal: Slices): boolean {
	if (wal.size <= HEADER_BYTES) return false;
	const header = readHeader(viewOf(wal.read(0, HEADER_BYTES)));
	// SQLite takes the whole of it for empty.
	if (!header) return true;
	let hasGap = false;
	let hasCommit = false;
	for (const { isSound, isCurrent, isCommit } of framesOf(wal, header)) {
		// W1: a gap that is the last of its generation is where a kill has cut it off.
		if (hasGap && isCurrent && (hasCommit || isCommit)) return true;
		if (isSound) continue;
		hasGap = true;
		if (isCurrent && isCommit) hasCommit = true;
	}
	return false;
}

function readHeader(view: DataView): Header | undefined {
	const magic = view.getUint32(0);
	const pageBytes = view.getUint32(8);
	if (magic !== LITTLE_ENDIAN && magic !== BIG_ENDIAN) return undefined;
	const isPower = (pageBytes & (pageBytes - 1)) === 0;
	if (!isPower || pageBytes < PAGE_BYTES.least || pageBytes > PAGE_BYTES.most) return undefined;
	const isLittle = magic === LITTLE_ENDIAN;
	const sums = summed(view, 0, HEADER_BYTES - 8, isLittle, [0, 0]);
	return areEqual(sums, pairAt(view, 24))
		? { pageBytes, isLittle, salts: pairAt(view, 16), sums }
		: undefined;
}

/** After the first that is not sound none is: each checksum goes on from the one before. */
function* framesOf({ size, read }: Slices, header: Header): Generator<Frame> {
	const frameBytes = FRAME_HEADER_BYTES + header.pageBytes;
	const frames = Math.floor((size - HEADER_BYTES) / frameBytes);
	const perSlice = Math.ceil(SLICE_BYTES / frameBytes);
	let last: Pick<Frame, 'isSound' | 'sums'> = { isSound: true, sums: header.sums };
	for (let first = 0; first < frames; first += perSlice) {
		const count = Math.min(perSlice, frames - first);
		const view = viewOf(read(HEADER_BYTES + first * frameBytes, count * frameBytes));
		for (let at = 0; at < count * frameBytes; at += frameBytes) {
			const frame = readFrame(view, at, header, last);
			yield frame;
			last = frame;
		}
	}
}

function readFrame(
	view: DataView,
	at: number,
	{ pageBytes, isLittle, salts }: Header,
	last: Pick<Frame, 'isSound' | 'sums'>,
): Frame {
	const isCurrent = areEqual(pairAt(view, at + 8), salts);
	const frame = { isCurrent, isCommit: view.getUint32(at + 4) !== 0 };
	if (!last.isSound || !isCurrent) return { ...frame, isSound: false, sums: last.sums };
	const head = summed(view, at, 8, isLittle, last.sums);
	const sums = summed(view, at + FRAME_HEADER_BYTES, pageBytes, isLittle, head);
	const isSound = view.getUint32(at) !== 0 && areEqual(sums, pairAt(view, at + 16));
	return { ...frame, isSound, sums };
}

function summed(view: DataView, from: number, bytes: number, isLittle: boolean, sums: Sums): Sums {
	let [first, second] = sums;
	for (let at = from; at < from + bytes; at += 8) {
		first = (first + view.getUint32(at, isLittle) + second) >>> 0;
		second = (second + view.getUint32(at + 4, isLittle) + first) >>> 0;
	}
	return [first, second];
}

function pairAt(view: DataView, at: number): Sums {
	return [view.getUint32(at), view.getUint32(at + 4)];
}

function areEqual([a, b]: Sums, [c, d]: Sums): boolean {
	return a === c && b === d;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
	return new DataView(buffer, byteOffset, byteLength);
}
