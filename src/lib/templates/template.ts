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
	/**
	 * In the language in which the workspace's customers read; `filled` is placeholder id →
	 * reference.
	 */
	definition(locale: Locale, filled?: Record<string, string>): WorkflowDefinition;
};

/**
 * Something of this workspace that the template needs: offered for choice, or made with this name.
 */
export type Placeholder = {
	id: string;
	kind: 'team' | 'tag';
	name: Record<Locale, string>;
};
