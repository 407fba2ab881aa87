import { ok } from '../../base/result';
import { defineCommand } from '../command';

export const untag = defineCommand<{ tag: string }>({
	id: 'untag',
	text: { es: 'Quitar etiqueta', en: 'Remove tag' },
	icon: 'x',
	allowed: (_, conversation) => conversation.tags.length > 0,
	async run(desk, { id, contact, tags }, { tag }) {
		if (!tags.includes(tag)) return ok([]);
		return desk.write(contact, [{ type: 'tagRemoved', conversation: id, tag }]);
	},
	async undo(desk, { id, contact, tags }, { tag }) {
		if (!tags.includes(tag)) return ok([]);
		return desk.write(contact, [{ type: 'tagAdded', conversation: id, tag }]);
	},
});
