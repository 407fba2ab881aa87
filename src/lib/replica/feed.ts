import type { Changes } from '../read/changes';

/**
 * Puts what is told into its order: messages of several writers may come in another one, and one
 * may be lost.
 *
 * I1 `apply` gets every change after the first reading once, by number, without a gap; where one
 *    does not come, `lost` is told instead, and everything has to be read again.
 */
export class Feed {
	/** Everything up to here is known; undefined before the first reading. */
	#known: number | undefined;
	readonly #ahead = new Map<number, Changes>();
	#waiting: { version: number; resolve(): void }[] = [];
	#stopWaiting: (() => void) | undefined;
	#isStopped = false;
	/** What was read as of an earlier version may lack what was skipped then. */
	#startedAt = 0;
	/** What was waited for in vain: everything is being read once more. */
	#lostUpTo = 0;
	readonly #options: FeedOptions;

	constructor(options: FeedOptions) {
		this.#options = options;
	}

	get known(): number {
		return this.#known ?? 0;
	}

	get startedAt(): number {
		return this.#startedAt;
	}

	receive(changes: Changes): void {
		if (this.#known !== undefined && changes.version <= this.#known) return;
		this.#ahead.set(changes.version, changes);
		if (this.#known !== undefined) this.#drain();
	}

	/** All that stands here was read as of this number, or is known from what was told since. */
	startAt(version: number): void {
		this.#known = this.#startedAt = Math.max(this.known, version);
		for (const number of this.#ahead.keys()) if (number <= this.#known) this.#ahead.delete(number);
		this.#drain();
	}

	/** Resolves when what was told up to this number is known, or when it was lost. */
	async reached(version: number): Promise<void> {
		if (this.#isStopped || this.#known === undefined) return;
		if (Math.max(this.#known, this.#lostUpTo) >= version) return;
		this.#expect();
		await new Promise<void>((resolve) => this.#waiting.push({ version, resolve }));
	}

	stop(): void {
		this.#isStopped = true;
		this.#stopExpecting();
		this.#ahead.clear();
		this.#letGo(Infinity);
	}

	#drain(): void {
		for (;;) {
			const next = this.#ahead.get(this.known + 1);
			if (!next) break;
			this.#ahead.delete(next.version);
			this.#known = next.version;
			this.#options.apply(next);
		}
		this.#letGo(this.known);
		if (this.#ahead.size > 0 || this.#waiting.length > 0) this.#expect();
		else this.#stopExpecting();
	}

	#letGo(upTo: number): void {
		const reached = this.#waiting.filter(({ version }) => version <= upTo);
		this.#waiting = this.#waiting.filter(({ version }) => version > upTo);
		for (const { resolve } of reached) resolve();
	}

	#expect(): void {
		this.#stopWaiting ??= this.#options.after(PATIENCE_MS, () => {
			this.#stopWaiting = undefined;
			// Nobody waits for it any longer: not even a reading that has begun because of another.
			this.#lostUpTo = Math.max(this.#lostUpTo, ...this.#waiting.map(({ version }) => version));
			this.#letGo(Infinity);
			this.#options.lost();
		});
	}

	#stopExpecting(): void {
		this.#stopWaiting?.();
		this.#stopWaiting = undefined;
	}
}

type FeedOptions = {
	apply(changes: Changes): void;
	lost(): void;
	/** Calls back after a while; returns how to cancel. */
	after(ms: number, callback: () => void): () => void;
};

/** On one device a message takes a few milliseconds; a writer that died has not sent it. */
const PATIENCE_MS = 1_000;
