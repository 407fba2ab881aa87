import { emptyContact } from '../model/contact';
import type { ChangedRows } from '../read/changes';
import type { ContactRow, RunRow } from '../read/tables';

/** Looked at lately; those of open threads stay besides. */
const MAX_KEPT = 200;

export type KeptContact = { row: ContactRow; runs: Map<string, RunRow> };

/** Contacts and their runs, as the store has them: of whom somebody looks at, or writes to. */
export class Contacts {
	/** A Map remembers insertion order: the first is the one used longest ago. */
	readonly #kept = new Map<string, KeptContact>();

	get(contact: string): KeptContact | undefined {
		return this.#kept.get(contact);
	}

	keys(): string[] {
		return [...this.#kept.keys()];
	}

	put(contact: string, row: ContactRow | undefined, runs: readonly RunRow[]): void {
		const byId = new Map(runs.map((run) => [run.id, run]));
		this.#kept.delete(contact);
		this.#kept.set(contact, { row: row ?? noRow(contact), runs: byId });
	}

	/** Lets the oldest go that nobody needs. */
	trim(isNeeded: (contact: string) => boolean): void {
		if (this.#kept.size <= MAX_KEPT) return;
		for (const contact of this.#kept.keys()) {
			if (!isNeeded(contact)) this.#kept.delete(contact);
			if (this.#kept.size <= MAX_KEPT) return;
		}
	}

	/** Those that are not as they were. */
	apply({ contacts = NOTHING, runs = NOTHING }: ChangedRows): Set<string> {
		const changed = new Set<string>();
		if (contacts === 'many' || runs === 'many') return changed;
		for (const row of contacts.put) {
			const kept = this.#kept.get(row.id);
			if (!kept) continue;
			kept.row = row;
			changed.add(row.id);
		}
		for (const run of runs.put) {
			if (this.#kept.get(run.contact)?.runs.set(run.id, run)) changed.add(run.contact);
		}
		for (const id of runs.gone) {
			for (const [contact, kept] of this.#kept) if (kept.runs.delete(id)) changed.add(contact);
		}
		return changed;
	}
}

const NOTHING = { put: [], gone: [] };

/** Of somebody of whom nothing is known here. */
function noRow(contact: string): ContactRow {
	return { id: contact, contact: emptyContact(contact), newest: { at: 0, id: '' } };
}
