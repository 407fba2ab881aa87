import { fail } from '../../base/result';
import { defineCommand } from '../command';

/** Without `until` it sleeps until the customer writes; with it, also until then. */
export const snooze = defineCommand<{ until?: number }>({
	id: 'snooze',
	text: { es: 'Posponer…', en: 'Snooze…' },
	icon: 'alarm-clock',
	shortcut: 's',
	allowed: (_, conversation) => conversation.state !== 'closed',
	async run(desk, { id, contact }, { until }) {
		if (until !== undefined && until <= desk.now()) return fail('inThePast');
		return desk.write(contact, [
			{ type: 'conversationSnoozed', conversation: id, ...(until !== undefined && { until }) },
		]);
	},
	undo: (desk, { id, contact, state, snoozedUntil: until }) =>
		desk.write(contact, [
			state === 'snoozed'
				? { type: 'conversationSnoozed', conversation: id, ...(until && { until }) }
				: { type: 'conversationUnsnoozed', conversation: id },
		]),
});
