import type { DraftSession } from '../../../app/draft-session.svelte';
import { m } from '../../../i18n/paraglide/messages';
import {
	MAX_BEATS,
	MAX_SCENARIOS,
	MAX_STAGE_TAGS,
	type Scenario,
	type StoryProblem,
} from '../../../model/scenario';
import { notify } from '../../../ui/notify';

/** Keeps a story, or says why it cannot be kept. */
export function saveStory(session: DraftSession, story: Scenario): boolean {
	const saved = session.saveScenario(story);
	if (!saved.ok) notify({ text: REFUSED[saved.problem.kind](), tone: 'problem' });
	return saved.ok;
}

const REFUSED: Record<StoryProblem['kind'], () => string> = {
	tooManyStories: () => m.rehearse_too_many({ count: MAX_SCENARIOS }),
	tooManyMoves: () => m.rehearse_too_long({ max: MAX_BEATS }),
	tooManyTags: () => m.rehearse_too_many_tags({ max: MAX_STAGE_TAGS }),
	unreadable: () => m.rehearse_story_unreadable(),
};
