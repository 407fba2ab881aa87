import { givenProblem } from '../attributes/copies';
import { findField, type RunVariable } from '../attributes/fields';
import { attributeFormat } from '../attributes/index';
import type { Condition } from '../model/condition';
import { partIds, usableParts } from '../model/parts';
import { isStepId, MAX_NODES, type WorkflowDefinition } from '../model/workflow';
import type { Workspace } from '../model/workspace';
import { bytesOf, MAX_EVENT_BYTES } from '../model/writable';
import { stepKind } from '../steps/index';
import { partsOf } from '../steps/part-ids';
import { runVariables } from '../steps/run-variables';
import type { Port, StepKind } from '../steps/step';
import { triggerKind } from '../triggers/index';
import { exists } from './references';
import { brokenTexts, hasPlaceholders } from './texts';

/**
 * What keeps a workflow from being set live (E-03). `code` is a key of `problemText`, or of the
 * step kind's own `text.problems` when `ofKind` is set; `node`, `port` and `param` tell where to
 * go.
 */
export type WorkflowProblem = {
	code: string;
	ofKind?: true;
	node?: string;
	port?: string;
	param?: string;
	/** The part of the param, such as one of the buttons. */
	part?: string;
	/** Words of the author that tell which one is meant. */
	detail?: string;
};

/** One event holds it, beside the name of the version and some ids (model/writable). */
const MAX_DEFINITION_BYTES = MAX_EVENT_BYTES - 1_024;

/** Empty: it can be set live. Problems stand in the order in which a reader meets their steps. */
export function validate(definition: WorkflowDefinition, workspace: Workspace): WorkflowProblem[] {
	const problems = ofWorkflow(definition, workspace);
	const reached = reachable(definition);
	const order = [...reached, ...Object.keys(definition.nodes).filter((id) => !reached.has(id))];
	for (const node of order) problems.push(...ofNode(node, definition, workspace, reached));
	return [...problems, ...cycles(definition, reached)];
}

type Step = { kind: StepKind; params: Record<string, unknown> };

function ofWorkflow(definition: WorkflowDefinition, workspace: Workspace): WorkflowProblem[] {
	const { title, start, nodes, trigger, settings } = definition;
	const problems: WorkflowProblem[] = [];
	if (!title.trim()) problems.push({ code: 'noTitle', param: 'title' });
	if (start === null || !Object.hasOwn(nodes, start)) problems.push({ code: 'noSteps' });
	if (Object.keys(nodes).length > MAX_NODES) problems.push({ code: 'tooManySteps' });
	if (bytesOf(definition) > MAX_DEFINITION_BYTES) problems.push({ code: 'tooLarge' });
	problems.push(...ofTrigger(trigger, workspace));
	if (settings.audience && !isSound(settings.audience, workspace)) {
		problems.push({ code: 'brokenCondition', param: 'audience' });
	}
	if (settings.goal && !isSound(settings.goal.condition, workspace)) {
		problems.push({ code: 'brokenCondition', param: 'goal' });
	}
	for (const param of ['audience', 'goal', 'handlers'] as const) {
		if (hasPlaceholders(settings[param])) problems.push({ code: 'variableNotFilled', param });
	}
	if (settings.handlers?.some(({ go }) => !Object.hasOwn(nodes, go))) {
		problems.push({ code: 'missingStep', param: 'handlers' });
	}
	return problems;
}

function ofTrigger(
	trigger: WorkflowDefinition['trigger'],
	workspace: Workspace,
): WorkflowProblem[] {
	const param = 'trigger';
	const kind = triggerKind(trigger.kind);
	if (!kind) return [{ code: 'unknownTrigger', param }];
	const ids = partIds(trigger.params, kind.parts ?? []);
	const unnamed = usableParts(ids, []).includes(false) ? [{ code: 'badPortId', param }] : [];
	const params = kind.params.safeParse(trigger.params);
	if (!params.success) return unnamed.length > 0 ? unnamed : [{ code: 'badTrigger', param }];
	const isDeleted = kind.references?.(params.data).some((one) => !exists(one, workspace));
	return [
		...(kind.problems?.(params.data) ?? []).map(({ code }) => ({
			code,
			ofKind: true as const,
			param,
		})),
		...unnamed,
		...(isDeleted ? [{ code: 'deletedReference', param }] : []),
		...(hasPlaceholders(params.data) ? [{ code: 'variableNotFilled', param }] : []),
	];
}

function ofNode(
	node: string,
	definition: WorkflowDefinition,
	workspace: Workspace,
	reached: Set<string>,
): WorkflowProblem[] {
	const problems: WorkflowProblem[] = [];
	if (!isStepId(node)) problems.push({ code: 'badStepId', node });
	if (!reached.has(node)) problems.push({ code: 'unreachable', node });
	const found = stepAt(definition, node);
	if (found === 'unknown') return [...problems, { code: 'unknownKind', node }];
	const unnamed = ofParts(node, definition);
	// An id of a part may be all that makes the params unreadable.
	if (found === 'unreadable') {
		return [...problems, ...(unnamed.length > 0 ? unnamed : [{ code: 'badParams', node }])];
	}
	const { kind, params } = found;
	const ofKind = [...kind.problems(params), ...(kind.problemsIn?.(params, workspace) ?? [])];
	for (const problem of ofKind) problems.push({ ...problem, ofKind: true, node });
	if (kind.references(params).some((reference) => !exists(reference, workspace))) {
		problems.push({ code: 'deletedReference', node });
	}
	const given = kind.given?.(params);
	const variables = kind.conditions || given ? runVariables(definition) : [];
	if (kind.conditions?.(params).some((one) => !isSound(one, workspace, variables))) {
		problems.push({ code: 'brokenCondition', node });
	}
	if (given) {
		const code = givenProblem(given, workspace, variables);
		if (code) problems.push({ code, param: given.param, node });
	}
	for (const broken of brokenTexts(kind, params, workspace)) problems.push({ ...broken, node });
	if (kind.customerFacing && triggerKind(definition.trigger.kind)?.customerFacing === 'no') {
		problems.push({ code: 'customerFacingInBackground', node });
	}
	if (kind.needsTyping && definition.settings.typing === false) {
		problems.push({ code: 'nobodyCanType', node });
	}
	return [...problems, ...ofPorts(node, kind.ports(params), definition), ...unnamed];
}

/** Parts that events cannot name, or tell from each other (A8). */
function ofParts(node: string, { nodes }: WorkflowDefinition): WorkflowProblem[] {
	const stored = nodes[node];
	const kind = stored && stepKind(stored.kind);
	if (!stored || !kind) return [];
	const unusable = partsOf(kind, stored.params).filter(({ isUsable }) => !isUsable);
	return unusable.map(({ id }) => ({ code: 'badPortId', node, port: id }));
}

/**
 * A choice that leads nowhere leaves a customer standing; an edge to a missing step does so to
 * anybody.
 */
function ofPorts(node: string, ports: Port[], { nodes }: WorkflowDefinition): WorkflowProblem[] {
	const next = nodes[node]?.next ?? {};
	const dangling = ports
		.filter(({ id, required }) => required && !Object.hasOwn(next, id))
		.map(({ id }) => ({ code: 'danglingPort', node, port: id }));
	const missing = Object.entries(next)
		.filter(([, target]) => !Object.hasOwn(nodes, target))
		.map(([port]) => ({ code: 'missingStep', node, port }));
	return [...dangling, ...missing];
}

/** E-20: a circle in which a run never comes to rest, told once, at the step that closes it. */
function cycles(definition: WorkflowDefinition, reached: Set<string>): WorkflowProblem[] {
	const open = new Set<string>();
	const done = new Set<string>();
	const problems: WorkflowProblem[] = [];
	// Depth first through steps that do not park; at most `MAX_NODES` deep, which any stack holds.
	function visit(node: string): void {
		const found = stepAt(definition, node);
		if (done.has(node) || typeof found === 'string' || found.kind.parks) return;
		open.add(node);
		for (const to of targets(definition, node)) {
			if (open.has(to)) problems.push({ code: 'cycle', node });
			else visit(to);
		}
		open.delete(node);
		done.add(node);
	}
	for (const node of reached) visit(node);
	return problems;
}

/** In the order of the ports, so that problems are listed as the canvas is read. */
function reachable(definition: WorkflowDefinition): Set<string> {
	const reached = new Set<string>();
	const entries = (definition.settings.handlers ?? []).map(({ go }) => go);
	const queue = definition.start === null ? entries : [definition.start, ...entries];
	for (const node of queue) {
		if (reached.has(node) || !Object.hasOwn(definition.nodes, node)) continue;
		reached.add(node);
		queue.push(...targets(definition, node));
	}
	return reached;
}

/** Edges of ports that the step really has: an edge that an edit left behind leads nowhere. */
function targets(definition: WorkflowDefinition, node: string): string[] {
	const next = definition.nodes[node]?.next ?? {};
	const found = stepAt(definition, node);
	if (typeof found === 'string') return Object.values(next);
	return found.kind
		.ports(found.params)
		.flatMap(({ id }) => (Object.hasOwn(next, id) ? (next[id] ?? []) : []));
}

function stepAt({ nodes }: WorkflowDefinition, node: string): Step | 'unknown' | 'unreadable' {
	const stored = Object.hasOwn(nodes, node) ? nodes[node] : undefined;
	const kind = stored && stepKind(stored.kind);
	if (!stored || !kind) return 'unknown';
	const params = kind.params.safeParse(stored.params);
	return params.success ? { kind, params: params.data } : 'unreadable';
}

/** A rule about a field that is gone, or without its value, would be silently false for ever. */
function isSound(
	{ rules }: Condition,
	workspace: Workspace,
	variables: readonly RunVariable[] = [],
): boolean {
	return rules.every(({ field, operator, value }) => {
		const learned = variables.find(({ name }) => `run.${name}` === field)?.format;
		const known = [learned, findField(field, workspace)?.format]
			.map((format) => attributeFormat(format ?? '')?.operators)
			.find((operators) => operators && Object.hasOwn(operators, operator));
		switch (known?.[operator]?.arity) {
			case undefined:
				return false;
			case 'none':
				return true;
			case 'many':
				return Array.isArray(value) && value.length > 0;
			default:
				return value !== undefined && value !== null && value !== '';
		}
	});
}
