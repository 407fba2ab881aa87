import { unreachable } from '../../base/assert';
import { m } from '../../i18n/paraglide/messages';
import type { Teammate } from '../../model/workspace';

export function roleWord(role: Teammate['role']): string {
	switch (role) {
		case 'owner':
			return m.shell_role_owner();
		case 'manager':
			return m.shell_role_manager();
		case 'agent':
			return m.shell_role_agent();
		default:
			return unreachable(role);
	}
}
