import { ok } from '../../base/result';
import { conversationKey } from '../../model/conversation';
import { markUnread as unmark } from '../../read/own';
import { defineCommand } from '../command';

export const markUnread = defineCommand({
	id: 'mark-unread',
	text: { es: 'Marcar como no leída', en: 'Mark as unread' },
	icon: 'mail',
	shortcut: 'u',
	allowed: (_, conversation) => conversation.lastCustomerAt !== undefined,
	async run(desk, { contact, id }) {
		return ok(await unmark(desk.db, conversationKey(contact, id)));
	},
});
