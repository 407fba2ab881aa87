import { manages } from '../../model/role';
import type { WorkflowEntry } from '../../model/workspace';
import { defineCommand } from '../command';

/** Nothing starts it any more, and what is parked in it ends (E-02). */
export const stopWorkflow = defineCommand<void, WorkflowEntry>({
	id: 'stop-workflow',
	text: { es: 'Detener el flujo', en: 'Stop workflow' },
	icon: 'circle-stop',
	allowed: (me) => manages(me.role),
	run: (desk, workflow) => desk.publish([{ type: 'workflowStopped', workflow: workflow.id }]),
});
