import type { RunVariable } from '../attributes/fields';
import type { WorkflowDefinition } from '../model/workflow';
import { stepKind } from './index';

/**
 * What a run of this workflow learns by name, for the conditions that look at it (V-5). Where steps
 * disagree it is text, which holds anything.
 */
export function runVariables({ nodes }: Pick<WorkflowDefinition, 'nodes'>): RunVariable[] {
	const formats = new Map<string, string>();
	for (const { kind, params } of Object.values(nodes)) {
		const known = stepKind(kind);
		const read = known?.params.safeParse(params);
		if (!known?.variables || !read?.success) continue;
		for (const { name, format } of known.variables(read.data)) {
			const other = formats.get(name);
			formats.set(name, other === undefined || other === format ? format : TEXT);
		}
	}
	return [...formats].map(([name, format]) => ({ name, format }));
}

const TEXT = 'text';
