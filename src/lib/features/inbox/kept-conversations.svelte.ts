import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Desk } from '../../app/desk';
import { live } from '../../app/live.svelte';
import { type Opened, opened } from '../../read/queries/opened';

/** So much of a thread is read at first, and with each step back (P6). */
const PAGE = 50;

/**
 * What is read of the conversation on the screen and of those that will probably be next, so that
 * a key shows them at once (P1). Owns their live queries.
 *
 * I1 What is kept is read again on every change, like everything that is shown.
 */
export class KeptConversations {
	#db: Desk['db'];
	#kept = new SvelteMap<string, Kept>();

	/** Call it while a component is set up: everything is let go with it. */
	constructor({ db }: Desk) {
		this.#db = db;
		$effect(() => () => this.keepOnly([]));
	}

	/** Undefined until it has been read. */
	get(id: string): Opened | undefined {
		return this.#kept.get(id)?.current;
	}

	add(id: string): void {
		untrack(() => {
			if (!this.#kept.has(id)) this.#kept.set(id, new Kept(this.#db, id));
		});
	}

	/** The first is on the screen, the others may be next. */
	keepOnly(ids: readonly string[]): void {
		untrack(() => {
			for (const [id, kept] of this.#kept) {
				if (id !== ids[0]) kept.showNewest();
				if (ids.includes(id)) continue;
				kept.letGo();
				this.#kept.delete(id);
			}
			ids.forEach((id) => this.add(id));
		});
	}

	showOlder(id: string): void {
		this.#kept.get(id)?.showOlder();
	}
}

/** Outlives the change that asked for it, and ends only when it is let go. */
class Kept {
	letGo: () => void;
	#limit = $state(PAGE);
	#read: { readonly current: Opened | undefined } | undefined;

	constructor(db: Desk['db'], id: string) {
		this.letGo = $effect.root(() => {
			this.#read = live(() => opened(db, { conversation: id, limit: this.#limit }));
		});
	}

	get current(): Opened | undefined {
		return this.#read?.current;
	}

	showOlder(): void {
		this.#limit += PAGE;
	}

	/** Whoever comes back begins at the end again. */
	showNewest(): void {
		this.#limit = PAGE;
	}
}
