import { to } from '../../ui/place';

/**
 * A fixed view (`mine`, `unassigned`, `all`, `snoozed`, `closed`) or a team's, `team:<id>`. The
 * path is the only place where a view is remembered.
 */
export function viewPath(view: string): string {
	return to`/inbox/${view}`;
}

/** The conversation under this key, in the view that holds every open one. */
export function conversationPath(key: string): string {
	return to`/inbox/all/${key}`;
}
