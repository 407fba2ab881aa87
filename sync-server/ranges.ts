/**
 * Which clocks of which clients are known: per client, disjoint intervals in ascending order, nearly
 * always exactly one that starts at 0. It answers what a state vector cannot: what lies behind a gap.
 */
export type Ranges = ReturnType<typeof createRanges>;

export function createRanges() {
	/** start, end, start, end, … with the end outside. */
	const byClient = new Map<number, number[]>();
	let gaps = 0;

	return {
		/** How many intervals lie behind a gap: 0 when everything known is contiguous. */
		gaps: () => gaps,
		isEmpty: () => byClient.size === 0,
		covers(client: number, clock: number, length: number): boolean {
			const list = byClient.get(client);
			if (!list) return false;
			for (let i = 0; i < list.length; i += 2) {
				if (clock < list[i]!) return false;
				if (clock < list[i + 1]!) return clock + length <= list[i + 1]!;
			}
			return false;
		},
		add(client: number, clock: number, length: number): void {
			if (length === 0) return;
			const list = byClient.get(client);
			if (!list) {
				byClient.set(client, [clock, clock + length]);
				if (clock > 0) gaps++;
				return;
			}
			const before = gapsOf(list);
			insert(list, clock, clock + length);
			gaps += gapsOf(list) - before;
		},
		/** The first clock of a client that is missing. */
		next(client: number): number {
			const list = byClient.get(client);
			return list && list[0] === 0 ? list[1]! : 0;
		},
		/** True when the other knows everything that is contiguous here. */
		isWithin(next: (client: number) => number): boolean {
			for (const [client, list] of byClient) {
				if (list[0] === 0 && next(client) < list[1]!) return false;
			}
			return true;
		},
		clients: () => byClient.keys(),
		entries: () => byClient.entries(),
	};
}

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
