/** How many can be taken back one after the other. */
const MAX_KEPT = 50;

/** What was done, in words, and how to take it back. */
export type Deed = { text: string; undo: () => Promise<void> };

/**
 * What this person did since the page was opened, the last one at the end, so that a toast or
 * Ctrl/⌘Z can take it back (U10).
 *
 * I1 A deed is taken back once, by the first who asks.
 * I2 It can be taken back from the moment in which it is on the screen, before it is stored.
 */
export class Deeds {
	#done: Deed[] = [];

	add(deed: Deed): void {
		this.#done = [...this.#done, deed].slice(-MAX_KEPT);
	}

	/** False once it was taken back, or came to nothing. */
	has(deed: Deed): boolean {
		return this.#done.includes(deed);
	}

	/** It came to nothing. */
	drop(deed: Deed): void {
		this.#done = this.#done.filter((one) => one !== deed);
	}

	/** Takes back the last one, or the given one; the deed that was taken back. */
	async undo(deed = this.#done.at(-1)): Promise<Deed | undefined> {
		if (!deed || !this.has(deed)) return undefined;
		this.drop(deed);
		await deed.undo();
		return deed;
	}
}
