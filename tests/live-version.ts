import { assert } from '../src/lib/base/assert';
import { versionId } from '../src/lib/model/version';
import { foldLive } from '../src/lib/model/live';
import type { LiveWorkflow, WorkflowDefinition } from '../src/lib/model/workflow';

/** A version as every host reads it from the log of what went live. */
export function versionOf(workflow: string, definition: WorkflowDefinition): LiveWorkflow {
	const version = versionId(definition);
	const live = foldLive([
		{
			id: 'evt_published',
			at: 0,
			by: { kind: 'teammate', id: 'tea_ana' },
			type: 'workflowPublished',
			workflow,
			version,
			number: 1,
			definition,
		},
	]);
	const found = live.versions.get(version);
	assert(found, 'a definition that can be read is live');
	return found;
}
