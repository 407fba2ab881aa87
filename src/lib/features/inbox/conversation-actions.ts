import AlarmClock from '@lucide/svelte/icons/alarm-clock';
import AlarmClockOff from '@lucide/svelte/icons/alarm-clock-off';
import Check from '@lucide/svelte/icons/check';
import CircleStop from '@lucide/svelte/icons/circle-stop';
import Flag from '@lucide/svelte/icons/flag';
import Mail from '@lucide/svelte/icons/mail';
import MailOpen from '@lucide/svelte/icons/mail-open';
import Reply from '@lucide/svelte/icons/reply';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import StickyNote from '@lucide/svelte/icons/sticky-note';
import Tag from '@lucide/svelte/icons/tag';
import UserCheck from '@lucide/svelte/icons/user-check';
import UserPlus from '@lucide/svelte/icons/user-plus';
import X from '@lucide/svelte/icons/x';
import type { Component } from 'svelte';
import type { Command } from '../../app/command';
import { addNote } from '../../app/commands/add-note';
import { assign } from '../../app/commands/assign';
import { assignToMe } from '../../app/commands/assign-to-me';
import { close } from '../../app/commands/close';
import { markUnread } from '../../app/commands/mark-unread';
import { reopen } from '../../app/commands/reopen';
import { reply } from '../../app/commands/reply';
import { setPriority } from '../../app/commands/set-priority';
import { snooze } from '../../app/commands/snooze';
import { stopRun } from '../../app/commands/stop-run';
import { tag } from '../../app/commands/tag';
import { unsnooze } from '../../app/commands/unsnooze';
import { untag } from '../../app/commands/untag';
import type { Desk } from '../../app/desk';
import type { Conversation } from '../../model/conversation';
import type { Run } from '../../model/run';
import { m } from '../../i18n/paraglide/messages';
import type { Action } from '../../ui/actions.svelte';
import { locale } from '../../ui/locale.svelte';
import { type Chosen, assignees, priorities, snoozes, tags } from './choices';
import { perform } from './perform';

/**
 * Everything that can be done to the open conversation; keys, texts and rights are the commands'
 * own.
 */
export function conversationActions(
	desk: Desk,
	conversation: Conversation,
	runs: readonly Run[],
	hands: { reply: () => void; note: () => void; title: (run: Run) => string },
): Action[] {
	const { workspace, me } = desk;

	function simple(command: Command): Action | undefined {
		return offer(command, { run: () => void perform(desk, command, conversation, undefined) });
	}

	function chosen<Arguments>(
		command: Command<Arguments>,
		choices: () => readonly Chosen<Arguments>[],
	): Action | undefined {
		const choose = () =>
			choices().map(({ id, text, args }) => ({
				id,
				text,
				run: () => void perform(desk, command, conversation, args),
			}));
		return offer(command, { choices: choose });
	}

	function offer<Arguments>(
		command: Command<Arguments>,
		how: Pick<Action, 'run' | 'choices'>,
	): Action | undefined {
		if (!command.allowed(me, conversation)) return undefined;
		return {
			id: command.id,
			group: m.inbox_conversation(),
			text: command.text[locale.current],
			icon: ICONS[command.icon],
			keys: command.shortcut,
			...how,
		};
	}

	const running = runs.filter((run) => !run.ended && run.conversation === conversation.id);
	return [
		offer(reply, { run: hands.reply }),
		offer(addNote, { run: hands.note }),
		chosen(assign, () => assignees(workspace, me.id)),
		simple(assignToMe),
		simple(close),
		simple(reopen),
		chosen(snooze, () => snoozes(desk.now(), workspace.timeZone)),
		simple(unsnooze),
		chosen(tag, () => tags(workspace).filter(({ id }) => !conversation.tags.includes(id))),
		chosen(untag, () => tags(workspace).filter(({ id }) => conversation.tags.includes(id))),
		chosen(setPriority, priorities),
		simple(markUnread),
		running.length
			? chosen(stopRun, () =>
					running.map((run) => ({ id: run.id, text: hands.title(run), args: { run: run.id } })),
				)
			: undefined,
	].filter((action) => action !== undefined);
}

/** By the name that a command carries; a name without an icon here is a row without a picture. */
const ICONS: Record<string, Component> = {
	'alarm-clock': AlarmClock,
	'alarm-clock-off': AlarmClockOff,
	check: Check,
	'circle-stop': CircleStop,
	flag: Flag,
	mail: Mail,
	'mail-open': MailOpen,
	reply: Reply,
	'rotate-ccw': RotateCcw,
	'sticky-note': StickyNote,
	tag: Tag,
	'user-check': UserCheck,
	'user-plus': UserPlus,
	x: X,
};
