import { unreachable } from '../base/assert';
import type { Priority } from '../model/event';
import { m } from '../i18n/paraglide/messages';

export function priorityWord(priority: Priority): string {
	switch (priority) {
		case 'none':
			return m.inbox_priority_none();
		case 'low':
			return m.inbox_priority_low();
		case 'medium':
			return m.inbox_priority_medium();
		case 'high':
			return m.inbox_priority_high();
		case 'urgent':
			return m.inbox_priority_urgent();
		default:
			return unreachable(priority);
	}
}
