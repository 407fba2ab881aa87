import { DAY, HOUR, type Instant, MINUTE } from '../base/clock';
import type { OfficeHours } from '../model/office-hours';
import type { Stage } from '../model/scenario';
import type { LiveWorkflow } from '../model/workflow';
import type { Workspace } from '../model/workspace';
import { planOf } from './plan';

/** Who is there when a story is played, and in which world. */

/**
 * The draft, what it calls, and what these call (P1).
 */
export function castOf(draft: LiveWorkflow, live: readonly LiveWorkflow[]): LiveWorkflow[] {
	const cast = [draft];
	for (const { definition } of cast) {
		for (const { step } of planOf(definition).nodes.values()) {
			const callee = step?.kind.calls?.(step.params)?.workflow;
			const called = live.find(({ workflow }) => workflow === callee);
			if (called && !cast.some(({ workflow }) => workflow === called.workflow)) cast.push(called);
		}
	}
	return cast;
}

/** The workspace as the story tells it. */
export function staged(
	workspace: Workspace,
	{ startAt, open, replyTime, locale, people }: Stage,
): Workspace {
	return withPeople(people, {
		...workspace,
		...(open === undefined ? {} : { officeHours: open ? undefined : opensInAnHour(startAt) }),
		...(replyTime === undefined ? {} : { replyTime }),
		...(locale === undefined ? {} : { locale }),
	});
}

/** A team that nobody has joined yet would keep every story waiting; it has stand-ins. */
function withPeople(people: readonly string[] | undefined, workspace: Workspace): Workspace {
	const isEmpty = (members: readonly string[]) => people !== undefined || members.length === 0;
	const teams = Object.values(workspace.teams);
	const hasPeople = Object.values(workspace.teammates).some(({ disabled }) => !disabled);
	if (hasPeople && !teams.some(({ members }) => isEmpty(members))) return workspace;
	const cast = (people ?? ['tea_stand_in_1', 'tea_stand_in_2']).map((name, index) => {
		return { id: `tea_stand_in_${String(index + 1)}`, name, role: 'agent' as const };
	});
	const members = cast.map(({ id }) => id);
	return {
		...workspace,
		teammates: {
			...workspace.teammates,
			...Object.fromEntries(cast.map((one) => [one.id, one])),
		},
		teams: Object.fromEntries(
			teams.map((team) => [team.id, isEmpty(team.members) ? { ...team, members } : team]),
		),
	};
}

function opensInAnHour(startAt: Instant): OfficeHours {
	const minute = Math.floor((startAt % DAY) / MINUTE);
	const from = (minute + HOUR / MINUTE) % (DAY / MINUTE);
	const to = (from + (8 * HOUR) / MINUTE) % (DAY / MINUTE);
	const days: OfficeHours['days'] = {};
	for (const day of [1, 2, 3, 4, 5, 6, 7]) days[day] = [[from, to]];
	return { timezone: 'UTC', days, holidays: [] };
}
