import type { ConversationRow, Database, Shelf } from '../tables';
import { NOBODY } from '../names';
import { type Unread, withUnread } from './unread';

/** The lists of the inbox. `mine` needs to know who asks; `team` which one. */
export type InboxView =
	| { kind: 'mine'; me: string }
	| { kind: 'unassigned' }
	| { kind: 'all' }
	| { kind: 'team'; team: string }
	| { kind: 'snoozed' }
	| { kind: 'closed' };

/** The last row of the page before: the next page starts after it. */
export type PageKey = { updatedAt: number; id: string };

export type ListedConversation = ConversationRow & Unread;

/** One page of a view, newest first. Keyset paging: page a hundred costs what page one costs. */
export async function conversationList(
	db: Database,
	args: { view: InboxView; limit: number; after?: PageKey | undefined },
): Promise<ListedConversation[]> {
	const { index, prefix } = indexOf(args.view);
	const upper = args.after ? [...prefix, args.after.updatedAt, args.after.id] : [...prefix, [], []];
	const rows = await db.conversations
		.where(index)
		.between(prefix, upper, true, false)
		.reverse()
		.limit(args.limit)
		.toArray();
	return withUnread(db, rows);
}

/** `[]` sorts after every string and number in IndexedDB: the open end of a range. */
function indexOf(view: InboxView): { index: string; prefix: string[] } {
	switch (view.kind) {
		case 'mine':
			return byAssignee(view.me);
		case 'unassigned':
			return byAssignee(NOBODY);
		case 'team':
			return { index: '[group+shelf+updatedAt+id]', prefix: [view.team, 'open'] };
		case 'all':
			return byShelf('open');
		case 'snoozed':
		case 'closed':
			return byShelf(view.kind);
	}
}

function byAssignee(assignee: string) {
	return { index: '[assignee+shelf+updatedAt+id]', prefix: [assignee, 'open'] };
}

function byShelf(shelf: Shelf) {
	return { index: '[shelf+updatedAt+id]', prefix: [shelf] };
}
