import type { Author } from '../../model/event';
import type { Workspace } from '../../model/workspace';
import { m } from '../../i18n/paraglide/messages';

/** What a list calls a customer: the name, else the address, else that they are a visitor. */
export function customerName(row: { name?: string; email?: string } | undefined): string {
	return row?.name ?? row?.email ?? m.inbox_visitor();
}

export function authorName(by: Author, workspace: Workspace, customer: string): string {
	switch (by.kind) {
		case 'contact':
			return customer;
		case 'teammate':
			return workspace.teammates[by.id]?.name ?? m.inbox_former_teammate();
		case 'engine':
			return m.inbox_automation();
	}
}

export function firstName(name: string): string {
	return name.split(' ')[0] ?? name;
}
