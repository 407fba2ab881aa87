import * as decoding from 'lib0/decoding';

/**
 * Reads Yjs updates (V1) as plain insertions, without Yjs: its own reader builds a class for every
 * kind of content and would be a third of the messenger. Whoever edits a document uses Yjs; this
 * only looks.
 *
 * I1 It reads what `Y.decodeUpdate` reads, and throws where that throws (property-tested against
 *    it).
 */
export type Insertion = {
	client: number;
	clock: number;
	length: number;
	/**
	 * The last place of what stood left of it when it was made; then parent and key are those of
	 * that.
	 */
	origin: Place | undefined;
	/** The name of the root type it was put into, and the key there. */
	root: string | undefined;
	key: string | undefined;
	/** Plain values; empty for every other kind of content. */
	values: unknown[];
};
export type Place = { client: number; clock: number };
type Range = Place & { length: number };

export function readUpdate(update: Uint8Array): { insertions: Insertion[]; deletions: Range[] } {
	const decoder = decoding.createDecoder(update);
	const insertions: Insertion[] = [];
	for (let blocks = decoding.readVarUint(decoder); blocks > 0; blocks--) {
		const structs = decoding.readVarUint(decoder);
		const client = decoding.readVarUint(decoder);
		let clock = decoding.readVarUint(decoder);
		for (let i = 0; i < structs; i++) {
			const info = decoding.readUint8(decoder);
			const kind = info & CONTENT;
			if (kind === COLLECTED || kind === SKIP) {
				clock += decoding.readVarUint(decoder);
				continue;
			}
			const insertion = readInsertion(decoder, info, client, clock);
			insertions.push(insertion);
			clock += insertion.length;
		}
	}
	return { insertions, deletions: readDeletions(decoder) };
}

/**
 * What a root `Y.Map` of plain values holds after these updates, in whatever order they come.
 * The entries of one key are a tree, each under the one that it replaced; where two replaced the
 * same one without knowing each other, Yjs puts the higher client id last, and last is what the map
 * shows.
 */
export function readRootMap(updates: readonly Uint8Array[], root: string): Map<string, unknown> {
	const read = updates.map(readUpdate);
	const deletions = read.flatMap(({ deletions }) => deletions);
	const first = new Map<string, Insertion>();
	const replacing = new Map<number, Insertion[]>();
	for (const insertion of read.flatMap(({ insertions }) => insertions)) {
		const { origin, root: into, key, client } = insertion;
		if (origin) {
			const others = replacing.get(origin.client);
			if (others) others.push(insertion);
			else replacing.set(origin.client, [insertion]);
		} else if (into === root && key !== undefined) {
			const other = first.get(key);
			if (!other || client > other.client) first.set(key, insertion);
		}
	}
	const map = new Map<string, unknown>();
	for (const [key, start] of first) {
		let last = start;
		for (let next = successor(last, replacing); next; next = successor(last, replacing))
			last = next;
		const isDeleted = deletions.some((range) => contains(range, last));
		if (last.values.length && !isDeleted) map.set(key, last.values.at(-1));
	}
	return map;
}

/**
 * What stands after an insertion. Yjs joins entries of one client that follow each other, so
 * something may hang on the middle of a run; there it is last only if its client is higher than the
 * run's own.
 */
function successor(
	run: Insertion,
	replacing: ReadonlyMap<number, Insertion[]>,
): Insertion | undefined {
	const end = run.clock + run.length - 1;
	let found: Insertion | undefined;
	for (const candidate of replacing.get(run.client) ?? []) {
		const at = candidate.origin?.clock ?? -1;
		if (at < run.clock || at > end || (at < end && candidate.client <= run.client)) continue;
		const foundAt = found?.origin?.clock ?? Infinity;
		if (!found || at < foundAt || (at === foundAt && candidate.client > found.client)) {
			found = candidate;
		}
	}
	return found;
}

const CONTENT = 0x1f;
const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_KEY = 0x20;
const COLLECTED = 0;
const SKIP = 10;

function readInsertion(
	decoder: decoding.Decoder,
	info: number,
	client: number,
	clock: number,
): Insertion {
	const origin = info & HAS_ORIGIN ? readPlace(decoder) : undefined;
	if (info & HAS_RIGHT_ORIGIN) readPlace(decoder);
	let root: string | undefined;
	let key: string | undefined;
	if (!(info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN))) {
		if (decoding.readVarUint(decoder) === 1) root = decoding.readVarString(decoder);
		else readPlace(decoder);
		if (info & HAS_KEY) key = decoding.readVarString(decoder);
	}
	const { length, values } = readContent(decoder, info & CONTENT);
	return { client, clock, length, origin, root, key, values };
}

function readContent(
	decoder: decoding.Decoder,
	kind: number,
): { length: number; values: unknown[] } {
	const one = { length: 1, values: [] };
	switch (kind) {
		case 1: // deleted
			return { length: decoding.readVarUint(decoder), values: [] };
		case 2: // JSON
			return readMany(decoder, () => readJson(decoding.readVarString(decoder)));
		case 3: // binary
			decoding.readVarUint8Array(decoder);
			return one;
		case 4: // text
			return { length: decoding.readVarString(decoder).length, values: [] };
		case 5: // embed
			readJson(decoding.readVarString(decoder));
			return one;
		case 6: // format
			decoding.readVarString(decoder);
			readJson(decoding.readVarString(decoder));
			return one;
		case 7: // type; XML elements and hooks have a name
			if ([3, 5].includes(decoding.readVarUint(decoder))) decoding.readVarString(decoder);
			return one;
		case 8: // any
			return readMany(decoder, () => decoding.readAny(decoder));
		case 9: // document
			decoding.readVarString(decoder);
			decoding.readAny(decoder);
			return one;
		default:
			throw new Error(`Not a Yjs update: content ${kind}`);
	}
}

function readMany(
	decoder: decoding.Decoder,
	read: () => unknown,
): { length: number; values: unknown[] } {
	const length = decoding.readVarUint(decoder);
	const values: unknown[] = [];
	for (let i = 0; i < length; i++) values.push(read());
	return { length, values };
}

function readJson(text: string): unknown {
	return text === 'undefined' ? undefined : JSON.parse(text);
}

function readPlace(decoder: decoding.Decoder): Place {
	const client = decoding.readVarUint(decoder);
	return { client, clock: decoding.readVarUint(decoder) };
}

function readDeletions(decoder: decoding.Decoder): Range[] {
	const ranges: Range[] = [];
	for (let clients = decoding.readVarUint(decoder); clients > 0; clients--) {
		const client = decoding.readVarUint(decoder);
		for (let count = decoding.readVarUint(decoder); count > 0; count--) {
			const clock = decoding.readVarUint(decoder);
			ranges.push({ client, clock, length: decoding.readVarUint(decoder) });
		}
	}
	return ranges;
}

function contains(range: Range, { client, clock }: Place): boolean {
	return range.client === client && clock >= range.clock && clock < range.clock + range.length;
}
