import Rocket from '@lucide/svelte/icons/rocket';
import { publishWorkflow } from '../../app/commands/publish-workflow';
import { m } from '../../i18n/paraglide/messages';
import type { Action } from '../../ui/actions.svelte';
import { locale } from '../../ui/locale.svelte';
import { notify } from '../../ui/notify';

export type Publishing = {
	/** Why it cannot go live; empty when it can. */
	hindrance: string;
	/** Says that it is live as it stands; empty when it is not. */
	current: string;
	publish: () => void;
};

/** What can be done to an open workflow as a whole; its key says why when it cannot be done. */
export function workflowActions({ hindrance, current, publish }: Publishing): Action[] {
	function run() {
		if (hindrance) notify({ text: hindrance, tone: 'problem' });
		else if (current) notify({ text: current });
		else publish();
	}
	return [
		{
			id: publishWorkflow.id,
			group: m.workflows_title(),
			text: publishWorkflow.text[locale.current],
			icon: Rocket,
			keys: publishWorkflow.shortcut,
			run,
		},
	];
}
