import { fail } from '../../base/result';
import { validate } from '../../engine/validate';
import { versionId } from '../../engine/version';
import { manages } from '../../model/role';
import type { WorkflowDefinition } from '../../model/workflow';
import type { WorkflowEntry } from '../../model/workspace';
import { liveLog } from '../../read/queries/live-versions';
import { defineCommand } from '../command';

/**
 * Sets a definition live as it is now; the draft can go on changing. Runs finish on the version
 * they started with, unless they are stopped (E-02).
 */
export const publishWorkflow = defineCommand<
	{ definition: WorkflowDefinition; note?: string; stopRunning?: boolean },
	WorkflowEntry
>({
	id: 'publish-workflow',
	text: { es: 'Activar…', en: 'Set live…' },
	icon: 'rocket',
	shortcut: 'mod+shift+p',
	allowed: (me, workflow) => manages(me.role) && !workflow.deleted,
	async run(desk, workflow, { definition, note, stopRunning }) {
		const problems = validate(definition, desk.workspace);
		if (problems.length) return fail('problems', { count: problems.length });
		const published = (await liveLog(desk.db)).filter(
			(event) => event.type === 'workflowPublished' && event.workflow === workflow.id,
		);
		return desk.publish([
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
	},
});
