import { fail } from '../../base/result';
import { versionId } from '../../model/version';
import { manages } from '../../model/role';
import type { Scenario } from '../../model/scenario';
import type { WorkflowDefinition } from '../../model/workflow';
import type { WorkflowEntry } from '../../model/workspace';
import { liveLog } from '../../read/queries/live-versions';
import { defineCommand } from '../command';
import { showPageRules } from '../page-rules';

/**
 * Sets a definition live as it is now; the draft can go on changing. Runs finish on the version
 * they started with, unless they are stopped (E-02). `note` is the version's name.
 */
export const publishWorkflow = defineCommand<
	{
		definition: WorkflowDefinition;
		scenarios?: readonly Scenario[];
		note?: string;
		stopRunning?: boolean;
	},
	WorkflowEntry
>({
	id: 'publish-workflow',
	text: { es: 'Activar…', en: 'Set live…' },
	icon: 'rocket',
	shortcut: 'mod+shift+p',
	allowed: (me, workflow) => manages(me.role) && !workflow.deleted,
	async run(desk, workflow, { definition, scenarios = [], note, stopRunning }) {
		// The checks play saved stories with the whole engine, which nothing else on a page needs.
		const { obstaclesOf } = await import('../publish-checks');
		const log = await desk.ask(liveLog);
		const { workspace } = desk;
		const draft = { workflow: workflow.id, definition, scenarios };
		const obstacles = obstaclesOf({ ...draft, workspace, log, locale: workspace.locale });
		if (obstacles.length) return fail('problems', { count: obstacles.length });
		const published = log.filter(
			(event) => event.type === 'workflowPublished' && event.workflow === workflow.id,
		);
		const result = await desk.publish([
			{
				type: 'workflowPublished',
				workflow: workflow.id,
				version: versionId(definition),
				number: published.length + 1,
				definition,
				...(note && { note }),
				...(stopRunning && { stopRunning }),
			},
		]);
		if (result.ok) await showPageRules(desk);
		return result;
	},
});
