import fc from 'fast-check';
import { defaultSettings, type WorkflowDefinition } from '../src/lib/model/workflow';
import { stepKind } from '../src/lib/steps/index';

/** Workflows whose steps and buttons bear any ids, and what they are without them (A8). */

export function buttons(ids: string[], next: Record<string, string>) {
	const options = ids.map((id, place) => ({ id, label: `Option ${place}` }));
	return {
		kind: 'reply-buttons',
		params: {
			text: '?',
			options,
			typing: true,
			escapeMs: 600_000,
			onTyped: 'ask-again',
			timeoutMs: 60_000,
		},
		next,
	};
}

export function workflow(nodes: WorkflowDefinition['nodes'], start: string): WorkflowDefinition {
	return {
		format: 'relevo.workflow/1',
		title: 'T',
		trigger: { kind: 'first-message', params: {} },
		settings: defaultSettings(),
		start,
		nodes,
	};
}

/** The graph without its ids: what each step says, and where each of its ways leads. */
export function shapeOf({ start, nodes, settings }: WorkflowDefinition) {
	const places = new Map<string, number>();
	const queue = start === null ? [] : [start];
	const steps: unknown[] = [];
	for (const id of [...queue, ...(settings.handlers ?? []).map(({ go }) => go)]) queue.push(id);
	for (const id of queue) {
		if (!places.has(id)) places.set(id, places.size);
		const node = Object.hasOwn(nodes, id) ? nodes[id] : undefined;
		if (!node || steps[places.get(id)!]) continue;
		const kind = stepKind(node.kind)!;
		const parsed = kind.params.safeParse(node.params);
		const ports = kind.ports(parsed.data ?? kind.initial());
		const targets = ports.map(({ id: port }) =>
			Object.hasOwn(node.next, port) ? node.next[port] : undefined,
		);
		for (const target of targets) {
			if (target === undefined || places.has(target)) continue;
			places.set(target, places.size);
			queue.push(target);
		}
		const told = ports.map(({ label }, place) => {
			const target = targets[place];
			return [label, target === undefined ? undefined : places.get(target)];
		});
		steps[places.get(id)!] = { kind: node.kind, text: node.params['text'], told };
	}
	return steps;
}

const anyId = fc.oneof(
	fc.constantFrom('a', 'n1', 'toString', 'constructor', 'valueOf', 'so so', 'ñ', 'stp_x', '1', '-'),
	fc.string({ minLength: 1, maxLength: 12 }).filter((id) => !/:|^trigger$|^__proto__$/.test(id)),
);
export const anyGraph = fc.uniqueArray(anyId, { minLength: 1, maxLength: 6 }).chain((steps) =>
	fc
		.tuple(
			...steps.map(() =>
				fc.record({
					parts: fc.array(fc.oneof(anyId, fc.constantFrom('failure', 'timeout')), { maxLength: 4 }),
					targets: fc.array(fc.nat({ max: steps.length - 1 }), { maxLength: 6 }),
				}),
			),
		)
		.map((each) => {
			const nodes = each.map(({ parts, targets }, place) => {
				const ports = [...parts, 'failure', 'timeout'];
				const next = ports.flatMap((port, at) =>
					targets[at] === undefined ? [] : [[port, steps[targets[at]]!] as const],
				);
				return [steps[place]!, buttons(parts, Object.fromEntries(next))] as const;
			});
			return workflow(Object.fromEntries(nodes), steps[0]!);
		}),
);
