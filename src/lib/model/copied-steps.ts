import { fail, ok, type Result } from '../base/result';
import { readBoundedJson } from './bounded-json';
import { z } from './schema';
import { MAX_NODES, WorkflowNode, type WorkflowDefinition } from './workflow';

/**
 * Steps on the clipboard, as readable text: so they go to another workflow, another workspace, or
 * into a message to somebody who pastes them (U31).
 *
 * C1 Edges among the steps go along; one that leaves them does not.
 * C2 What they point to goes along by its id alone. Where nothing is called that, the step says so
 *    as it does when something was deleted.
 * C3 A text is read whole or not at all.
 */
const VERSION = 1;
/** More is not read. */
export const MAX_COPIED_CHARS = 500_000;
const MAX_COPIED_VALUES = 100_000;

const CopiedSteps = z.object({
	$schema: z.literal('relevo:steps'),
	version: z.literal(VERSION),
	nodes: z.record(z.string(), WorkflowNode),
});

export type Steps = Record<string, WorkflowNode>;
export type CopyProblem = { kind: 'tooLong' | 'tooManySteps' | 'notOurs' | 'newerVersion' };

/** In the order of the ids: the first without one before it is where the pasted ones begin. */
export function copySteps({ nodes }: WorkflowDefinition, ids: readonly string[]): string {
	const copied = ids.flatMap((id) => {
		const node = nodes[id];
		return node ? [[id, node] as const] : [];
	});
	const steps = within(Object.fromEntries(copied));
	return JSON.stringify({ $schema: 'relevo:steps', version: VERSION, nodes: steps }, null, '\t');
}

export function readSteps(text: string): Result<Steps, CopyProblem> {
	if (text.length > MAX_COPIED_CHARS) return fail('tooLong');
	const json = readBoundedJson(text, { chars: MAX_COPIED_CHARS, values: MAX_COPIED_VALUES });
	if (!json.ok) return fail('notOurs');
	const marked = Marked.safeParse(json.value);
	if (!marked.success) return fail('notOurs');
	if (marked.data.version > VERSION) return fail('newerVersion');
	const parsed = CopiedSteps.safeParse(json.value);
	const count = parsed.success ? Object.keys(parsed.data.nodes).length : 0;
	if (!parsed.success || count === 0) return fail('notOurs');
	return count > MAX_NODES ? fail('tooManySteps') : ok(within(parsed.data.nodes));
}

/** The same steps under ids of their own, ready to stand beside those they were copied from. */
export function renewSteps(steps: Steps, newId: () => string): Steps {
	const ids = new Map(Object.keys(steps).map((id) => [id, newId()]));
	return rewire(steps, (id) => ids.get(id));
}

const Marked = z.object({ $schema: z.literal('relevo:steps'), version: z.number() });

function within(steps: Steps): Steps {
	return rewire(steps, (id) => (Object.hasOwn(steps, id) ? id : undefined));
}

/** A step without a new id takes no part: what leads to it ends there. */
function rewire(steps: Steps, idOf: (id: string) => string | undefined): Steps {
	return Object.fromEntries(
		Object.entries(steps).map(([id, node]) => {
			const next = Object.entries(node.next).flatMap(([port, target]) => {
				const to = idOf(target);
				return to === undefined ? [] : [[port, to] as const];
			});
			return [idOf(id) ?? id, { ...node, next: Object.fromEntries(next) }];
		}),
	);
}
