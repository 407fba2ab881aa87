import { addNote } from './add-note';
import { assign } from './assign';
import { assignToMe } from './assign-to-me';
import { close } from './close';
import { markRead } from './mark-read';
import { markUnread } from './mark-unread';
import { publishWorkflow } from './publish-workflow';
import { reopen } from './reopen';
import { reply } from './reply';
import { setAttribute } from './set-attribute';
import { setPriority } from './set-priority';
import { snooze } from './snooze';
import { stopRun } from './stop-run';
import { stopWorkflow } from './stop-workflow';
import { tag } from './tag';
import { unsnooze } from './unsnooze';
import { untag } from './untag';
import { useShortcut } from './use-shortcut';

/** What can be done to a conversation, in the order of menus and of the palette. */
export const commands = [
	reply,
	addNote,
	assign,
	assignToMe,
	close,
	reopen,
	snooze,
	unsnooze,
	tag,
	untag,
	setPriority,
	setAttribute,
	markRead,
	markUnread,
	stopRun,
	useShortcut,
] as const;

/** What can be done to a workflow. */
export const workflowCommands = [publishWorkflow, stopWorkflow] as const;
