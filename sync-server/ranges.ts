/**
 * Which clocks of which clients are known: per client, disjoint intervals in ascending order,
 * nearly always exactly one that starts at 0. It answers what a state vector cannot: what lies
 * behind a gap.
 */
export class Ranges {
	/** start, end, start, end, … with the end outside. */
	#byClient: Map<number, number[]> = NOTHING;
	#gaps = 0;

	/** How many intervals lie behind a gap: 0 when everything known is contiguous. */
	gaps(): number {
		return this.#gaps;
	}

	covers(client: number, clock: number, length: number): boolean {
		const list = this.#byClient.get(client);
		if (!list) return false;
		for (let i = 0; i < list.length; i += 2) {
			if (clock < list[i]!) return false;
			if (clock < list[i + 1]!) return clock + length <= list[i + 1]!;
		}
		return false;
	}

	/** Where what is known from this clock on ends; the clock itself when it is not known. */
	end(client: number, clock: number): number {
		const list = this.#byClient.get(client) ?? [];
		for (let i = 0; i < list.length && clock >= list[i]!; i += 2) {
			if (clock < list[i + 1]!) return list[i + 1]!;
		}
		return clock;
	}

	add(client: number, clock: number, length: number): void {
		if (length === 0) return;
		const list = this.#byClient.get(client);
		if (!list) {
			if (this.#byClient === NOTHING) this.#byClient = new Map();
			this.#byClient.set(client, [clock, clock + length]);
			if (clock > 0) this.#gaps++;
			return;
		}
		const before = gapsOf(list);
		insert(list, clock, clock + length);
		this.#gaps += gapsOf(list) - before;
	}

	/** The first clock of a client that is missing. */
	next(client: number): number {
		const list = this.#byClient.get(client);
		return list && list[0] === 0 ? list[1]! : 0;
	}

	/** True when the other knows everything that is contiguous here. */
	isWithin(next: (client: number) => number): boolean {
		for (const [client, list] of this.#byClient) {
			if (list[0] === 0 && next(client) < list[1]!) return false;
		}
		return true;
	}

	clients(): Iterable<number> {
		return this.#byClient.keys();
	}

	entries(): Iterable<[number, number[]]> {
		return this.#byClient.entries();
	}
}

/** Shared by all that are empty, as most rooms' deletions are; never written to. */
const NOTHING = new Map<number, number[]>();

function gapsOf(list: number[]): number {
	return list.length / 2 - (list[0] === 0 ? 1 : 0);
}

function insert(list: number[], start: number, end: number): void {
	// Appending to the last interval is what happens all day.
	const last = list.length - 1;
	if (start === list[last]) {
		list[last] = end;
		return;
	}
	let first = 0;
	while (first < list.length && list[first + 1]! < start) first += 2;
	let after = first;
	while (after < list.length && list[after]! <= end) {
		start = Math.min(start, list[after]!);
		end = Math.max(end, list[after + 1]!);
		after += 2;
	}
	list.splice(first, after - first, start, end);
}
