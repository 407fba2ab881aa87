import type { Priority } from '../../model/event';
import { defineCommand } from '../command';

export const setPriority = defineCommand<{ priority: Priority }>({
	id: 'set-priority',
	text: { es: 'Cambiar prioridad…', en: 'Set priority…' },
	icon: 'flag',
	shortcut: 'p',
	allowed: () => true,
	run: (desk, { id, contact }, { priority }) =>
		desk.write(contact, [{ type: 'priorityChanged', conversation: id, priority }]),
	undo: (desk, { id, contact, priority }) =>
		desk.write(contact, [{ type: 'priorityChanged', conversation: id, priority }]),
});
