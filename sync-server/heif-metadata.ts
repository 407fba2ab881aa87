/**
 * HEIC and AVIF: pictures in boxes, in which places are told as offsets from the beginning of the
 * file. So nothing is moved: what does not show is overwritten with zeros where it stands, and only
 * what follows the last part that shows is cut off.
 *
 * H1 Of the data only the bytes that an item to be shown names are kept.
 * H2 Only the inside of boxes is overwritten, never what says where a box ends: what is read a
 *    second time is read in the same way.
 */
export function walkHeif(given: Buffer): Buffer[] | undefined {
	const bytes = Buffer.from(given);
	try {
		const end = blank(bytes);
		return [bytes.subarray(0, end)];
	} catch (error) {
		if (error instanceof Malformed) return undefined;
		throw error;
	}
}

class Malformed extends Error {}

/** `from` and `to` of what stands inside; `to` is where the box ends. */
type Box = { type: string; at: number; from: number; to: number };
type Range = { from: number; to: number };

/** A picture of 100 megapixels has some hundred tiles. */
const MAX_PARTS = 100_000;
/** Two is many. */
const MAX_DATA_BOXES = 64;

const TOP = new Set(['ftyp', 'meta', 'mdat']);
const IN_META = new Set('hdlr pitm iinf iloc iref iprp idat grpl dinf'.split(' '));
/** Coded pictures, and how one is made of others. */
const SHOWN_ITEMS = new Set('hvc1 lhv1 av01 avc1 vvc1 grid iovl iden tmap'.split(' '));
/** Size, colours, how it is decoded, turned and cut; not who described it when. */
const SHOWN_PROPERTIES = new Set(
	(
		'ispe pixi colr pasp clap irot imir auxC rloc rref hvcC lhvC av1C avcC vvcC ' +
		'lsel tols oinf a1op a1lx clli mdcv cclv amve reve ndwt'
	).split(' '),
);

/** Answers where the last part that shows ends. */
function blank(bytes: Buffer): number {
	const boxes = boxesOf(bytes, { from: 0, to: bytes.length }, (type) => !TOP.has(type));
	const shown = boxes.filter(({ type }) => TOP.has(type));
	const [meta, ...others] = shown.filter(({ type }) => type === 'meta');
	const last = shown.at(-1);
	// A sequence of pictures tells elsewhere where they lie.
	if (!meta || !last || others.length > 0) throw new Malformed();
	if (boxes.some(({ type }) => type === 'moov')) throw new Malformed();
	for (const box of boxes) if (!TOP.has(box.type) && box.at < last.at) free(bytes, box);

	const parts = boxesOf(bytes, { from: meta.from + 4, to: meta.to });
	for (const part of parts) if (!IN_META.has(part.type)) free(bytes, part);
	const one = (type: string) => parts.find((part) => part.type === type);
	const [places, items, handler] = [one('iloc'), one('iinf'), one('hdlr')];
	if (!places || !items) throw new Malformed();
	// Behind its fixed part a handler has a name.
	if (handler) bytes.fill(0, Math.min(handler.from + 24, handler.to), handler.to);
	for (const properties of parts.filter(({ type }) => type === 'iprp')) {
		blankProperties(bytes, properties);
	}
	const found = extentsOf(bytes, places, blankItems(bytes, items));
	if (found.length === 0) throw new Malformed();
	const data = parts.filter(({ type }) => type === 'idat');
	const start = data[0]?.from ?? 0;
	const inside = found
		.filter(({ isInside }) => isInside)
		.map(({ from, to }) => ({ from: from + start, to: to + start }));
	blankOutside(bytes, data, inside);
	const inFile = found.filter(({ isInside }) => !isInside);
	blankOutside(
		bytes,
		shown.filter(({ type }) => type === 'mdat'),
		inFile,
	);
	return last.to;
}

/**
 * The boxes that stand one behind the other. What cannot be one ends them where `mayEnd` says so:
 * something else was appended to the file.
 */
function boxesOf(bytes: Buffer, { from, to }: Range, mayEnd = (_type: string) => false): Box[] {
	const boxes: Box[] = [];
	for (let at = from; at < to;) {
		if (boxes.length === MAX_PARTS) throw new Malformed();
		const box = boxAt(bytes, at, to);
		if (!box) {
			if (boxes.length > 0 && mayEnd(bytes.toString('latin1', at + 4, at + 8))) break;
			throw new Malformed();
		}
		boxes.push(box);
		at = box.to;
	}
	return boxes;
}

function boxAt(bytes: Buffer, at: number, limit: number): Box | undefined {
	if (at + 8 > limit) return undefined;
	const type = bytes.toString('latin1', at + 4, at + 8);
	const short = bytes.readUInt32BE(at);
	const isLong = short === 1;
	if (isLong && at + 16 > limit) return undefined;
	const head = isLong ? 16 : 8;
	const size = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : short;
	// The last one may leave its size open.
	const to = size === 0 ? limit : at + size;
	return to < at + head || to > limit ? undefined : { type, at, from: at + head, to };
}

/** A box that nobody reads, as large as before. */
function free(bytes: Buffer, { at, from, to }: Box): void {
	bytes.write('free', at + 4, 'latin1');
	bytes.fill(0, from, to);
}

function blankProperties(bytes: Buffer, properties: Box): void {
	for (const container of boxesOf(bytes, properties)) {
		if (container.type === 'ipma') continue;
		if (container.type !== 'ipco') free(bytes, container);
		// They are named by their places, so each keeps its own.
		else
			for (const each of boxesOf(bytes, container)) {
				if (!SHOWN_PROPERTIES.has(each.type)) free(bytes, each);
			}
	}
}

/** Leaves of the other items their numbers alone; answers which are shown. */
function blankItems(bytes: Buffer, items: Box): Set<number> {
	const read = reader(bytes, items);
	const version = read(4) >>> 24;
	read(version === 0 ? 2 : 4);
	const shown = new Set<number>();
	const other = new Set<number>();
	for (const entry of boxesOf(bytes, { from: read.at(), to: items.to })) {
		if (entry.type !== 'infe') {
			free(bytes, entry);
			continue;
		}
		const field = reader(bytes, entry);
		const kind = field(4) >>> 24;
		const id = field(kind === 3 ? 4 : 2);
		field(2);
		const type = kind >= 2 ? String.fromCharCode(...[1, 1, 1, 1].map(field)) : '';
		// It carries metadata of its own.
		if (type === 'jpeg') throw new Malformed();
		const isShown = SHOWN_ITEMS.has(type);
		(isShown ? shown : other).add(id);
		if (kind >= 2 && !isShown) bytes.write('free', field.at() - 4, 'latin1');
		// Its name, and of others how they are to be read.
		bytes.fill(0, field.at(), entry.to);
	}
	return new Set([...shown].filter((id) => !other.has(id)));
}

type Extent = Range & {
	/** Counted from the beginning of the data inside `meta`, not of the file. */
	isInside: boolean;
};

function extentsOf(bytes: Buffer, places: Box, shown: ReadonlySet<number>): Extent[] {
	const read = reader(bytes, places);
	const version = read(4) >>> 24;
	const [sizes, more] = [read(1), read(1)];
	const [offsetSize, lengthSize, baseSize] = [sizes >> 4, sizes & 15, more >> 4];
	const indexSize = version === 0 ? 0 : more & 15;
	const extents: Extent[] = [];
	let parts = 0;
	for (let items = read(version < 2 ? 2 : 4); items > 0; items--) {
		const isShown = shown.has(read(version < 2 ? 2 : 4));
		const method = version === 0 ? 0 : read(2) & 15;
		const isHere = read(2) === 0;
		const base = read(baseSize);
		for (let count = read(2); count > 0; count--) {
			if (++parts > MAX_PARTS) throw new Malformed();
			read(indexSize);
			const from = base + read(offsetSize);
			const length = read(lengthSize);
			if (!isShown || !isHere) continue;
			// Pieces of other items: those say themselves where they lie.
			if (method > 1) throw new Malformed();
			extents.push({ from, to: length === 0 ? Infinity : from + length, isInside: method === 1 });
		}
		if (++parts > MAX_PARTS) throw new Malformed();
	}
	return extents;
}

/** Reads one number after the other, of so many bytes. */
function reader(bytes: Buffer, { from, to }: Range) {
	let at = from;
	function read(size: number): number {
		if (at + size > to) throw new Malformed();
		at += size;
		if (size === 0) return 0;
		if (size <= 4) return bytes.readUIntBE(at - size, size);
		if (size !== 8) throw new Malformed();
		return Number(bytes.readBigUInt64BE(at - 8));
	}
	return Object.assign(read, { at: () => at });
}

/** Each kept range lies in one of these boxes: otherwise the file was cut off. */
function blankOutside(bytes: Buffer, boxes: readonly Box[], kept: readonly Range[]): void {
	if (boxes.length > MAX_DATA_BOXES) throw new Malformed();
	const ends = (to: number) => (to === Infinity ? 0 : to);
	const isIn = (box: Box, { from, to }: Range) =>
		from >= box.from && from < box.to && ends(to) <= box.to;
	if (!kept.every((range) => boxes.some((box) => isIn(box, range)))) throw new Malformed();
	const inOrder = kept.toSorted((a, b) => a.from - b.from);
	for (const box of boxes) {
		let at = box.from;
		for (const { from, to } of inOrder) {
			if (from > at) bytes.fill(0, at, Math.min(from, box.to));
			at = Math.max(at, Math.min(to, box.to));
		}
		bytes.fill(0, at, box.to);
	}
}
