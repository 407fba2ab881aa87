import { unreachable } from '../../../base/assert';
import { eventWords } from '../../../app/event-words';
import { endWords } from '../../../app/run-words';
import type { Author, DomainEvent } from '../../../model/event';
import type { CapsuleProblem } from '../../../model/run-capsule';
import { queuedSince, type Run } from '../../../model/run';
import type { Workspace } from '../../../model/workspace';
import { m } from '../../../i18n/paraglide/messages';
import { fullTime } from '../../../ui/format';
import { locale } from '../../../ui/locale.svelte';

/** How a run stands, in a few words. */
export function standing(run: Run): string {
	const { ended, park } = run;
	if (ended) return endWords(ended.reason);
	if (queuedSince(run) !== undefined) return m.runs_waits_for_team();
	if (park?.until === undefined) return m.runs_waits();
	return m.runs_waits_until({ time: fullTime(park.until, locale.current) });
}

/** What happened, with the words that were said; a redacted capsule has none. */
export function happened(event: DomainEvent, workspace: Workspace): string {
	switch (event.type) {
		case 'messageSent': {
			const who = whoWords(event.by, workspace);
			return event.text
				? m.runs_event_message({ who, text: event.text })
				: m.runs_event_message_redacted({ who });
		}
		case 'promptShown':
			return m.runs_event_asked({ text: event.text || '…' });
		case 'noteAdded':
			return m.runs_event_note({ text: event.text || '…' });
		case 'composerTakenAway':
			return m.runs_event_composer_away();
		case 'composerGivenBack':
			return m.runs_event_composer_back();
		default:
			return eventWords(event, workspace) || event.type;
	}
}

export function capsuleProblemWords({ code, path }: CapsuleProblem): string {
	switch (code) {
		case 'tooLarge':
			return m.runs_wrong_too_large();
		case 'notJson':
			return m.runs_wrong_not_json();
		case 'tooDeep':
			return m.runs_wrong_too_deep();
		case 'notOurs':
			return m.runs_wrong_not_ours();
		case 'newer':
			return m.runs_wrong_newer();
		case 'invalid':
			return m.runs_wrong_invalid({ path: path || '.' });
		case 'noRun':
			return m.runs_wrong_no_run();
		default:
			return unreachable(code);
	}
}

function whoWords(by: Author, workspace: Workspace): string {
	switch (by.kind) {
		case 'contact':
			return m.runs_who_customer();
		case 'engine':
			return m.runs_who_automation();
		case 'teammate':
			return workspace.teammates[by.id]?.name ?? m.runs_who_teammate();
	}
}
