import { m } from '../../i18n/paraglide/messages';
import { nameOf, type Workspace } from '../../model/workspace';
import type { ListedConversation } from '../../replica/views';

/**
 * Tells who has the conversation now, and not who had it when it was taken back. Undefined where it
 * is this person's again: then nothing is lost.
 */
export function takenBackWords(
	row: Pick<ListedConversation, 'assignee' | 'name' | 'email'> | undefined,
	{ me, workspace }: { me: { id: string }; workspace: Pick<Workspace, 'teammates'> },
): string | undefined {
	if (row?.assignee === me.id) return undefined;
	const customer = row?.name ?? row?.email ?? m.shell_visitor();
	// Empty for nobody.
	if (!row?.assignee) return m.shell_taken_back_nobody({ customer });
	return m.shell_taken_back({
		customer,
		name: nameOf(workspace.teammates, row.assignee),
	});
}
