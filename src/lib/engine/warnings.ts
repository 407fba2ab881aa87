import type { Condition } from '../model/condition';
import type { WorkflowDefinition, WorkflowNode } from '../model/workflow';
import { stepKind } from '../steps/index';
import { filledTexts, variablesOf } from './texts';
import type { WorkflowProblem } from './validate';

/**
 * What is probably not what the author meant, and can be set live all the same (E-03). Codes are
 * those of `problemText`, or of the step kind's own `text.problems` when `ofKind` is set.
 */
export function warningsOf({ nodes, settings }: WorkflowDefinition): WorkflowProblem[] {
	const inAudience = settings.audience && hasStraySpace(settings.audience);
	return [
		...(inAudience ? [{ code: 'straySpace', param: 'audience' }] : []),
		...Object.entries(nodes).flatMap(([node, stored]) =>
			ofStep(stored).map((warning) => ({ ...warning, node })),
		),
	];
}

function ofStep(stored: WorkflowNode): WorkflowProblem[] {
	const kind = stepKind(stored.kind);
	const parsed = kind?.params.safeParse(stored.params);
	// What cannot be read is a problem already.
	if (!kind || !parsed?.success) return [];
	const params = parsed.data;
	const warnings: WorkflowProblem[] = (kind.warnings?.(params) ?? []).map((warning) => ({
		...warning,
		ofKind: true,
	}));
	if (kind.conditions?.(params).some(hasStraySpace)) warnings.push({ code: 'straySpace' });
	if (!kind.customerFacing) return warnings;
	// "Hello ," is what a customer reads whose name is not known.
	const bare = filledTexts(kind, params)
		.filter(({ text }) => variablesOf(text).some(({ fallback }) => fallback === undefined))
		.map(({ param }) => param);
	return [...warnings, ...[...new Set(bare)].map((param) => ({ code: 'noFallback', param }))];
}

/** A space that nobody sees makes two equal words different. */
function hasStraySpace({ rules }: Condition): boolean {
	return rules.some(({ value }) =>
		(Array.isArray(value) ? value : [value]).some(
			(word) => typeof word === 'string' && word !== word.trim(),
		),
	);
}
