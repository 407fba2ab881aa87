import { setPageRules } from '../documents/public';
import { pageRuleId, pageRulesOf } from '../engine/page-rules';
import { foldLive, liveWorkflows } from '../model/live';
import { liveLog } from '../read/queries/live-versions';
import type { Desk } from './desk';

/**
 * Tells customers' pages what the live workflows wait for. Called after everything that changes
 * what is live; doing it once more changes nothing. Offline, the canvas keeps it for the relay.
 */
export async function showPageRules(desk: Desk): Promise<void> {
	const log = await desk.ask(liveLog);
	const put = pageRulesOf(liveWorkflows(foldLive(log), desk.workspace));
	const shown = new Set(put.map(({ rule }) => rule));
	const drop = log
		.flatMap((event) => (event.type === 'workflowPublished' ? [pageRuleId(event)] : []))
		.filter((rule) => !shown.has(rule));
	const { doc, whenLoaded } = await desk.publicCanvas();
	await whenLoaded;
	setPageRules(doc, { put, drop });
}
