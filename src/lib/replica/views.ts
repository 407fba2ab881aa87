import { NOBODY } from '../read/names';
import { isUnread } from '../read/queries/unread';
import type { ConversationRow, MarkRow } from '../read/tables';

/** The lists of the inbox. `mine` needs to know who asks; `team` which one. */
export type InboxView =
	| { kind: 'mine'; me: string }
	| { kind: 'unassigned' }
	| { kind: 'all' }
	| { kind: 'team'; team: string }
	| { kind: 'snoozed' }
	| { kind: 'closed' };

/** `unread` is each person's own and stays on their device (U21). */
export type ListedConversation = ConversationRow & {
	unread: boolean;
	/** Its events have not come yet (early.ts): it can be opened, and nothing be done to it. */
	isEarly?: true;
};

export type ViewCounts = {
	mine: number;
	unassigned: number;
	all: number;
	snoozed: number;
	/** Open conversations by team id; a team without any is missing. */
	teams: Record<string, number>;
	/** Of those in `mine`. */
	unread: number;
};

export function listed(row: ConversationRow, mark: MarkRow | undefined): ListedConversation {
	return { ...row, unread: isUnread(row.conversation, mark) };
}

/** The order of every list: what was changed last comes first. */
export function byNewest(
	a: { updatedAt: number; id: string },
	b: { updatedAt: number; id: string },
): number {
	return b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

export function isIn(view: InboxView, row: ConversationRow): boolean {
	switch (view.kind) {
		case 'mine':
			return row.shelf === 'open' && row.assignee === view.me;
		case 'unassigned':
			return row.shelf === 'open' && row.assignee === NOBODY;
		case 'team':
			return row.shelf === 'open' && row.group === view.team;
		case 'all':
			return row.shelf === 'open';
		case 'snoozed':
		case 'closed':
			return row.shelf === view.kind;
	}
}

export function countsOf(rows: Iterable<ListedConversation>, me: string): ViewCounts {
	const counts: ViewCounts = { mine: 0, unassigned: 0, all: 0, snoozed: 0, teams: {}, unread: 0 };
	for (const { shelf, assignee, group, unread } of rows) {
		if (shelf === 'snoozed') counts.snoozed++;
		if (shelf !== 'open') continue;
		counts.all++;
		if (assignee === NOBODY) counts.unassigned++;
		if (assignee === me) {
			counts.mine++;
			if (unread) counts.unread++;
		}
		if (group !== NOBODY) counts.teams[group] = (counts.teams[group] ?? 0) + 1;
	}
	return counts;
}
