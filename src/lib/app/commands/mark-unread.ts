import { defineCommand } from '../command';

export const markUnread = defineCommand({
	id: 'mark-unread',
	text: { es: 'Marcar como no leída', en: 'Mark as unread' },
	icon: 'mail',
	shortcut: 'u',
	allowed: (_, conversation) => conversation.lastCustomerAt !== undefined,
	run: (desk, conversation) => desk.mark(conversation, false),
});
