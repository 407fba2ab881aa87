import type { Written } from '../model/reference';
import type { WorkflowDefinition } from '../model/workflow';
import { type Plan, planOf } from './plan';
import type { WorkflowProblem } from './validate';

/**
 * What no workflow shows by itself: circles through others (W-SUB-04), calls of what cannot be
 * called, and workflows behind the scenes that write the same (E-03). Linear in steps and links, so
 * that it runs at every edit: a hundred workflows of a hundred steps in less than 50 ms.
 */
export type PublishedOrDraft = { workflow: string; definition: WorkflowDefinition };
export type WorkspaceProblem = WorkflowProblem & {
	workflow: string;
	/** The workflows of the circle in its order, or the other one that is concerned. */
	others: string[];
};

export function validateWorkspace(workflows: readonly PublishedOrDraft[]): {
	problems: WorkspaceProblem[];
	warnings: WorkspaceProblem[];
} {
	const outlines = new Map(workflows.map((one) => [one.workflow, outlineOf(one)]));
	const problems = circles(linksOf(outlines), 'workflowCycle');
	const told = new Set(problems.map(keyOf));
	const ownCircles = circles(effectsOf(outlines), 'ownCircle');
	return {
		problems: [...problems, ...brokenCalls(outlines)],
		warnings: [
			...ownCircles.filter((circle) => !told.has(keyOf(circle))),
			...competingWrites(outlines),
		],
	};
}

/** What other workflows can notice of one. */
type Outline = {
	workflow: string;
	plan: Plan;
	trigger: string;
	wakesOn: Written[];
	writes: (Written & { node: string })[];
	calls: { workflow: string; from: string; node?: string | undefined }[];
	/** Steps that a run can get to from here without resting. */
	restless(start: string | null): Set<string>;
	/** First step, and where keywords lead. */
	start: string | null;
};

function outlineOf({ workflow, definition }: PublishedOrDraft): Outline {
	const plan = planOf(definition);
	const { trigger } = plan;
	const writes: Outline['writes'] = [];
	const calls: Outline['calls'] = [];
	for (const [node, planned] of plan.nodes) {
		const { kind } = planned;
		// Most kinds do neither, and are not parsed.
		if (!kind?.writes && !kind?.calls) continue;
		const { params } = planned.step ?? {};
		if (!params) continue;
		for (const written of kind.writes?.(params) ?? []) writes.push({ ...written, node });
		const call = kind.calls?.(params);
		if (call) calls.push({ workflow: call.workflow, from: node, node: call.node });
	}
	return {
		workflow,
		plan,
		trigger: definition.trigger.kind,
		wakesOn: trigger?.kind.wakesOn?.(trigger.params) ?? [],
		writes,
		calls,
		restless: (start) => restlessFrom(plan, start),
		start: definition.start,
	};
}

/** A step of one workflow from which a run gets, without rest, to one of another. */
type Place = { workflow: string; start: string | null };
type Links = Map<string, { place: Place; to: { node: string; place: Place }[] }>;

/**
 * From every place at which a workflow can begin to every place that follows without a rest. A
 * place is named by its workflow and step, so there are no more than workflows and calls.
 */
function linksOf(outlines: ReadonlyMap<string, Outline>): Links {
	const woken = wakersByType(outlines);
	const links: Links = new Map();
	const queue: Place[] = [...outlines.values()].map(({ workflow, start }) => ({ workflow, start }));
	for (const place of queue) {
		const outline = outlines.get(place.workflow);
		if (!outline || links.has(nameOf(place))) continue;
		const reached = outline.restless(place.start);
		const to: { node: string; place: Place }[] = [];
		for (const { workflow, from, node } of outline.calls) {
			const callee = outlines.get(workflow);
			if (!reached.has(from) || !callee) continue;
			to.push({ node: from, place: { workflow, start: node ?? callee.start } });
		}
		for (const written of outline.writes) {
			if (!reached.has(written.node)) continue;
			for (const { workflow, start } of woken(written)) {
				// E-08: what a workflow wrote itself never starts it again.
				if (workflow !== place.workflow) {
					to.push({ node: written.node, place: { workflow, start } });
				}
			}
		}
		links.set(nameOf(place), { place, to });
		queue.push(...to.map((link) => link.place));
	}
	return links;
}

/**
 * From every workflow to those that wake on what it writes, rests or none: what comes back to it
 * does not start it again (E-08).
 */
function effectsOf(outlines: ReadonlyMap<string, Outline>): Links {
	const woken = wakersByType(outlines);
	const links: Links = new Map();
	for (const { workflow, start, writes } of outlines.values()) {
		const place = { workflow, start };
		const to = writes.flatMap((written) =>
			woken(written)
				.filter((other) => other.workflow !== workflow)
				.map((other) => ({
					node: written.node,
					place: { workflow: other.workflow, start: other.start },
				})),
		);
		links.set(nameOf(place), { place, to });
	}
	return links;
}

/** The same circle, wherever one begins to go round it. */
function keyOf({ others }: WorkspaceProblem): string {
	return [...new Set(others)].sort().join(' ');
}

function nameOf({ workflow, start }: Place): string {
	return `${workflow} ${start ?? ''}`;
}

function wakersByType(outlines: ReadonlyMap<string, Outline>): (written: Written) => Outline[] {
	const byType = new Map<string, { wanted: Written; outline: Outline }[]>();
	for (const outline of outlines.values()) {
		for (const wanted of outline.wakesOn) {
			const list = byType.get(wanted.type) ?? [];
			list.push({ wanted, outline });
			byType.set(wanted.type, list);
		}
	}
	return (written) =>
		(byType.get(written.type) ?? [])
			.filter(({ wanted }) => concerns(wanted, written))
			.map(({ outline }) => outline);
}

function concerns(one: Written, other: Written): boolean {
	if (one.type !== other.type) return false;
	return one.what === undefined || other.what === undefined || one.what === other.what;
}

/** Depth first: a link back to a place that is being looked at closes a circle. */
function circles(links: Links, code: string): WorkspaceProblem[] {
	const problems: WorkspaceProblem[] = [];
	const open: string[] = [];
	const done = new Set<string>();
	function visit(name: string): void {
		if (done.has(name)) return;
		open.push(name);
		for (const { node, place } of links.get(name)?.to ?? []) {
			const target = nameOf(place);
			const begins = open.indexOf(target);
			if (begins < 0) visit(target);
			else {
				const others = open.slice(begins).flatMap((one) => links.get(one)?.place.workflow ?? []);
				const workflow = links.get(name)?.place.workflow ?? place.workflow;
				problems.push({ code, workflow, node, others });
			}
		}
		open.pop();
		done.add(name);
	}
	for (const name of links.keys()) visit(name);
	return problems;
}

function brokenCalls(outlines: ReadonlyMap<string, Outline>): WorkspaceProblem[] {
	return [...outlines.values()].flatMap(({ workflow, calls }) =>
		calls.flatMap((call): WorkspaceProblem[] => {
			const callee = outlines.get(call.workflow);
			const here = { workflow, node: call.from, others: [call.workflow] };
			if (!callee) return [{ code: 'calleeNotLive', ...here }];
			const hasStep = call.node === undefined || callee.plan.nodes.has(call.node);
			return hasStep ? [] : [{ code: 'calleeWithoutStep', ...here }];
		}),
	);
}

/** E-06: the last one in the list wins, which is seldom what both authors meant. */
function competingWrites(outlines: ReadonlyMap<string, Outline>): WorkspaceProblem[] {
	const first = new Map<string, Outline>();
	const warnings: WorkspaceProblem[] = [];
	for (const outline of outlines.values()) {
		if (outline.plan.customerFacing) continue;
		for (const { type, what, node } of outline.writes) {
			// Adding twice is adding once: only what replaces a value contradicts.
			if (!REPLACES.has(type)) continue;
			const key = [outline.trigger, type, what].join(' ');
			const other = first.get(key);
			if (!other) first.set(key, outline);
			else if (other !== outline) {
				const others = [other.workflow];
				warnings.push({ code: 'competingWrites', workflow: outline.workflow, node, others });
			}
		}
	}
	return warnings;
}

const REPLACES: ReadonlySet<Written['type']> = new Set([
	'attributeChanged',
	'priorityChanged',
	'conversationAssigned',
] as const);

function restlessFrom({ nodes }: Plan, start: string | null): Set<string> {
	const reached = new Set<string>();
	const queue = start === null ? [] : [start];
	for (const node of queue) {
		const planned = nodes.get(node);
		if (reached.has(node) || !planned) continue;
		reached.add(node);
		// The run waits here, or has gone to another workflow: what follows is another turn.
		if (!planned.kind || planned.kind.parks) continue;
		queue.push(...Object.values(planned.node.next));
	}
	return reached;
}
