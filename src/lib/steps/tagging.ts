import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { type Locale, nameOf, type Workspace } from '../model/workspace';
import type { StepProblem } from './step';

const MAX_TAGS = 20;
const Tags = z.array(z.string().check(z.maxLength(80))).check(z.maxLength(MAX_TAGS));

/** What a step that adds and removes tags is set to, whatever it tags. */
export const Tagging = z.object({ add: Tags, remove: Tags });
export type Tagging = z.infer<typeof Tagging>;

export const noTagging = (): Tagging => ({ add: [], remove: [] });

export function taggingReferences({ add, remove }: Tagging) {
	return [...add, ...remove].map((id) => ({ kind: 'tag' as const, id }));
}

export function taggingProblems({ add, remove }: Tagging): StepProblem[] {
	return [
		...(add.length + remove.length > 0 ? [] : [{ code: 'noTags', param: 'add' }]),
		...(add.some((id) => remove.includes(id)) ? [{ code: 'both', param: 'remove' }] : []),
	];
}

export function taggingSummary({ add, remove }: Tagging, { tags }: Pick<Workspace, 'tags'>) {
	const changes = [
		...add.map((id) => `+ ${nameOf(tags, id)}`),
		...remove.map((id) => `− ${nameOf(tags, id)}`),
	];
	return { tags: changes.join(', ') };
}

/** Only what makes a difference to `has`, so that no event says what was so before. */
export function newTagging({ add, remove }: Tagging, has: readonly string[]): Tagging {
	return {
		add: add.filter((tag) => !has.includes(tag)),
		remove: remove.filter((tag) => has.includes(tag)),
	};
}

/** A function, so that a host that shows no text carries none: a spread is never left out. */
export function taggingText(own: OwnText): KindText {
	return {
		es: {
			...own.es,
			summary: '{tags}',
			ports: { next: 'Después' },
			problems: {
				noTags: 'Elige al menos una etiqueta.',
				both: 'Una etiqueta se añade y se quita a la vez.',
			},
			fields: { add: 'Añadir', remove: 'Quitar' },
		},
		en: {
			...own.en,
			summary: '{tags}',
			ports: { next: 'Next' },
			problems: {
				noTags: 'Choose at least one tag.',
				both: 'A tag is both added and removed.',
			},
			fields: { add: 'Add', remove: 'Remove' },
		},
	};
}

type OwnText = Record<Locale, Pick<KindText[Locale], 'title' | 'description'>>;
