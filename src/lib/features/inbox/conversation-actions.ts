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
import Workflow from '@lucide/svelte/icons/workflow';
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
import { useShortcut } from '../../app/commands/use-shortcut';
import type { Desk } from '../../app/desk';
import type { Shortcut } from '../../app/shortcuts';
import type { Conversation } from '../../model/conversation';
import { mayRunWorkflows } from '../../model/workspace';
import { m } from '../../i18n/paraglide/messages';
import type { Action, Choice } from '../../ui/actions.svelte';
import { locale } from '../../ui/locale.svelte';
import { type Chosen, assignees, priorities, snoozes, tags } from './choices';
import type { OpenConversation } from './open-conversation.svelte';
import { perform } from './perform';

/**
 * Everything that can be done to the open conversation; keys, texts and rights are the commands'
 * own.
 */
export function conversationActions(
	desk: Desk,
	conversation: Conversation,
	open: OpenConversation,
	hands: { reply: () => void; note: () => void; workflows: (shortcut?: string) => void },
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

	const stoppable = open.runs.filter((run) => open.canStop(run));
	const isBusy = open.isSpokenIn(conversation.id);
	const mayRun = mayRunWorkflows(workspace, me);
	const shortcuts = mayRun
		? open.shortcutsIn(workspace).filter(({ speaks }) => !speaks || !isBusy)
		: [];

	/** The form of a shortcut needs a place of its own; one without starts at once. */
	function startShortcut({ workflow, title, fields }: Shortcut): Choice {
		const args = { workflow };
		const run = fields.length
			? () => hands.workflows(workflow)
			: () => void perform(desk, useShortcut, conversation, args);
		return { id: workflow, text: title, run };
	}

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
		stoppable.length
			? chosen(stopRun, () =>
					stoppable.map((run) => {
						const text = open.workflowTitle(run, workspace);
						return { id: run.id, text, args: { run: run.id } };
					}),
				)
			: undefined,
		mayRun
			? {
					id: 'workflows',
					group: m.inbox_conversation(),
					text: m.inbox_workflows_here(),
					icon: Workflow,
					keys: 'w',
					run: () => hands.workflows(),
				}
			: undefined,
		shortcuts.length
			? offer(useShortcut, { choices: () => shortcuts.map(startShortcut) })
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
	workflow: Workflow,
	x: X,
};
