import { m } from '../i18n/paraglide/messages';
import type { Scenario } from '../model/scenario';
import { type DraftProblem, problemsOf } from './draft-problems';
import { type Difference, type DraftToCheck, failingScenarios } from './scenarios';
import { type AmongOthers, sharedProblems } from './shared-problems';

/** A draft with its saved stories, beside everything that it would be live with. */
export type Checked = AmongOthers & DraftToCheck;
/** A broken story comes with where it differs, and how it goes now: its author may accept that. */
export type Obstacle = DraftProblem & {
	broken?: { differences: readonly Difference[]; retold: Scenario };
};

/**
 * Empty: it can be set live. Stories are played once nothing else is wrong: with a step missing
 * they would all go differently, which helps nobody.
 */
export function obstaclesOf(draft: Checked): Obstacle[] {
	const { definition, workspace, locale } = draft;
	const obstacles = [...problemsOf(definition, workspace, locale), ...sharedProblems(draft)];
	return obstacles.length > 0 ? obstacles : brokenStories(draft);
}

function brokenStories(draft: Checked): Obstacle[] {
	return failingScenarios(draft, draft.workspace, draft.log).map(({ scenario, differences }) => {
		const now = new Map(differences.map(({ beat, actual }) => [beat, actual]));
		return {
			id: `scenario ${scenario.id}`,
			node: undefined,
			text: m.lifecycle_story_broken({ name: scenario.name }, { locale: draft.locale }),
			broken: {
				differences,
				retold: {
					...scenario,
					beats: scenario.beats.map((beat, at) => ({
						...beat,
						sights: now.get(at) ?? beat.sights,
					})),
				},
			},
		};
	});
}
