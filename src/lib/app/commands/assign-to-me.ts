import { defineCommand } from '../command';

export const assignToMe = defineCommand({
	id: 'assign-to-me',
	text: { es: 'Asignarme a mí', en: 'Assign to me' },
	icon: 'user-check',
	shortcut: 'i',
	allowed: (me, conversation) => conversation.teammate !== me.id,
	run: (desk, { id, contact }) =>
		desk.write(contact, [{ type: 'conversationAssigned', conversation: id, teammate: desk.me.id }]),
	undo: (desk, { id, contact, teammate }) =>
		desk.write(contact, [{ type: 'conversationAssigned', conversation: id, teammate }]),
});
