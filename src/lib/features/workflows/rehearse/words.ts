import { DAY, HOUR, MINUTE } from '../../../base/clock';
import { isolated } from '../../../base/isolate';
import { type Move, type Sight, SOMEBODY } from '../../../model/scenario';
import { nameOf, type Workspace } from '../../../model/workspace';
import { m } from '../../../i18n/paraglide/messages';
import { priorityWord } from '../../../app/priority-word';
import { endWords } from '../../../app/run-words';

/** What somebody did, in one line. */
export function moveWords(move: Move): string {
	switch (move.do) {
		case 'says':
		case 'replies':
			return move.text;
		case 'notes':
			return m.rehearse_did_note({ text: move.text });
		case 'presses':
			return move.label ?? move.option;
		case 'answers':
			return pieces(Object.values(move.answers).map(String));
		case 'rates':
			return pieces([m.rehearse_did_rate({ score: move.score }), move.remark ?? '']);
		case 'opens':
			return m.rehearse_did_open();
		case 'meetsPage':
			return m.rehearse_did_page();
		case 'takes':
			return m.rehearse_did_take();
		case 'closes':
			return m.rehearse_did_close();
		case 'reopens':
			return m.rehearse_did_reopen();
		case 'shortcut':
			return m.rehearse_did_shortcut();
		case 'starts':
			return m.rehearse_did_start();
		case 'staffs':
			return move.online ? m.rehearse_did_come() : m.rehearse_did_leave();
		case 'waits':
			return m.rehearse_did_wait({ duration: spanWords(move.forMs) });
		case 'skips':
			return m.rehearse_did_skip();
	}
}

/** Who did it: said beside it, because both sides are played by one person. */
export function sideOf({ do: what }: Move): 'customer' | 'team' | 'clock' {
	switch (what) {
		case 'opens':
		case 'says':
		case 'presses':
		case 'answers':
		case 'rates':
		case 'meetsPage':
			return 'customer';
		case 'waits':
		case 'skips':
		case 'staffs':
		case 'starts':
			return 'clock';
		default:
			return 'team';
	}
}

/** What the workflow did, in one line. */
export function sightWords(
	sight: Sight,
	{ tags, teams, teammates, ticketTypes }: Workspace,
): string {
	switch (sight.saw) {
		case 'message':
			return sight.text;
		case 'question':
			return pieces([sight.text, pieces(sight.options)], ' — ');
		case 'note':
			return m.rehearse_did_note({ text: sight.text });
		case 'tagged':
			return m.rehearse_saw_tagged({ tag: nameOf(tags, sight.tag) });
		case 'untagged':
			return m.rehearse_saw_untagged({ tag: nameOf(tags, sight.tag) });
		case 'assigned': {
			const { team, teammate } = sight;
			const whom = [
				teammate === SOMEBODY ? m.rehearse_somebody() : teammate && nameOf(teammates, teammate),
				team && nameOf(teams, team),
			].filter((name) => typeof name === 'string');
			return whom.length > 0
				? m.rehearse_saw_assigned({ whom: pieces(whom, ', ') })
				: m.rehearse_saw_unassigned();
		}
		case 'state':
			return {
				open: m.rehearse_did_reopen,
				snoozed: m.rehearse_saw_snoozed,
				closed: m.rehearse_did_close,
			}[sight.state]();
		case 'priority':
			return m.rehearse_saw_priority({ priority: priorityWord(sight.priority) });
		case 'attribute':
			return m.rehearse_saw_attribute({ name: sight.attribute, value: String(sight.value ?? '—') });
		case 'ticket':
			return m.rehearse_saw_ticket({ type: nameOf(ticketTypes, sight.ticketType) });
		case 'external':
			return m.rehearse_saw_external({ kind: sight.kind });
		case 'ended':
			return endWords(sight.reason);
	}
}

/** Side by side in one line, each in its own direction (S-3). */
function pieces(texts: readonly string[], between = ' · '): string {
	return texts.filter(Boolean).map(isolated).join(between);
}

/** `2 d 3 h`: no clock that is jumped with is set to the second. */
export function spanWords(ms: number): string {
	const minutes = Math.round(ms / MINUTE);
	const parts = [
		[Math.floor((minutes * MINUTE) / DAY), 'd'],
		[Math.floor(((minutes * MINUTE) % DAY) / HOUR), 'h'],
		[minutes % 60, 'min'],
	] as const;
	const shown = parts.filter(([count]) => count > 0).slice(0, 2);
	return shown.map(([count, unit]) => `${count} ${unit}`).join(' ') || `${Math.round(ms / 1000)} s`;
}
