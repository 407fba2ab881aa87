/**
 * A fixed view (`mine`, `unassigned`, `all`, `snoozed`, `closed`) or a team's, `team:<id>`. The
 * path is the only place where a view is remembered.
 */
export function viewPath(view: string): string {
	return `/inbox/${view}`;
}
