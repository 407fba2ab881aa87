import { m } from '../../../i18n/paraglide/messages';
import type { WorkflowEntry } from '../../../model/workspace';

/** What is asked in a dialog before it is done. */
export type Question = 'rename' | 'folder' | 'stop';

type Item = {
	id: string;
	text: string;
	disabled?: boolean;
	danger?: boolean;
	onselect: () => void;
};
type Acts = {
	canEdit: boolean;
	isLive: boolean;
	hasRun: boolean;
	/** The workspace has room for no more. */
	isFull: boolean;
	isFirst: boolean;
	isLast: boolean;
	show(part: 'publish' | 'settings' | 'versions'): void;
	/** Shows the conversations in which it started (W-LIFE-15). */
	sent(): void;
	ask(question: Question): void;
	save(): void;
	copy(): void;
	earlier(): void;
	later(): void;
	remove(): void;
};

/** Everything that can be done to a workflow from the list, by whoever looks at it (W-LIFE-09). */
export function menuOf(entry: WorkflowEntry, acts: Acts): Item[] {
	const look = [
		{
			id: 'settings',
			text: m.lifecycle_settings(),
			onselect: () => acts.show('settings'),
		},
		{ id: 'versions', text: m.lifecycle_versions(), onselect: () => acts.show('versions') },
		{ id: 'sent', text: m.lifecycle_sent(), disabled: !acts.hasRun, onselect: acts.sent },
		{ id: 'export', text: m.lifecycle_export(), onselect: acts.save },
	];
	if (!acts.canEdit) return look;
	return [
		{ id: 'publish', text: m.workflows_publish(), onselect: () => acts.show('publish') },
		{
			id: 'stop',
			text: m.workflows_stop_now(),
			disabled: !acts.isLive,
			onselect: () => acts.ask('stop'),
		},
		...look,
		{ id: 'rename', text: m.lifecycle_rename(), onselect: () => acts.ask('rename') },
		{ id: 'folder', text: m.lifecycle_to_folder(), onselect: () => acts.ask('folder') },
		{
			id: 'clone',
			text: m.lifecycle_clone(),
			disabled: acts.isFull,
			onselect: acts.copy,
		},
		{
			id: 'earlier',
			text: m.workflows_move_earlier(),
			disabled: acts.isFirst,
			onselect: acts.earlier,
		},
		{ id: 'later', text: m.workflows_move_later(), disabled: acts.isLast, onselect: acts.later },
		{
			id: 'remove',
			text: m.workflows_remove(),
			danger: true,
			disabled: acts.isLive || entry.deleted === true,
			onselect: acts.remove,
		},
	];
}
