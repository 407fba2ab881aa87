import { HOUR, type Instant } from '../../base/clock';
import type { Assignment } from '../../app/commands/assign';
import { Priority } from '../../model/event';
import type { Workspace } from '../../model/workspace';
import { m } from '../../i18n/paraglide/messages';
import { fullTime } from '../../ui/format';
import { locale } from '../../ui/locale.svelte';
import { atHour, daysUntilMonday } from '../../ui/wall-clock';
import { priorityWord } from '../../app/priority-word';

/** What a command that needs an argument can be given: the same in buttons, palette and details. */
export type Chosen<Arguments> = { id: string; text: string; args: Arguments };

const MORNING = 9;

/** Me first, then nobody, teams, and everybody else by name. */
export function assignees(workspace: Workspace, me: string): Chosen<Assignment>[] {
	const others = Object.values(workspace.teammates)
		.filter((teammate) => !teammate.disabled && teammate.id !== me)
		.sort((a, b) => a.name.localeCompare(b.name));
	const teams = Object.values(workspace.teams).sort((a, b) => a.name.localeCompare(b.name));
	return [
		{ id: me, text: m.inbox_assign_me(), args: { teammate: me } },
		...others.map(({ id, name }) => ({ id, text: name, args: { teammate: id } })),
		...teams.map(({ id, name }) => ({
			id,
			text: m.inbox_assign_team({ team: name }),
			args: { team: id },
		})),
		{ id: 'nobody', text: m.inbox_assign_nobody(), args: { teammate: null } },
		{ id: 'noTeam', text: m.inbox_assign_no_team(), args: { team: null } },
	];
}

export function snoozes(now: Instant, timeZone: string): Chosen<{ until?: number }>[] {
	const at = (id: string, text: string, until: Instant) => ({
		id,
		text: `${text} · ${fullTime(until, locale.current)}`,
		args: { until },
	});
	return [
		at('later', m.inbox_snooze_later(), now + 3 * HOUR),
		at('tomorrow', m.inbox_snooze_tomorrow(), atHour(now, 1, MORNING, timeZone)),
		at(
			'monday',
			m.inbox_snooze_monday(),
			atHour(now, daysUntilMonday(now, timeZone), MORNING, timeZone),
		),
		at('week', m.inbox_snooze_week(), atHour(now, 7, MORNING, timeZone)),
		{ id: 'reply', text: m.inbox_snooze_until_reply(), args: {} },
	];
}

export function tags(workspace: Workspace): Chosen<{ tag: string }>[] {
	return Object.values(workspace.tags)
		.sort((a, b) => a.name.localeCompare(b.name))
		.map(({ id, name }) => ({ id, text: name, args: { tag: id } }));
}

export function priorities(): Chosen<{ priority: Priority }>[] {
	return Priority.options.map((priority) => ({
		id: priority,
		text: priorityWord(priority),
		args: { priority },
	}));
}
