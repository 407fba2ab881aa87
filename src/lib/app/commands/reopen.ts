import { defineCommand } from '../command';

export const reopen = defineCommand({
	id: 'reopen',
	text: { es: 'Reabrir conversación', en: 'Reopen conversation' },
	icon: 'rotate-ccw',
	shortcut: 'shift+e',
	allowed: (_, conversation) => conversation.state === 'closed',
	run: (desk, { id, contact }) =>
		desk.write(contact, [{ type: 'conversationReopened', conversation: id }]),
	undo: (desk, { id, contact }) =>
		desk.write(contact, [{ type: 'conversationClosed', conversation: id }]),
});
