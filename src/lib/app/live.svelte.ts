import { topicOf } from '../replica/topic';
import type { Ask } from './ask';
import type { Desk } from './desk';

/** What changes in bursts is asked again so often at most. */
const SOON_MS = 100;
/** After a long answer, so many times as long is left to everything else. */
const PATIENCE = 4;

/**
 * The answer to a question to the store, as state: `current` is undefined until the first one, then
 * follows the device. While another is being read, after the arguments changed, the last one stays:
 * nothing flickers (U2).
 *
 * Reactive arguments must be read before the query's first await. Call it while a component is set
 * up.
 */
export function live<T>(
	desk: Pick<Desk, 'asking' | 'replica'>,
	query: (ask: Ask) => Promise<T>,
): { readonly current: T | undefined } {
	let current = $state.raw<T>();
	$effect(() => {
		const asked = new Question(desk, query, (answer) => (current = answer));
		return () => asked.stop();
	});
	return {
		get current() {
			return current;
		},
	};
}

class Question<T> {
	readonly #stops = new Map<string, () => void>();
	readonly #ask: () => Promise<T>;
	readonly #answered: (answer: T) => void;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#restMs = SOON_MS;
	#isAsking = false;
	/** Something has changed since it was asked. */
	#isStale = false;
	#isOver = false;

	constructor(
		{ asking, replica }: Pick<Desk, 'asking' | 'replica'>,
		query: (ask: Ask) => Promise<T>,
		answered: (answer: T) => void,
	) {
		const ask = asking((table) => {
			if (this.#isOver || this.#stops.has(table)) return;
			this.#stops.set(
				table,
				replica.follow(topicOf.table(table), () => this.#soon()),
			);
		});
		this.#ask = () => query(ask);
		this.#answered = answered;
		void this.#now();
	}

	stop(): void {
		this.#isOver = true;
		clearTimeout(this.#timer);
		for (const stop of this.#stops.values()) stop();
	}

	async #now(): Promise<void> {
		const begun = performance.now();
		this.#isAsking = true;
		this.#isStale = false;
		try {
			const answer = await this.#ask();
			if (!this.#isOver) this.#answered(answer);
		} catch (error) {
			reportError(error);
		}
		this.#isAsking = false;
		this.#restMs = Math.max(SOON_MS, PATIENCE * (performance.now() - begun));
		if (this.#isStale) this.#soon();
	}

	#soon(): void {
		if (this.#isAsking) this.#isStale = true;
		else if (!this.#isOver) {
			this.#timer ??= setTimeout(() => {
				this.#timer = undefined;
				void this.#now();
			}, this.#restMs);
		}
	}
}
