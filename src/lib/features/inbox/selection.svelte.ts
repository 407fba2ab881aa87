import { SvelteSet } from 'svelte/reactivity';

/**
 * The conversations of a list that are chosen for one deed (U17). Owns their ids; the list itself,
 * in its present order, is given with each question.
 *
 * S1 What is counted, shown as chosen and acted on is one thing: `of` the list as it is (S-5).
 */
export class Selection {
	readonly #ids = new SvelteSet<string>();
	/** Where the last choice was made: a range begins there. */
	#anchor: string | undefined;

	has(id: string): boolean {
		return this.#ids.has(id);
	}

	toggle(id: string): void {
		if (!this.#ids.delete(id)) this.#ids.add(id);
		this.#anchor = id;
	}

	/** Everything from the last choice to here; without one, from `start`. */
	extend(shown: readonly { id: string }[], to: string, start = to): void {
		const placeOf = (id: string) => shown.findIndex((row) => row.id === id);
		// What has left the list is no end of a range.
		const from = [this.#anchor, start, to].find((id) => id !== undefined && placeOf(id) >= 0);
		if (from === undefined) return;
		const [first = 0, last = 0] = [placeOf(from), placeOf(to)].toSorted((a, b) => a - b);
		for (const { id } of shown.slice(Math.max(0, first), last + 1)) this.#ids.add(id);
		this.#anchor = from;
	}

	clear(): void {
		this.#ids.clear();
		this.#anchor = undefined;
	}

	/** Those that have left the list are not meant any more. */
	of<T extends { id: string }>(shown: readonly T[]): T[] {
		return this.#ids.size === 0 ? [] : shown.filter(({ id }) => this.#ids.has(id));
	}
}
