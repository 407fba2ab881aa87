import { type Conversation, conversationKey } from '../model/conversation';
import { conversationOf, type EarlyRow } from '../model/early-row';
import { NOBODY } from '../read/names';
import type { Conversations } from './conversations';
import { byNewest, type InboxView, isIn, listed, type ListedConversation } from './views';

/** What the relay tells of conversations whose events have not come yet; `over`: they are here. */
export type EarlyTold = { rows: readonly EarlyRow[]; isFirst: boolean } | 'over';

/**
 * Rows that came before their events, while a device reads the log for the first time. Lists show
 * them, and nothing else knows them: nothing is counted, found, decided or written by them.
 *
 * E1 What stands in the store takes their place: as soon as anything of a contact is there, none of
 *    its early rows is shown.
 */
export class EarlyRows {
	readonly #rows = new Map<string, ListedConversation>();
	readonly #real: Conversations;
	#order: ListedConversation[] | undefined;

	constructor(real: Conversations) {
		this.#real = real;
	}

	/** False where nothing is changed by it. */
	take(told: EarlyTold): boolean {
		if (told === 'over' && this.#rows.size === 0) return false;
		if (told === 'over' || told.isFirst) this.#rows.clear();
		for (const row of told === 'over' ? [] : told.rows) {
			const shown = shownOf(row, conversationOf(row));
			this.#rows.set(shown.id, shown);
		}
		this.#order = undefined;
		return true;
	}

	/** Not here yet: of its contact nothing is in the store. */
	get(key: string): ListedConversation | undefined {
		const row = this.#rows.get(key);
		return row && this.#real.of(row.contact).length === 0 ? row : undefined;
	}

	/** The list with what is still to come. */
	over(rows: ListedConversation[], view: InboxView): ListedConversation[] {
		if (this.#rows.size === 0) return rows;
		this.#order ??= [...this.#rows.values()].sort(byNewest);
		const early = this.#order.filter((row) => isIn(view, row) && this.get(row.id));
		return early.length ? merged(rows, early) : rows;
	}
}

function shownOf(row: EarlyRow, conversation: Conversation): ListedConversation {
	const { contact, state, teammate, team, updatedAt, name, email } = row;
	const id = conversationKey(contact, row.id);
	const place = { shelf: state, assignee: teammate ?? NOBODY, group: team ?? NOBODY, updatedAt };
	const who = { ...(name !== undefined && { name }), ...(email !== undefined && { email }) };
	return { ...listed({ id, contact, ...place, ...who, conversation }, undefined), isEarly: true };
}

/** Both are in the order of lists. */
function merged<T extends { updatedAt: number; id: string }>(one: T[], other: T[]): T[] {
	const all: T[] = [];
	let next = 0;
	for (const row of one) {
		for (let early = other[next]; early && byNewest(early, row) < 0; early = other[++next]) {
			all.push(early);
		}
		all.push(row);
	}
	return [...all, ...other.slice(next)];
}
