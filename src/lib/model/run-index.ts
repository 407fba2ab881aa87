import type { Run } from './run';

type Runs = Readonly<Record<string, Run>>;

/**
 * Which of a contact's runs may matter for an event, without a look at each of them: a customer
 * who writes a lot has thousands that are over. Owns ids only; its answers are in the order in
 * which the runs began.
 *
 * I1 Kept by the fold alone (contact-state), which is the only one that changes such a record.
 * I2 That of a copy stands on that of the original, which stays as it is while the copy is used.
 */
class RunIndex {
	readonly #base: RunIndex | undefined;
	readonly #open: Set<string>;
	readonly #order = new Map<string, number>();
	readonly #versions = new Set<string>();
	readonly #about = new Map<string, string[]>();
	/** In ascending order of when they ended. */
	readonly #ended: { id: string; at: number }[] = [];
	#count: number;

	constructor(base?: RunIndex) {
		this.#base = base;
		this.#open = new Set(base ? base.#open : []);
		this.#count = base ? base.#count : 0;
	}

	started({ id, trigger, version }: Run): void {
		this.#open.add(id);
		this.#order.set(id, this.#count++);
		this.#versions.add(version);
		this.woken(id, trigger);
	}

	woken(id: string, by: string): void {
		const ids = this.#about.get(by);
		if (ids) ids.push(id);
		else this.#about.set(by, [id]);
	}

	ended(id: string, at: number): void {
		this.#open.delete(id);
		let place = this.#ended.length;
		while (place > 0 && this.#ended[place - 1]!.at > at) place--;
		this.#ended.splice(place, 0, { id, at });
	}

	open(): Iterable<string> {
		return this.#open;
	}

	versions(): string[] {
		return [...(this.#base?.versions() ?? []), ...this.#versions];
	}

	/** Those that an event triggered or woke. */
	about(event: string): string[] {
		return this.#sorted([...this.#aboutAny(event)]);
	}

	/** Those that are open, that ended after the event, or that it triggered or woke. */
	near(event: { id: string; at: number }): string[] {
		return this.#sorted([
			...this.#open,
			...this.#endedAfter(event.at),
			...this.#aboutAny(event.id),
		]);
	}

	*#aboutAny(event: string): Iterable<string> {
		if (this.#base) yield* this.#base.#aboutAny(event);
		yield* this.#about.get(event) ?? [];
	}

	*#endedAfter(at: number): Iterable<string> {
		if (this.#base) yield* this.#base.#endedAfter(at);
		for (let i = this.#ended.length - 1; i >= 0; i--) {
			const { id, at: end } = this.#ended[i]!;
			if (end <= at) return;
			yield id;
		}
	}

	#sorted(ids: string[]): string[] {
		return [...new Set(ids)].sort((a, b) => this.#placeOf(a) - this.#placeOf(b));
	}

	#placeOf(id: string): number {
		const base = this.#base;
		return this.#order.get(id) ?? (base ? base.#placeOf(id) : 0);
	}
}

const indexes = new WeakMap<Runs, RunIndex>();

/** The index of such a record; the first time by a look at all of it. */
export function runIndex(runs: Runs): RunIndex {
	const known = indexes.get(runs);
	if (known) return known;
	const index = new RunIndex();
	for (const id in runs) {
		const run = runs[id];
		if (!run) continue;
		index.started(run);
		for (const by of run.wokenBy) index.woken(id, by);
		if (run.ended) index.ended(id, run.ended.happenedAt);
	}
	indexes.set(runs, index);
	return index;
}

export function forkRunIndex(runs: Runs, fork: Runs): void {
	indexes.set(fork, new RunIndex(runIndex(runs)));
}
