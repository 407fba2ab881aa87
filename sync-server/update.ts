/**
 * Reads a Yjs V1 update without building one: what it adds, what it deletes, and where each value
 * lies. It stands between the network and everything else, so it trusts no number that it reads: no
 * claimed length allocates anything, nesting is bounded, every byte must be accounted for. It never
 * throws.
 */
export type Place = { client: number; clock: number };
export type Struct = Place & {
	length: number;
	/** The content's kind in Yjs (`ContentAny` = 8, …); 0 is a GC struct, 10 a Skip. */
	content: number;
	hasOrigin: boolean;
	/** The places left and right of it, or its parent: they must be there before it. */
	left?: Place;
	right?: Place;
	parent?: Place;
	/** The name of the root type it is inserted into, when it is written here at all. */
	root?: string;
	/** The key inside a map, when it is written here at all. */
	key?: string;
	/** Where the struct begins, and where its content's bytes begin and end. */
	start: number;
	from: number;
	to: number;
};
export type Deletion = Place & { length: number };
export type Scan =
	| {
			ok: true;
			structs: Struct[];
			deletions: Deletion[];
			/** How many values there are, those inside others too. */
			values: number;
	  }
	| { ok: false; reason: string };

export type ScanLimits = {
	/** More structs than this in one update is a bomb, not an edit (finding 3). */
	maxStructs: number;
	/** The relay's own snapshots carry what a client may not send. */
	trusted?: boolean;
};

export const GC = 0;
export const DELETED = 1;
export const JSON_TEXTS = 2;
export const STRING = 4;
export const TYPE = 7;
export const ANY = 8;
export const SKIP = 10;

/** Deeper values break JSON.stringify and structuredClone of those who receive them (finding 6). */
export const MAX_DEPTH = 32;
/**
 * A GC or deleted struct claims a length without bytes to show for it; no edit of a person needs
 * more.
 */
const MAX_CLAIMED_LENGTH = 1 << 20;
/** Yjs draws client ids from 32 bits; clocks above this are an attack (finding 5). */
const MAX_CLIENT = 0xffff_ffff;
const MAX_CLOCK = 2 ** 40;

class Malformed extends Error {}

export function scanUpdate(bytes: Uint8Array, limits: ScanLimits): Scan {
	try {
		const cursor = new Cursor(bytes);
		const structs = readStructs(cursor, limits);
		const deletions = readDeletions(cursor, limits);
		if (cursor.at !== bytes.length) throw new Malformed('trailing bytes');
		if (cursor.holdsBigInt && !limits.trusted) throw new Malformed('a value that is not JSON');
		return { ok: true, structs, deletions, values: cursor.values };
	} catch (error) {
		if (error instanceof Malformed) return { ok: false, reason: error.message };
		throw error;
	}
}

/** The update with these structs emptied: their clocks stay, their content goes. */
export function withoutStructs(
	update: Uint8Array,
	{ structs }: Extract<Scan, { ok: true }>,
	isEmptied: (struct: Struct) => boolean,
): Uint8Array {
	const parts: Uint8Array[] = [];
	let from = 0;
	for (const struct of structs) {
		if (!isEmptied(struct)) continue;
		parts.push(update.subarray(from, struct.start), emptied(struct.length));
		from = struct.to;
	}
	parts.push(update.subarray(from));
	return new Uint8Array(Buffer.concat(parts));
}

/** A GC struct: so many clocks that hold nothing. */
export function emptied(length: number): Uint8Array {
	return numbers(GC, length);
}

export function numbers(...values: number[]): Uint8Array {
	const bytes: number[] = [];
	for (let value of values) {
		for (; value > 127; value = Math.floor(value / 128)) bytes.push((value & 127) | 128);
		bytes.push(value);
	}
	return Uint8Array.from(bytes);
}

function readStructs(cursor: Cursor, { maxStructs, trusted }: ScanLimits): Struct[] {
	const structs: Struct[] = [];
	const clients = cursor.count(3);
	/** Yjs keeps the last block of a client that comes twice, and drops the first unseen. */
	const seen = trusted || clients < 2 ? undefined : new Set<number>();
	for (let i = 0; i < clients; i++) {
		const count = cursor.count(1);
		const client = cursor.number(MAX_CLIENT);
		if (seen?.has(client)) throw new Malformed('a client that comes twice');
		seen?.add(client);
		let clock = cursor.number(MAX_CLOCK);
		if (!trusted && structs.length + count > maxStructs) throw new Malformed('too many structs');
		for (let j = 0; j < count; j++) {
			const struct = readStruct(cursor, client, clock);
			clock += struct.length;
			structs.push(struct);
		}
	}
	return structs;
}

function readStruct(cursor: Cursor, client: number, clock: number): Struct {
	const start = cursor.at;
	const info = cursor.byte();
	const content = info & 31;
	if (content === GC || info === SKIP) {
		const length = cursor.number(info === SKIP ? MAX_CLOCK : MAX_CLAIMED_LENGTH);
		if (length === 0) throw new Malformed('an empty struct');
		const at = { start, from: cursor.at, to: cursor.at };
		return { client, clock, length, content, hasOrigin: false, ...at };
	}
	const at = { start, from: 0, to: 0 };
	const struct: Struct = { client, clock, length: 0, content, hasOrigin: false, ...at };
	if (info & 0x80) struct.left = readPlace(cursor);
	if (info & 0x40) struct.right = readPlace(cursor);
	if (info & 0xc0) struct.hasOrigin = true;
	else {
		if (cursor.number(MAX_CLOCK) === 1) struct.root = cursor.text();
		else struct.parent = readPlace(cursor);
		if (info & 0x20) struct.key = cursor.text();
	}
	struct.from = cursor.at;
	struct.length = readContent(cursor, content);
	struct.to = cursor.at;
	if (struct.length === 0) throw new Malformed('an empty struct');
	return struct;
}

function readPlace(cursor: Cursor): Place {
	const client = cursor.number(MAX_CLIENT);
	return { client, clock: cursor.number(MAX_CLOCK) };
}

/** Passes over the content and answers how many clocks it takes. */
function readContent(cursor: Cursor, content: number): number {
	switch (content) {
		case DELETED:
			return cursor.number(MAX_CLAIMED_LENGTH);
		case JSON_TEXTS:
			return cursor.times(1, () => readJson(cursor, true));
		case 3:
			cursor.skip(cursor.count(1));
			return 1;
		case STRING:
			return cursor.text().length;
		case 5:
			readJson(cursor, false);
			return 1;
		case 6:
			cursor.text();
			readJson(cursor, false);
			return 1;
		case TYPE:
			readTypeName(cursor);
			return 1;
		case ANY:
			return cursor.times(1, () => readAny(cursor, 0));
		default:
			// 9 is a subdocument: a door to a room beside the rights (abuse case 15).
			throw new Malformed('a struct of unknown kind');
	}
}

function readTypeName(cursor: Cursor): void {
	const type = cursor.number(6);
	if (type === 3 || type === 5) cursor.text();
}

/** ContentJSON writes the word `undefined` for what JSON cannot say. */
function readJson(cursor: Cursor, orUndefined: boolean): void {
	const text = cursor.text();
	if (orUndefined && text === 'undefined') return;
	let depth = 0;
	let deepest = 0;
	for (let i = 0; i < text.length; i++) {
		const char = text.charCodeAt(i);
		if (char === 0x5b || char === 0x7b) deepest = Math.max(deepest, ++depth);
		else if (char === 0x5d || char === 0x7d) depth--;
	}
	if (deepest > MAX_DEPTH) throw new Malformed('nested too deep');
	try {
		JSON.parse(text);
	} catch {
		throw new Malformed('JSON that does not parse');
	}
}

/** lib0's `any` encoding. */
function readAny(cursor: Cursor, depth: number): void {
	if (depth > MAX_DEPTH) throw new Malformed('nested too deep');
	cursor.values++;
	const type = cursor.byte();
	switch (type) {
		case 127:
		case 126:
		case 121:
		case 120:
			return;
		case 125:
			return cursor.integer();
		case 124:
			return cursor.skip(4);
		case 122:
			cursor.holdsBigInt = true;
			return cursor.skip(8);
		case 123:
			return cursor.skip(8);
		case 119:
			return void cursor.text();
		case 118:
			return void cursor.times(2, () => {
				// Assigning it would give the object a prototype of the sender's choice (finding
				// 9).
				if (cursor.text() === '__proto__') throw new Malformed('a key named __proto__');
				readAny(cursor, depth + 1);
			});
		case 117:
			return void cursor.times(1, () => readAny(cursor, depth + 1));
		case 116:
			return cursor.skip(cursor.count(1));
		default:
			throw new Malformed('a value of unknown kind');
	}
}

function readDeletions(cursor: Cursor, { maxStructs, trusted }: ScanLimits): Deletion[] {
	const deletions: Deletion[] = [];
	const clients = cursor.count(2);
	for (let i = 0; i < clients; i++) {
		const client = cursor.number(MAX_CLIENT);
		const count = cursor.count(2);
		if (!trusted && deletions.length + count > maxStructs)
			throw new Malformed('too many deletions');
		for (let j = 0; j < count; j++) {
			const clock = cursor.number(MAX_CLOCK);
			const length = cursor.number(MAX_CLOCK);
			if (length === 0) throw new Malformed('a deletion of nothing');
			deletions.push({ client, clock, length });
		}
	}
	return deletions;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

class Cursor {
	at = 0;
	holdsBigInt = false;
	values = 0;
	readonly bytes: Uint8Array;
	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
	}

	byte(): number {
		if (this.at >= this.bytes.length) throw new Malformed('cut off');
		return this.bytes[this.at++]!;
	}

	skip(length: number): void {
		if (length > this.bytes.length - this.at) throw new Malformed('cut off');
		this.at += length;
	}

	number(max: number): number {
		let value = 0;
		let unit = 1;
		for (;;) {
			const byte = this.byte();
			value += (byte & 127) * unit;
			if (value > max) throw new Malformed('a number too large');
			if (byte < 128) return value;
			unit *= 128;
			if (unit > Number.MAX_SAFE_INTEGER) throw new Malformed('a number too large');
		}
	}

	/** A signed number of lib0: only passed over. */
	integer(): void {
		for (let i = 0; i < 8; i++) if (this.byte() < 128) return;
		throw new Malformed('a number too large');
	}

	/**
	 * A number of things of at least `minBytes` each: what does not fit into the rest is a lie
	 * (finding 3).
	 */
	count(minBytes: number): number {
		const count = this.number(MAX_CLOCK);
		if (count * minBytes > this.bytes.length - this.at) throw new Malformed('a count too large');
		return count;
	}

	times(minBytes: number, read: () => void): number {
		const count = this.count(minBytes);
		for (let i = 0; i < count; i++) read();
		return count;
	}

	text(): string {
		const length = this.count(1);
		const from = this.at;
		this.at += length;
		const end = this.at;
		const { bytes } = this;
		if (length < 64) {
			let text = '';
			let i = from;
			for (; i < end && bytes[i]! < 128; i++) text += String.fromCharCode(bytes[i]!);
			if (i === end) return text;
		}
		try {
			return utf8.decode(bytes.subarray(from, end));
		} catch {
			throw new Malformed('text that is not UTF-8');
		}
	}
}
