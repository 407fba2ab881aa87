import { ok } from '../../base/result';
import { conversationKey } from '../../model/conversation';
import { markRead as mark } from '../../read/own';
import { defineCommand } from '../command';

/** Opening a conversation reads it. Only this person's device knows. */
export const markRead = defineCommand({
	id: 'mark-read',
	text: { es: 'Marcar como leída', en: 'Mark as read' },
	icon: 'mail-open',
	allowed: () => true,
	async run(desk, { contact, id, updatedAt, lastCustomerAt = 0 }) {
		const key = conversationKey(contact, id);
		return ok(await mark(desk.db, key, Math.max(updatedAt, lastCustomerAt)));
	},
});
