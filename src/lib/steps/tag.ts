import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { nameOf } from '../model/workspace';
import { defineStep } from './step';

const MAX_TAGS = 20;
const Tags = z.array(z.string().check(z.maxLength(80))).check(z.maxLength(MAX_TAGS));

export const tag = defineStep({
	kind: 'tag',
	group: 'act',
	customerFacing: false,
	parks: false,
	params: z.object({ add: Tags, remove: Tags }),
	initial: () => ({ add: [], remove: [] }),
	ports: () => [{ id: 'next' }],
	references: ({ add, remove }) => [...add, ...remove].map((id) => ({ kind: 'tag' as const, id })),
	writes: ({ add, remove }) => [
		...add.map((what) => ({ type: 'tagAdded' as const, what })),
		...remove.map((what) => ({ type: 'tagRemoved' as const, what })),
	],
	problems: ({ add, remove }) => [
		...(add.length + remove.length > 0 ? [] : [{ code: 'noTags', param: 'add' }]),
		...(add.some((id) => remove.includes(id)) ? [{ code: 'both', param: 'remove' }] : []),
	],
	texts: [],
	summary: ({ add, remove }, { tags }) => ({
		tags: [
			...add.map((id) => `+ ${nameOf(tags, id)}`),
			...remove.map((id) => `− ${nameOf(tags, id)}`),
		].join(', '),
	}),
	enter: ({ add, remove }, { conversation }) => ({
		leave: 'next',
		effects: [
			...add
				.filter((tag) => !conversation.tags.includes(tag))
				.map((tag) => ({ type: 'tagAdded' as const, tag })),
			...remove
				.filter((tag) => conversation.tags.includes(tag))
				.map((tag) => ({ type: 'tagRemoved' as const, tag })),
		],
	}),
});

export const text: KindText = {
	es: {
		title: 'Etiquetar conversación',
		description: 'Añade o quita etiquetas.',
		summary: '{tags}',
		ports: { next: 'Después' },
		problems: {
			noTags: 'Elige al menos una etiqueta.',
			both: 'Una etiqueta se añade y se quita a la vez.',
		},
		fields: { add: 'Añadir', remove: 'Quitar' },
	},
	en: {
		title: 'Tag conversation',
		description: 'Adds or removes tags.',
		summary: '{tags}',
		ports: { next: 'Next' },
		problems: {
			noTags: 'Choose at least one tag.',
			both: 'A tag is both added and removed.',
		},
		fields: { add: 'Add', remove: 'Remove' },
	},
};
