import { SvelteSet } from 'svelte/reactivity';

/**
 * The conversations of a list that are chosen for one deed (U17). Owns their ids; the list itself,
 * in its present order, is given with each question.
 */
export class Selection {
	readonly #ids = new SvelteSet<string>();
	/** Where the last choice was made: a range begins there. */
	#anchor: string | undefined;

	get size(): number {
		return this.#ids.size;
	}

	has(id: string): boolean {
		return this.#ids.has(id);
	}

	toggle(id: string): void {
		if (!this.#ids.delete(id)) this.#ids.add(id);
		this.#anchor = id;
	}

	/** Everything from the last choice to here; without one, from `start`. */
	extend(shown: readonly { id: string }[], to: string, start = to): void {
		const from = this.#anchor ?? start;
		const ends = [from, to].map((id) => shown.findIndex((row) => row.id === id));
		const [first = -1, last = -1] = ends.toSorted((a, b) => a - b);
		for (const { id } of shown.slice(Math.max(0, first), last + 1)) this.#ids.add(id);
		this.#anchor ??= from;
	}

	clear(): void {
		this.#ids.clear();
		this.#anchor = undefined;
	}

	/** Those that have left the list are not meant any more. */
	of<T extends { id: string }>(shown: readonly T[]): T[] {
		return shown.filter(({ id }) => this.#ids.has(id));
	}
}
