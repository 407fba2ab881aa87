import { unreachable } from '../../../base/assert';
import type { EventVerdict } from '../../../app/why-not';
import { triggerText } from '../../../app/kind-text';
import { summaryLine } from '../../../model/kind-text';
import type { WorkflowDefinition } from '../../../model/workflow';
import type { Workspace } from '../../../model/workspace';
import { m } from '../../../i18n/paraglide/messages';
import { triggerKind } from '../../../triggers';
import { fullTime } from '../../../ui/format';
import { locale } from '../../../ui/locale.svelte';

/** The first thing that was against a workflow, with the values that it was against (E-28). */
export function reasonWords(
	{ reason, version }: EventVerdict,
	{ workspace, channel = 'web' }: { workspace: Workspace; channel?: string | undefined },
): string {
	const settings = version?.definition.settings;
	const trigger = version ? triggerWords(version.definition, workspace) : '';
	switch (reason) {
		case 'started':
			return m.runs_reason_started();
		case 'notDecidedYet':
			return m.runs_reason_not_decided();
		case 'notLive':
			return m.runs_reason_not_live();
		case 'noConversation':
			return m.runs_reason_no_conversation();
		case 'otherEvent':
			return m.runs_reason_other_event();
		case 'beforeLive':
			return m.runs_reason_before_live({ time: time(version?.liveSince) });
		case 'otherWorkflow':
			return m.runs_reason_other_workflow();
		case 'expired':
			return m.runs_reason_expired();
		case 'trigger':
			return m.runs_reason_trigger({ trigger });
		case 'channel':
			return m.runs_reason_channel({ channel, channels: settings?.channels?.join(', ') ?? '' });
		case 'schedule': {
			const { from, until } = settings?.schedule ?? {};
			return m.runs_reason_schedule({ from: time(from), until: time(until) });
		}
		case 'officeHours':
			return settings?.schedule?.officeHours === 'outside'
				? m.runs_reason_office_outside()
				: m.runs_reason_office_inside();
		case 'audience':
			return m.runs_reason_audience();
		case 'chainTooLong':
			return m.runs_reason_chain();
		case 'ownDoing':
			return m.runs_reason_own_doing();
		case 'oncePerContact':
			return m.runs_reason_once();
		case 'frequency':
			return m.runs_reason_frequency();
		case 'alreadyShown':
			return m.runs_reason_shown();
		case 'alreadyReplied':
			return m.runs_reason_replied();
		case 'alreadyRunning':
			return m.runs_reason_running();
		case 'anotherSpeaks':
			return m.runs_reason_another();
		default:
			return unreachable(reason);
	}
}

/** A trigger as its author set it: its title, and what is special about it. */
export function triggerWords({ trigger }: WorkflowDefinition, workspace: Workspace): string {
	const text = triggerText(trigger.kind);
	if (!text) return trigger.kind;
	const kind = triggerKind(trigger.kind);
	const params = kind?.params.safeParse(trigger.params);
	const values = kind && params?.success ? kind.summary(params.data, workspace) : {};
	const line = summaryLine(text, locale.current, values);
	const { title } = text[locale.current];
	return line && line !== title ? `${title} · ${line}` : title;
}

function time(at: number | undefined): string {
	return at === undefined ? '—' : fullTime(at, locale.current);
}
