import { defineStep } from './step';
import {
	newTagging,
	noTagging,
	Tagging,
	taggingProblems,
	taggingReferences,
	taggingSummary,
	taggingText,
} from './tagging';

/** Tags of the person, which every conversation of theirs shares (W-ACT-10). */
export const tagContact = defineStep({
	kind: 'tag-contact',
	group: 'act',
	customerFacing: false,
	parks: false,
	params: Tagging,
	initial: noTagging,
	ports: () => [{ id: 'next' }],
	references: taggingReferences,
	writes: ({ add, remove }) => [
		...add.map((what) => ({ type: 'contactTagAdded' as const, what })),
		...remove.map((what) => ({ type: 'contactTagRemoved' as const, what })),
	],
	problems: taggingProblems,
	texts: [],
	summary: taggingSummary,
	enter(params, { state }) {
		const { add, remove } = newTagging(params, state.contact.tags ?? []);
		return {
			leave: 'next',
			effects: [
				...add.map((tag) => ({ type: 'contactTagAdded' as const, tag })),
				...remove.map((tag) => ({ type: 'contactTagRemoved' as const, tag })),
			],
		};
	},
});

export const text = /* @__PURE__ */ taggingText({
	es: {
		title: 'Etiquetar al cliente',
		description: 'Añade o quita etiquetas de la persona, en todas sus conversaciones.',
	},
	en: {
		title: 'Tag contact',
		description: 'Adds or removes tags of the person, in all their conversations.',
	},
});
