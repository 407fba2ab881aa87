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

export const tag = defineStep({
	kind: 'tag',
	group: 'act',
	customerFacing: false,
	parks: false,
	params: Tagging,
	initial: noTagging,
	ports: () => [{ id: 'next' }],
	references: taggingReferences,
	writes: ({ add, remove }) => [
		...add.map((what) => ({ type: 'tagAdded' as const, what })),
		...remove.map((what) => ({ type: 'tagRemoved' as const, what })),
	],
	problems: taggingProblems,
	texts: [],
	summary: taggingSummary,
	enter(params, { conversation }) {
		const { add, remove } = newTagging(params, conversation.tags);
		return {
			leave: 'next',
			effects: [
				...add.map((tag) => ({ type: 'tagAdded' as const, tag })),
				...remove.map((tag) => ({ type: 'tagRemoved' as const, tag })),
			],
		};
	},
});

export const text = /* @__PURE__ */ taggingText({
	es: {
		title: 'Etiquetar conversación',
		description: 'Añade o quita etiquetas.',
	},
	en: { title: 'Tag conversation', description: 'Adds or removes tags.' },
});
