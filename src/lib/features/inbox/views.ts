import type { Workspace } from '../../model/workspace';
import { m } from '../../i18n/paraglide/messages';
import type { InboxView } from '../../replica/views';

/** A view as it stands in the address: `mine`, `closed`, `team:<id>`. Anything else is "mine". */
export function inboxView(view: string, me: string): InboxView {
	if (view.startsWith('team:')) return { kind: 'team', team: view.slice('team:'.length) };
	switch (view) {
		case 'unassigned':
		case 'all':
		case 'snoozed':
		case 'closed':
			return { kind: view };
		default:
			return { kind: 'mine', me };
	}
}

export function viewTitle(view: string, workspace: Workspace): string {
	if (view.startsWith('team:')) {
		return workspace.teams[view.slice('team:'.length)]?.name ?? m.inbox_view_team();
	}
	switch (view) {
		case 'unassigned':
			return m.shell_view_unassigned();
		case 'all':
			return m.shell_view_all();
		case 'snoozed':
			return m.shell_view_snoozed();
		case 'closed':
			return m.shell_view_closed();
		default:
			return m.shell_view_mine();
	}
}

/** Every view in the order of the navigation. */
export function viewsOf(workspace: Workspace): string[] {
	const teams = Object.values(workspace.teams)
		.sort((a, b) => a.name.localeCompare(b.name))
		.map((team) => `team:${team.id}`);
	return ['mine', 'unassigned', 'all', ...teams, 'snoozed', 'closed'];
}
