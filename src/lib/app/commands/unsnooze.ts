import { defineCommand } from '../command';

export const unsnooze = defineCommand({
	id: 'unsnooze',
	text: { es: 'Dejar de posponer', en: 'Unsnooze' },
	icon: 'alarm-clock-off',
	allowed: (_, conversation) => conversation.state === 'snoozed',
	run: (desk, { id, contact }) =>
		desk.write(contact, [{ type: 'conversationUnsnoozed', conversation: id }]),
	undo: (desk, { id, contact, snoozedUntil: until }) =>
		desk.write(contact, [
			{ type: 'conversationSnoozed', conversation: id, ...(until && { until }) },
		]),
});
