import { crc32 } from 'node:zlib';
import { walkHeif } from './heif-metadata';

/**
 * A picture without what its camera wrote beside it: where and when it was taken, by whom, the
 * smaller picture from before it was cropped. Only the parts that show are kept, and whatever is
 * not known is none of them.
 *
 * M1 It stands as it stood: of EXIF the orientation stays where nothing else tells it.
 * M2 Of any bytes it answers after one walk through them; it neither throws nor reads past a part.
 * M3 Its own answer goes through it unchanged.
 */
export function withoutMetadata(bytes: Buffer, mime: string): Buffer | undefined {
	const parts = WALKS.get(mime)?.(bytes);
	return parts && Buffer.concat(parts);
}

/** The types that it knows. */
export const carriesMetadata = (mime: string) => WALKS.has(mime);

/** Answers the bytes to keep, in order; undefined when the picture is not built as its kind is. */
type Walk = (bytes: Buffer) => Buffer[] | undefined;

const WALKS: ReadonlyMap<string, Walk> = new Map([
	['image/jpeg', walkJpeg],
	['image/png', walkPng],
	['image/webp', walkWebp],
	['image/gif', walkGif],
	['image/heic', walkHeif],
	['image/avif', walkHeif],
]);

/** A long animation has some thousands. */
const MAX_PARTS = 100_000;

const [SCAN, END_OF_IMAGE] = [0xda, 0xd9];
const JPEG_END = Buffer.from([0xff, END_OF_IMAGE]);

function walkJpeg(bytes: Buffer): Buffer[] | undefined {
	const kept = [bytes.subarray(0, 2)];
	let hasScan = false;
	let at = 2;
	for (let parts = 0; parts < MAX_PARTS; parts++) {
		at = nextMarker(bytes, at) + 1;
		const code = bytes[at];
		// Many cameras leave the end away, and so does a lost connection.
		if (code === undefined || code === END_OF_IMAGE)
			return hasScan ? [...kept, JPEG_END] : undefined;
		if (isBare(code)) continue;
		if (at + 3 > bytes.length) return undefined;
		const length = bytes.readUInt16BE(at + 1);
		const end = at + 1 + length;
		if (length < 2 || end > bytes.length) return undefined;
		const part = keptSegment(code, bytes.subarray(at - 1, end));
		if (part) kept.push(part);
		at = end;
		if (code !== SCAN) continue;
		hasScan = true;
		at = nextMarker(bytes, at, isInScan);
		kept.push(bytes.subarray(end, at));
	}
	return undefined;
}

/**
 * The place of the 0xff right before a marker's code; the end when there is none. A loop of its
 * own: `indexOf` costs 20 times as much where every second byte is 0xff.
 */
function nextMarker(bytes: Buffer, from: number, isPassed = (_code: number) => false): number {
	for (let at = from; at + 1 < bytes.length; at++) {
		if (bytes[at] !== 0xff) continue;
		const code = bytes[at + 1]!;
		if (code !== 0 && code !== 0xff && !isPassed(code)) return at;
	}
	return bytes.length;
}

const isInScan = (code: number) => code >= 0xd0 && code <= 0xd7;
/** Markers without a length. */
const isBare = (code: number) => code === 0x01 || (code >= 0xd0 && code <= 0xd8);

function keptSegment(code: number, segment: Buffer): Buffer | undefined {
	const isNamed = (name: string) => segment.toString('latin1', 4, 4 + name.length) === name;
	switch (code) {
		case 0xe0: {
			const plain = isNamed('JFIF\0') ? shortened(segment, 18) : undefined;
			// The small picture inside has no width and no height.
			return plain?.fill(0, 16);
		}
		case 0xe1: {
			if (!isNamed(EXIF_NAME)) return undefined;
			const exif = leastExif(segment.subarray(4));
			return exif && sizedSegment(code, Buffer.concat([Buffer.from(EXIF_NAME), exif]));
		}
		case 0xe2:
			return isNamed('ICC_PROFILE\0') ? segment : undefined;
		case 0xee:
			return isNamed('Adobe') ? shortened(segment, 16) : undefined;
	}
	// Frames, tables, scans; the rest are notes of applications, comments and reserved codes.
	return code >= 0xc0 && code <= 0xdf ? segment : undefined;
}

function shortened(segment: Buffer, length: number): Buffer | undefined {
	if (segment.length < length) return undefined;
	return sizedSegment(segment[1]!, segment.subarray(4, length));
}

function sizedSegment(code: number, body: Buffer): Buffer {
	const head = Buffer.from([0xff, code, 0, 0]);
	head.writeUInt16BE(body.length + 2, 2);
	return Buffer.concat([head, body]);
}

const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** What is drawn, how it moves, and what its colours mean. */
const PNG_KEPT = new Set(
	(
		'IHDR PLTE IDAT IEND tRNS acTL fcTL fdAT ' +
		'gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD hIST pHYs'
	).split(' '),
);

function walkPng(bytes: Buffer): Buffer[] | undefined {
	if (!bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return undefined;
	const kept = [bytes.subarray(0, 8)];
	let at = 8;
	for (let parts = 0; parts < MAX_PARTS && at + 12 <= bytes.length; parts++) {
		const end = at + 12 + bytes.readUInt32BE(at);
		if (end > bytes.length) return undefined;
		const name = bytes.toString('latin1', at + 4, at + 8);
		const exif = name === 'eXIf' ? leastExif(bytes.subarray(at + 8, end - 4)) : undefined;
		if (exif) kept.push(pngChunk(name, exif));
		else if (PNG_KEPT.has(name)) kept.push(bytes.subarray(at, end));
		if (name === 'IEND') return kept;
		at = end;
	}
	return undefined;
}

function pngChunk(name: string, body: Buffer): Buffer {
	const chunk = Buffer.alloc(12 + body.length);
	chunk.writeUInt32BE(body.length);
	chunk.write(name, 4, 'latin1');
	body.copy(chunk, 8);
	chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), 8 + body.length);
	return chunk;
}

const WEBP_KEPT = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
const FRAME_KEPT = new Set(['VP8 ', 'VP8L', 'ALPH']);
const FRAME_HEAD = 16;
/** In the first byte of `VP8X`. */
const [HAS_EXIF, HAS_XMP] = [0x08, 0x04];

type Chunk = { name: string; body: Buffer };

function walkWebp(bytes: Buffer): Buffer[] | undefined {
	if (bytes.length < 12) return undefined;
	const end = 8 + bytes.readUInt32LE(4);
	if (end < 12 || end > bytes.length) return undefined;
	const chunks = chunksOf(bytes.subarray(12, end));
	if (!chunks?.some(({ name }) => FRAME_KEPT.has(name) || name === 'ANMF')) return undefined;
	let exif: Buffer | undefined;
	const kept: Chunk[] = [];
	for (const { name, body } of chunks) {
		if (name === 'EXIF') exif ??= leastExif(body);
		const part = name === 'ANMF' ? withoutNotes(body) : body;
		if (!part) return undefined;
		if (WEBP_KEPT.has(name)) kept.push({ name, body: part });
	}
	const flags = kept.find(({ name }) => name === 'VP8X');
	// Without this chunk nothing says that there is EXIF, and nothing would read it.
	if (flags) kept.splice(kept.indexOf(flags), 1, { name: 'VP8X', body: flagged(flags.body, exif) });
	if (flags && exif) kept.push({ name: 'EXIF', body: exif });
	return [riffChunk('RIFF', [Buffer.from('WEBP'), ...kept.map(written)])];
}

function flagged(body: Buffer, exif: Buffer | undefined): Buffer {
	const copy = Buffer.from(body);
	if (copy.length > 0) copy[0] = (copy[0]! & ~(HAS_EXIF | HAS_XMP)) | (exif ? HAS_EXIF : 0);
	return copy;
}

function withoutNotes(frame: Buffer): Buffer | undefined {
	const chunks = chunksOf(frame.subarray(FRAME_HEAD));
	const kept = chunks?.filter(({ name }) => FRAME_KEPT.has(name)).map(written);
	return kept && Buffer.concat([frame.subarray(0, FRAME_HEAD), ...kept]);
}

function chunksOf(bytes: Buffer): Chunk[] | undefined {
	const chunks: Chunk[] = [];
	for (let at = 0; at < bytes.length;) {
		if (chunks.length === MAX_PARTS || at + 8 > bytes.length) return undefined;
		const end = at + 8 + bytes.readUInt32LE(at + 4);
		if (end > bytes.length) return undefined;
		chunks.push({ name: bytes.toString('latin1', at, at + 4), body: bytes.subarray(at + 8, end) });
		at = end + ((end - at) % 2);
	}
	return chunks;
}

const written = ({ name, body }: Chunk) => riffChunk(name, [body]);

function riffChunk(name: string, parts: Buffer[]): Buffer {
	const head = Buffer.alloc(8);
	head.write(name, 'latin1');
	const length = parts.reduce((sum, part) => sum + part.length, 0);
	head.writeUInt32LE(length, 4);
	return Buffer.concat([head, ...parts, Buffer.alloc(length % 2)]);
}

const GIF_HEAD = 13;
const [EXTENSION, IMAGE, TRAILER] = [0x21, 0x2c, 0x3b];
const [CONTROL, APPLICATION] = [0xf9, 0xff];
/** How often an animation is shown. */
const GIF_LOOPS = new Set(['\x0bNETSCAPE2.0', '\x0bANIMEXTS1.0']);

function walkGif(bytes: Buffer): Buffer[] | undefined {
	let at = GIF_HEAD + colourBytes(bytes[10]);
	const kept = [bytes.subarray(0, at)];
	let hasImage = false;
	for (let parts = 0; parts < MAX_PARTS && at < bytes.length; parts++) {
		const [kind, label] = [bytes[at], bytes[at + 1]];
		if (kind === TRAILER) return hasImage ? [...kept, bytes.subarray(at, at + 1)] : undefined;
		if (kind !== EXTENSION && kind !== IMAGE) return undefined;
		// Of an image the head, its own colours, and the width of its codes come before the blocks.
		const head = kind === EXTENSION ? 2 : 11 + colourBytes(bytes[at + 9]);
		const end = endOfBlocks(bytes, at + head);
		if (end === undefined) return undefined;
		hasImage ||= kind === IMAGE;
		const isLoop =
			label === APPLICATION && GIF_LOOPS.has(bytes.toString('latin1', at + 2, at + 14));
		if (kind === IMAGE || label === CONTROL || isLoop) kept.push(bytes.subarray(at, end));
		at = end;
	}
	return undefined;
}

function colourBytes(flags = 0): number {
	return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function endOfBlocks(bytes: Buffer, from: number): number | undefined {
	for (let at = from; at < bytes.length;) {
		const length = bytes[at]!;
		at += 1 + length;
		if (length === 0) return at;
	}
	return undefined;
}

const EXIF_NAME = 'Exif\0\0';
const ORIENTATION = 0x0112;

/** EXIF with the orientation alone; undefined when the picture stands upright without it. */
function leastExif(exif: Buffer): Buffer | undefined {
	const isNamed = exif.toString('latin1', 0, EXIF_NAME.length) === EXIF_NAME;
	const orientation = orientationOf(isNamed ? exif.subarray(EXIF_NAME.length) : exif);
	if (orientation === 1) return undefined;
	const least = Buffer.from('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0');
	least[19] = orientation;
	return least;
}

function orientationOf(tiff: Buffer): number {
	if (tiff.length < 8) return 1;
	const isLittle = tiff[0] === 0x49;
	const u16 = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
	const tags = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
	if (tags + 2 > tiff.length) return 1;
	const count = u16(tags);
	for (let tag = 0, at = tags + 2; tag < count && at + 12 <= tiff.length; tag++, at += 12) {
		if (u16(at) !== ORIENTATION) continue;
		const value = u16(at + 8);
		return value >= 1 && value <= 8 ? value : 1;
	}
	return 1;
}
