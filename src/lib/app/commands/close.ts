import { defineCommand } from '../command';

export const close = defineCommand({
	id: 'close',
	text: { es: 'Cerrar conversación', en: 'Close conversation' },
	icon: 'check',
	shortcut: 'e',
	allowed: (_, conversation) => conversation.state !== 'closed',
	run: (desk, { id, contact }) =>
		desk.write(contact, [{ type: 'conversationClosed', conversation: id }]),
	undo: (desk, { id, contact, state, snoozedUntil: until }) =>
		desk.write(contact, [
			{ type: 'conversationReopened', conversation: id },
			...(state === 'snoozed'
				? [{ type: 'conversationSnoozed' as const, conversation: id, ...(until && { until }) }]
				: []),
		]),
});
