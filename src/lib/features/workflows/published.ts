import type { LiveLogEvent } from '../../read/queries/live-versions';
import { WorkflowDefinition } from '../../model/workflow';

/** What the log of publishing says about one workflow. */
export type Published = {
	/** The newest version that was ever set live; undefined when it cannot be read here. */
	definition: WorkflowDefinition | undefined;
	number: number;
	at: number;
	by: string;
	isLive: boolean;
};

/** `log` is in the order of time; a workflow that was never set live is not in the answer. */
export function publishedWorkflows(log: readonly LiveLogEvent[]): Map<string, Published> {
	const published = new Map<string, Published>();
	for (const event of log) {
		if (event.type === 'workflowPublished') {
			const definition = WorkflowDefinition.safeParse(event.definition);
			published.set(event.workflow, {
				definition: definition.success ? definition.data : undefined,
				number: event.number,
				at: event.at,
				by: event.by.id,
				isLive: true,
			});
		} else {
			const known = published.get(event.workflow);
			if (known) published.set(event.workflow, { ...known, isLive: false });
		}
	}
	return published;
}
