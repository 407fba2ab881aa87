import { hashId } from '../base/hash';
import type { PublicPageRule } from '../model/page-rule';
import type { LiveWorkflow } from '../model/workflow';
import { planOf } from './plan';

/**
 * What the messenger has to notice on customers' pages: all that a visitor may know of the
 * workflows that wait for it (P8). Publishing writes it into the `public` canvas.
 */
export function pageRulesOf(live: readonly LiveWorkflow[]): PublicPageRule[] {
	return live.flatMap((workflow) => {
		const { trigger } = planOf(workflow.definition);
		const page = trigger?.kind.page?.(trigger.params);
		if (!page) return [];
		const until = workflow.definition.settings.showUntil ?? 'seen';
		return [{ ...page, rule: pageRuleId(workflow), until }];
	});
}

/** Opaque, and another one for every version. */
export function pageRuleId({
	workflow,
	version,
}: Pick<LiveWorkflow, 'workflow' | 'version'>): string {
	return hashId('rule', workflow, version);
}
