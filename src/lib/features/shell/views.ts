/**
 * The fixed views; a team's view is `team:<id>`. The path is the only place where a view is
 * remembered.
 */
const VIEWS = ['mine', 'unassigned', 'all', 'snoozed', 'closed'] as const;

export function viewPath(view: string): string {
	return `/inbox/${view}`;
}
