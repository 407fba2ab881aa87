import { m } from '../i18n/paraglide/messages';
import { type DraftProblem, problemsOf } from './draft-problems';
import { type DraftToCheck, failingScenarios } from './scenarios';
import { type AmongOthers, sharedProblems } from './shared-problems';

/** A draft with its saved stories, beside everything that it would be live with. */
export type Checked = AmongOthers & DraftToCheck;
export type PublishCheck = (draft: Checked) => DraftProblem[];

/** What a draft is asked before it is set live; one more is a line. */
export const publishChecks: readonly PublishCheck[] = [ownProblems, sharedProblems, brokenStories];

/** Empty: it can be set live. */
export function obstaclesOf(draft: Checked): DraftProblem[] {
	return publishChecks.flatMap((check) => check(draft));
}

function ownProblems({ definition, workspace, locale }: Checked): DraftProblem[] {
	return problemsOf(definition, workspace, locale);
}

function brokenStories(draft: Checked): DraftProblem[] {
	return failingScenarios(draft, draft.workspace, draft.log).map(({ scenario }) => ({
		id: `scenario ${scenario.id}`,
		node: undefined,
		text: m.lifecycle_story_broken({ name: scenario.name }, { locale: draft.locale }),
	}));
}
