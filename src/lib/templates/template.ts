import type { Scenario } from '../model/scenario';
import type { WorkflowDefinition } from '../model/workflow';
import type { Locale } from '../model/workspace';

/**
 * A workflow to start from. It is data: what a team, a tag or a word of the customer's is called
 * here is filled in, and what is left empty shows up among the problems of the draft with a "Go
 * to".
 */
export type WorkflowTemplate = {
	id: string;
	text: Record<Locale, { title: string; description: string }>;
	placeholders: readonly Placeholder[];
	/** Other workflows that it needs, made before it; `filled` then names them by this id. */
	companions?: readonly Companion[];
	/**
	 * In the language in which the workspace's customers read; `filled` is placeholder id →
	 * reference.
	 */
	definition(locale: Locale, filled?: Filled): WorkflowDefinition;
	/** Stories that are saved with the draft, so that an edit which breaks it is noticed. */
	scenarios(locale: Locale, filled?: Filled): Scenario[];
};

export type Filled = Record<string, string>;

export type Companion = {
	id: string;
	definition(locale: Locale, filled?: Filled): WorkflowDefinition;
};

/**
 * Something of this workspace that the template needs: offered for choice, or made with this name.
 */
export type Placeholder = {
	id: string;
	/** A teammate is whoever takes the template, until another one is chosen. */
	kind: 'team' | 'tag' | 'teammate';
	name: Record<Locale, string>;
};
