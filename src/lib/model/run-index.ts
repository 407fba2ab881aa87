import type { Instant } from '../base/clock';
import type { Run } from './run';

type Runs = Readonly<Record<string, Run>>;
/** In ascending order of `at`. */
export type Timed = { id: string; at: Instant }[];

/**
 * Which of a contact's runs may matter for an event, without a look at each of them: a customer
 * who writes a lot has thousands that are over. Owns ids only.
 *
 * I1 Kept by the fold alone (contact-state), which is the only one that changes such a record.
 * I2 That of a copy stands on that of the original, which stays as it is while the copy is used.
 * I3 What a run is listed under never changes: workflow, version, conversation, and when its
 *    trigger happened.
 */
class RunIndex {
	readonly #base: RunIndex | undefined;
	readonly #open: Set<string>;
	readonly #order = new Map<string, number>();
	readonly #about = new Map<string, string[]>();
	readonly #ended: Timed = [];
	/** By workflow, by when the trigger happened. */
	readonly #triggered = new Map<string, Timed>();
	/** Those that have not reached their goal, by version and conversation. */
	readonly #unconverted = new Map<string, Map<string, Timed>>();
	#count: number;

	constructor(base?: RunIndex) {
		this.#base = base;
		this.#open = new Set(base ? base.#open : []);
		this.#count = base ? base.#count : 0;
	}

	started({ id, trigger, version, workflow, conversation, triggeredAt: at, goal }: Run): void {
		this.#open.add(id);
		this.#order.set(id, this.#count++);
		insert(listOf(this.#triggered, workflow), { id, at });
		let places = this.#unconverted.get(version);
		if (!places) this.#unconverted.set(version, (places = new Map<string, Timed>()));
		if (!goal) insert(listOf(places, conversation), { id, at });
		this.woken(id, trigger);
	}

	woken(id: string, by: string): void {
		const ids = this.#about.get(by);
		if (ids) ids.push(id);
		else this.#about.set(by, [id]);
	}

	converted({ id, version, conversation }: Run): void {
		const runs = this.#unconverted.get(version)?.get(conversation) ?? [];
		const place = runs.findLastIndex((run) => run.id === id);
		if (place >= 0) runs.splice(place, 1);
	}

	ended(id: string, at: Instant): void {
		this.#open.delete(id);
		insert(this.#ended, { id, at });
	}

	/** In the order in which they began, as are all answers that do not say another one. */
	open(): Iterable<string> {
		return this.#open;
	}

	versions(): Set<string> {
		const versions = new Set(this.#unconverted.keys());
		for (const version of this.#base?.versions() ?? []) versions.add(version);
		return versions;
	}

	/** Those that an event triggered or woke. */
	about(event: string): string[] {
		return this.sorted([...this.#aboutAny(event)]);
	}

	/** Those that are open, that ended after the event, or that it triggered or woke. */
	near(event: { id: string; at: Instant }): string[] {
		return this.sorted([...this.#open, ...this.#endedAfter(event.at), ...this.#aboutAny(event.id)]);
	}

	/** Those that are open and then those that are over, the last one first. */
	*lastFirst(): Iterable<string> {
		yield* this.#open;
		yield* this.#endedAfter(-Infinity);
	}

	/** Of a workflow, those whose trigger happened after `after`, the last one first. */
	*triggered(workflow: string, after: Instant): Iterable<string> {
		for (const { id } of since(this.#triggered.get(workflow), after)) yield id;
		if (this.#base) yield* this.#base.triggered(workflow, after);
	}

	/**
	 * Of a version, by conversation, those that may still reach their goal and whose trigger
	 * happened after `after`. Those that a copy has converted can be among them.
	 */
	*unconverted(version: string, after: Instant): Iterable<[string, Timed]> {
		for (const [conversation, runs] of this.#unconverted.get(version) ?? []) {
			if ((runs.at(-1)?.at ?? -Infinity) > after) yield [conversation, runs];
		}
		if (this.#base) yield* this.#base.unconverted(version, after);
	}

	/** Without repetitions, in the order in which they began. */
	sorted(ids: readonly string[]): string[] {
		return [...new Set(ids)].sort((a, b) => this.#placeOf(a) - this.#placeOf(b));
	}

	*#aboutAny(event: string): Iterable<string> {
		if (this.#base) yield* this.#base.#aboutAny(event);
		yield* this.#about.get(event) ?? [];
	}

	*#endedAfter(at: Instant): Iterable<string> {
		for (const { id } of since(this.#ended, at)) yield id;
		if (this.#base) yield* this.#base.#endedAfter(at);
	}

	#placeOf(id: string): number {
		const base = this.#base;
		return this.#order.get(id) ?? (base ? base.#placeOf(id) : 0);
	}
}

function listOf(lists: Map<string, Timed>, key: string): Timed {
	let list = lists.get(key);
	if (!list) lists.set(key, (list = []));
	return list;
}

/** Most come in order, so that the place is near the end. */
function insert(list: Timed, one: Timed[number]): void {
	let place = list.length;
	while (place > 0 && list[place - 1]!.at > one.at) place--;
	list.splice(place, 0, one);
}

/** The last one first. */
export function* since(list: Timed = [], after: Instant): Iterable<Timed[number]> {
	for (let i = list.length - 1; i >= 0; i--) {
		const one = list[i]!;
		if (one.at <= after) return;
		yield one;
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
