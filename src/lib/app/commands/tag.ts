import { ok } from '../../base/result';
import { defineCommand } from '../command';

export const tag = defineCommand<{ tag: string }>({
	id: 'tag',
	text: { es: 'Etiquetar…', en: 'Tag…' },
	icon: 'tag',
	shortcut: 't',
	allowed: () => true,
	async run(desk, { id, contact, tags }, { tag }) {
		if (tags.includes(tag)) return ok([]);
		return desk.write(contact, [{ type: 'tagAdded', conversation: id, tag }]);
	},
	async undo(desk, { id, contact, tags }, { tag }) {
		if (tags.includes(tag)) return ok([]);
		return desk.write(contact, [{ type: 'tagRemoved', conversation: id, tag }]);
	},
});
