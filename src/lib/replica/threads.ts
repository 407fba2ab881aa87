import type { Instant } from '../base/clock';
import { entryKey } from '../model/logged';
import type { RowChange } from '../read/changes';
import type { EntryRow } from '../read/tables';
import type { Floor } from '../read/log';
import type { ThreadEntry, Window } from '../read/window';

/** So much of a thread is read at first, and with each step back (P6). */
export const PAGE = 50;
/** The one on the screen, its neighbours, and those that somebody has just come from. */
const MAX_KEPT = 12;

type Kept = {
	contact: string | undefined;
	entries: Map<string, EntryRow>;
	floor: Floor | undefined;
	/** Late ones that were asked for: the store does not have them either. */
	asked: Set<string>;
};

/**
 * The newest part of the threads that were opened lately, as the store has them.
 *
 * I1 A kept window holds every entry of its conversation from its floor on, and those that were
 *    placed late.
 */
export class Threads {
	/** A Map remembers insertion order: the first is the one used longest ago. */
	readonly #kept = new Map<string, Kept>();

	has(key: string): boolean {
		return this.#kept.has(key);
	}

	get(key: string): { entries: Iterable<ThreadEntry>; floor: Floor | undefined } | undefined {
		const kept = this.#kept.get(key);
		return kept && { entries: kept.entries.values(), floor: kept.floor };
	}

	/** Placed late, and not in the window; asked for once. */
	lacks(key: string, late: Readonly<Record<string, Instant>> = {}): boolean {
		const kept = this.#kept.get(key);
		if (!kept) return false;
		const from = kept.floor?.at ?? 0;
		const missing = Object.entries(late).filter(
			([id, at]) => at >= from && !kept.entries.has(id) && !kept.asked.has(id),
		);
		for (const [id] of missing) kept.asked.add(id);
		return missing.length > 0;
	}

	keys(): string[] {
		return [...this.#kept.keys()];
	}

	contacts(): Set<string | undefined> {
		return new Set([...this.#kept.values()].map(({ contact }) => contact));
	}

	put(key: string, { row, entries, floor }: Window): void {
		const asked = this.#kept.get(key)?.asked ?? new Set<string>();
		this.#kept.delete(key);
		const byId = new Map(entries.map((entry) => [entry.id, entry]));
		this.#kept.set(key, { contact: row?.contact, entries: byId, floor, asked });
	}

	/** What was read of the time before `before`, unless the window has another floor by now. */
	putOlder(
		key: string,
		{ entries, floor, before }: Pick<Window, 'entries' | 'floor'> & { before: Floor },
	): void {
		const kept = this.#kept.get(key);
		if (kept?.floor?.id !== before.id) return;
		for (const entry of entries) kept.entries.set(entry.id, entry);
		kept.floor = floor;
	}

	/**
	 * These are wanted now, the first one is on the screen. Of the others the oldest go, and those of
	 * which much of the past was read: who comes back begins at the end again.
	 */
	keep(keys: readonly string[]): void {
		for (const key of keys.toReversed()) {
			const kept = this.#kept.get(key);
			if (!kept) continue;
			this.#kept.delete(key);
			this.#kept.set(key, kept);
		}
		for (const [key, { entries }] of this.#kept) {
			const isLong = key !== keys[0] && entries.size > 2 * PAGE;
			if (isLong || this.#kept.size > Math.max(MAX_KEPT, keys.length)) this.#kept.delete(key);
		}
	}

	/** The keys of the windows that are not as they were. */
	apply(change: RowChange<EntryRow, string>): string[] {
		if (change === 'many') return [];
		const changed = new Set<string>();
		for (const gone of change.gone) {
			for (const [key, { entries }] of this.#kept) {
				for (const { contact, id } of entries.values()) {
					if (entryKey(contact, id) !== gone) continue;
					entries.delete(id);
					changed.add(key);
				}
			}
		}
		for (const entry of change.put) {
			const kept = this.#kept.get(entry.thread ?? '');
			if (!kept || entry.thread === undefined) continue;
			kept.contact ??= entry.contact;
			kept.entries.set(entry.id, entry);
			changed.add(entry.thread);
		}
		return [...changed];
	}
}
