import { MAX_TEXT_LENGTH } from '../../model/event';
import type { FileRef } from '../../model/file';
import { fail } from '../../base/result';
import { defineCommand } from '../command';

/** What the customer reads, with the sender's name as it is now. */
export const reply = defineCommand<{ text: string; files?: FileRef[] }>({
	id: 'reply',
	text: { es: 'Responder', en: 'Reply' },
	icon: 'reply',
	shortcut: 'r',
	allowed: () => true,
	async run(desk, conversation, { text, files }) {
		if (!text.trim() && !files?.length) return fail('empty');
		if (text.length > MAX_TEXT_LENGTH) return fail('tooLong', { limit: MAX_TEXT_LENGTH });
		return desk.write(conversation.contact, [
			{
				type: 'messageSent',
				conversation: conversation.id,
				text,
				as: desk.me.name,
				...(files?.length && { files }),
			},
		]);
	},
});
