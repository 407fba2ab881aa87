import { DAY, HOUR, MINUTE } from '../../../base/clock';
import { m } from '../../../i18n/paraglide/messages';
import { getLocale } from '../../../i18n/paraglide/runtime';
import type { Exit, ShowUntil, WorkflowSettings } from '../../../model/workflow';
import { fullTime } from '../../../ui/format';

/** What the settings of a workflow say, in one line each. */

export const exitNames: Record<Exit, () => string> = {
	teammateReplied: m.workflows_exit_teammate_replied,
	customerReplied: m.workflows_exit_customer_replied,
	assignedManually: m.workflows_exit_assigned,
};

export const showUntilNames: Record<ShowUntil, () => string> = {
	seen: m.lifecycle_until_seen,
	interaction: m.lifecycle_until_interaction,
	engaged: m.lifecycle_until_engaged,
};

/** Only the chat on the customer's page is connected: the others say so. */
export const channelNames: Record<string, () => string> = {
	web: m.lifecycle_channel_web,
	email: m.lifecycle_channel_email,
	whatsapp: m.lifecycle_channel_whatsapp,
};

/** For the list of what a version changes. */
export const settingNames: Record<keyof WorkflowSettings, () => string> = {
	audience: m.workflows_audience,
	channels: m.lifecycle_channels,
	frequency: m.lifecycle_frequency,
	oncePerContact: m.workflows_once,
	schedule: m.lifecycle_schedule,
	showUntil: m.lifecycle_show_until,
	goal: m.lifecycle_goal,
	typing: m.lifecycle_typing,
	handlers: m.lifecycle_handlers,
	exits: m.workflows_exits,
	stoppable: m.workflows_stoppable,
	onFailure: m.workflows_go_on_after_failure,
};

export function tellChannels({ channels }: WorkflowSettings): string {
	if (!channels?.length) return m.lifecycle_channels_all();
	return channels.map((channel) => channelNames[channel]?.() ?? channel).join(', ');
}

export function tellAudience({ audience }: WorkflowSettings): string {
	const count = audience?.rules.length ?? 0;
	return count === 0 ? m.workflows_everyone() : m.lifecycle_conditions({ count });
}

export function tellFrequency({ frequency, oncePerContact }: WorkflowSettings): string {
	if (oncePerContact || frequency?.kind === 'once') return m.workflows_once();
	if (frequency?.kind !== 'atMost') return m.lifecycle_frequency_always();
	const times = frequency.times ?? 1;
	if (frequency.perMs === undefined) return m.lifecycle_times_in_all({ times });
	return m.lifecycle_times_per({ times, span: tellSpan(frequency.perMs) });
}

export function tellSchedule({ schedule }: WorkflowSettings): string {
	const { from, until, officeHours } = schedule ?? {};
	const parts = [
		from === undefined ? '' : m.lifecycle_from({ when: fullTime(from, getLocale()) }),
		until === undefined ? '' : m.lifecycle_until({ when: fullTime(until, getLocale()) }),
		officeHours === 'inside' ? m.lifecycle_inside() : '',
		officeHours === 'outside' ? m.lifecycle_outside() : '',
	].filter(Boolean);
	return parts.length > 0 ? parts.join(', ') : m.lifecycle_schedule_always();
}

export function tellGoal({ goal }: WorkflowSettings): string {
	if (!goal) return m.lifecycle_goal_none();
	const conditions = m.lifecycle_conditions({ count: goal.condition.rules.length });
	return m.lifecycle_goal_within({ conditions, span: tellSpan(goal.withinMs) });
}

export function tellEnd({ exits, stoppable }: WorkflowSettings): string {
	const ways = exits.map((exit) => exitNames[exit]());
	if (stoppable) ways.push(m.lifecycle_agent_stops());
	return ways.length > 0 ? ways.join(', ') : m.lifecycle_ends_by_itself();
}

export function tellHandlers({ handlers = [] }: WorkflowSettings): string {
	const words = handlers.flatMap((handler) => handler.words);
	return words.length > 0 ? words.join(', ') : m.lifecycle_handlers_none();
}

/** In the largest unit that says it exactly. */
export function tellSpan(ms: number): string {
	if (ms % DAY === 0) return `${ms / DAY} ${m.workflows_days()}`;
	if (ms % HOUR === 0) return `${ms / HOUR} ${m.workflows_hours()}`;
	return `${Math.round(ms / MINUTE)} ${m.workflows_minutes()}`;
}
