import { fail } from '../../base/result';
import { MAX_TEXT_LENGTH } from '../../model/event';
import { defineCommand } from '../command';

/** Internal: it goes to a log that the customer cannot open. */
export const addNote = defineCommand<{ text: string }>({
	id: 'add-note',
	text: { es: 'Añadir nota', en: 'Add note' },
	icon: 'sticky-note',
	shortcut: 'n',
	allowed: () => true,
	async run(desk, conversation, { text }) {
		if (!text.trim()) return fail('empty');
		if (text.length > MAX_TEXT_LENGTH) return fail('tooLong', { limit: MAX_TEXT_LENGTH });
		return desk.write(conversation.contact, [
			{ type: 'noteAdded', conversation: conversation.id, text },
		]);
	},
});
