import { manages } from '../../model/role';
import type { WorkflowEntry } from '../../model/workspace';
import { defineCommand } from '../command';
import { showPageRules } from '../page-rules';

/** Nothing starts it any more, and what is parked in it ends (E-02). */
export const stopWorkflow = defineCommand<void, WorkflowEntry>({
	id: 'stop-workflow',
	text: { es: 'Detener el flujo', en: 'Stop workflow' },
	icon: 'circle-stop',
	allowed: (me) => manages(me.role),
	async run(desk, workflow) {
		const result = await desk.publish([{ type: 'workflowStopped', workflow: workflow.id }]);
		if (result.ok) await showPageRules(desk);
		return result;
	},
});
