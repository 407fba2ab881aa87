import { defineCommand } from '../command';

/** Opening a conversation reads it. Only this person's device knows. */
export const markRead = defineCommand({
	id: 'mark-read',
	text: { es: 'Marcar como leída', en: 'Mark as read' },
	icon: 'mail-open',
	allowed: () => true,
	run: (desk, conversation) => desk.mark(conversation, true),
});
