import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { nameOf } from '../model/workspace';
import { defineTrigger } from './trigger';

const Change = z.enum(['added', 'removed']);
const TYPES = { added: 'contactTagAdded', removed: 'contactTagRemoved' } as const;

/** One of these tags is put on the person, or taken off (W-TRG-16). */
export const contactTagUpdated = defineTrigger({
	kind: 'contact-tag-updated',
	customerFacing: 'yes',
	params: z.object({
		tags: z.array(z.string().check(z.maxLength(80))).check(z.maxLength(20)),
		change: z.array(Change).check(z.maxLength(2)),
	}),
	initial: () => ({ tags: [], change: ['added' as const] }),
	listens: ['teammate', 'engine'].flatMap((author) =>
		Object.values(TYPES).map((type) => `${author}.${type}`),
	),
	match({ tags, change }, event) {
		if (event.type !== 'contactTagAdded' && event.type !== 'contactTagRemoved') return false;
		return change.some((one) => TYPES[one] === event.type) && tags.includes(event.tag);
	},
	problems: ({ tags, change }) => [
		...(tags.length > 0 ? [] : [{ code: 'noTags', param: 'tags' }]),
		...(change.length > 0 ? [] : [{ code: 'noChange', param: 'change' }]),
	],
	references: ({ tags }) => tags.map((id) => ({ kind: 'tag' as const, id })),
	wakesOn: ({ tags, change }) =>
		tags.flatMap((what) => change.map((one) => ({ type: TYPES[one], what }))),
	summary: ({ tags, change }, workspace) => ({
		tags: tags.map((id) => nameOf(workspace.tags, id)).join(', '),
		change,
	}),
});

export const text: KindText = {
	es: {
		title: 'Etiqueta del cliente actualizada',
		description: 'Cuando se añade o se quita una etiqueta del cliente.',
		summary: 'Etiqueta {change}: {tags}',
		problems: { noTags: 'Elige al menos una etiqueta.', noChange: 'Elige qué cambio.' },
		fields: { tags: 'Etiquetas', change: 'Cambio', added: 'añadida', removed: 'quitada' },
	},
	en: {
		title: 'Contact tag updated',
		description: 'When a tag of the contact is added or removed.',
		summary: 'Tag {change}: {tags}',
		problems: { noTags: 'Choose at least one tag.', noChange: 'Choose which change.' },
		fields: { tags: 'Tags', change: 'Change', added: 'added', removed: 'removed' },
	},
};
