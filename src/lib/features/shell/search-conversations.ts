import type { Desk } from '../../app/desk';
import { type Found, search } from '../../read/queries/search';
import type { Choice, Searched } from '../../ui/actions.svelte';
import type { Place } from '../../ui/place';
import { m } from '../../i18n/paraglide/messages';
import { conversationPath } from './views';

const MAX_FOUND = 8;

/** Conversations of customers who are called so, and those with the words: rows of the palette. */
export async function searchConversations(
	desk: Desk,
	place: Place,
	{ query, tell, signal }: Searched,
): Promise<Choice[]> {
	const choices = (rows: Found[]) => rows.map((row) => choiceOf(row, place));
	const told = (rows: Found[]) => tell(choices(rows));
	return choices(await desk.ask(search, { query, limit: MAX_FOUND, tell: told, signal }));
}

function choiceOf(row: Found, place: Place): Choice {
	return {
		id: row.id,
		text: [
			row.name ?? row.email ?? m.shell_visitor(),
			row.name === undefined ? undefined : row.email,
			row.conversation.lastMessage?.text,
		]
			.filter(Boolean)
			.join(' · '),
		run: () => place.go(conversationPath(row.id)),
	};
}
