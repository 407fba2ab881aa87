import type { Limits } from './limits';
import type { Ranges } from './ranges';
import { ANY, DELETED, GC, STRING, TYPE, type Scan, type Struct } from './update';

/**
 * Whether a canvas is built so that Yjs applies what comes next without fail: then an update needs
 * no trial, which costs more than everything else that is done with it. A map whose keys are set,
 * a list or a text that grows at one end, and deletions are harmless.
 *
 * H1 A struct names its parent or one neighbour, never two: then it stands in the list of that
 *    neighbour. Two neighbours may be of two lists, which Yjs joins to one that is none.
 * H2 What is under a key, or may be since its neighbour is, takes one clock: Yjs takes the halves
 *    of a longer one for two values at once.
 * H3 It is too small to take long or all memory, its types are too few to nest deeper than a
 *    stack, and there are no formats, which Yjs tidies up by itself.
 * H4 Once anything else is stored, every update is tried.
 */
export class Harmless {
	/** About what it takes as a document of Yjs. */
	#bytes = 0;
	#types = 0;
	#isKept = true;
	readonly #maxBytes: number;

	constructor({ threadHeapMb }: Pick<Limits, 'threadHeapMb'>) {
		this.#maxBytes = (threadHeapMb * 2 ** 20) / 4;
	}

	isKept(): boolean {
		return this.#isKept;
	}

	/** Whether an update that the guard lets through, and that is all news, needs no trial. */
	admits(update: Uint8Array, scan: Sound): boolean {
		const { structs, deletions } = scan;
		return structs.length + deletions.length <= AT_ONCE && this.#wouldKeep(update, scan);
	}

	/** It is accepted. */
	learn(update: Uint8Array, scan: Sound): void {
		this.#isKept = this.#wouldKeep(update, scan);
		this.#bytes += bytesOf(update, scan);
		this.#types += countTypes(scan.structs);
	}

	giveUp(): void {
		this.#isKept = false;
	}

	#wouldKeep(update: Uint8Array, scan: Sound): boolean {
		return (
			this.#isKept &&
			this.#bytes + bytesOf(update, scan) <= this.#maxBytes &&
			this.#types + countTypes(scan.structs) <= MAX_TYPES &&
			scan.structs.every(isHarmless)
		);
	}
}

type Sound = Extract<Scan, { ok: true }>;

/** Each may be compared with all others: so many do not take longer than a trial may. */
const AT_ONCE = 64;
const STRUCT_BYTES = 400;
const VALUE_BYTES = 100;
/** Yjs deletes and collects what is nested by calling itself; a stack holds more than 2,000. */
const MAX_TYPES = 1_000;

const CONTENTS = new Set([DELETED, STRING, TYPE, ANY]);

function isHarmless({ content, length, left, right, key }: Struct): boolean {
	if (content === GC) return true;
	if (!CONTENTS.has(content) || (left && right)) return false;
	return length === 1 || !(left || right || key !== undefined);
}

function bytesOf(update: Uint8Array, { structs, values }: Sound): number {
	return 2 * update.length + structs.length * STRUCT_BYTES + values * VALUE_BYTES;
}

function countTypes(structs: readonly Struct[]): number {
	let types = 0;
	for (const { content } of structs) if (content === TYPE) types++;
	return types;
}

/** True when all of it begins where what is known ends. */
export function isAllNews({ structs }: Sound, known: Ranges): boolean {
	return structs.every(({ client, clock }) => clock >= known.next(client));
}
