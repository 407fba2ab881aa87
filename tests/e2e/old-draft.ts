import { bindDraft } from '../../src/lib/documents/draft-shape';
import { restoreDraft } from '../../src/lib/documents/workflow-draft';
import { workflowRoom } from '../../src/lib/model/room';
import { defaultSettings, type WorkflowNode } from '../../src/lib/model/workflow';
import { stepKind } from '../../src/lib/steps';
import { openProvider, until } from '../relay-process';
import { ownerToken } from './owner-token';
import type { RelayProcess } from './relay';

/**
 * Writes steps into the document of a draft as an older release did, past every check of the
 * editor. Those who have it open see it at once.
 */
export async function writeOldDraft(
	relay: RelayProcess,
	workflow: string,
	{ title, start, nodes }: { title: string; start: string; nodes: Record<string, WorkflowNode> },
): Promise<void> {
	const port = Number(new URL(relay.origin).port);
	const { provider, doc } = openProvider(port, workflowRoom(workflow), await ownerToken(relay));
	await until(() => provider.synced, 'the draft has come');
	restoreDraft(bindDraft(doc, stepKind), {
		format: 'relevo.workflow/1',
		title,
		trigger: { kind: 'first-message', params: {} },
		settings: defaultSettings(),
		start,
		nodes,
	});
	// What is sent arrives before the goodbye.
	provider.destroy();
}
