import { validate } from '../../src/lib/engine/validate';
import { validateWorkspace } from '../../src/lib/engine/validate-workspace';
import {
	defaultSettings,
	type WorkflowDefinition,
	type WorkflowNode,
} from '../../src/lib/model/workflow';
import { emptyWorkspace, type Workspace } from '../../src/lib/model/workspace';
import { stepKind } from '../../src/lib/steps/index';
import { type Measure, median } from './measure';

const WORKFLOWS = 100;
const STEPS = 100;
const ROUNDS = 15;

/**
 * What is asked before a publish: the draft by itself, and all workflows together, each a hundred
 * steps long, that call each other and wake on each other's tags. Definitions are new objects in
 * each round, as a draft is after an edit: nothing is remembered of the last one.
 */
export function measurePublishCheck(): Measure {
	const samples = Array.from({ length: ROUNDS }, () => {
		const workflows = Array.from({ length: WORKFLOWS }, (_, index) => ({
			workflow: `wf_${index}`,
			definition: workflowOf(index),
		}));
		const started = process.cpuUsage();
		const { problems } = validateWorkspace(workflows);
		const own = validate(workflows[0]!.definition, workspace);
		const { user, system } = process.cpuUsage(started);
		if (problems.length + own.length > 0) {
			throw new Error(`There is nothing wrong: ${JSON.stringify([...problems, ...own][0])}`);
		}
		return (user + system) / 1_000;
	});
	return {
		name: `publish check, ${WORKFLOWS} workflows of ${STEPS} steps`,
		value: median(samples),
		unit: 'ms CPU',
		target: { id: 'publish-check', atMost: 50 },
	};
}

const entry = { createdAt: 0, createdBy: 'tea_a', order: 0 };
const workspace: Workspace = {
	...emptyWorkspace(),
	tags: { tag_a: { id: 'tag_a', name: 'A' } },
	workflows: { wf_1: { ...entry, id: 'wf_1', title: 'Next' } },
};

/** A chain of steps that speak, branch, tag and rest in turns; its end calls the next chain. */
function workflowOf(index: number): WorkflowDefinition {
	const next = index + 1 < WORKFLOWS ? `wf_${index + 1}` : undefined;
	const nodes: Record<string, WorkflowNode> = {};
	for (let at = 0; at < STEPS; at++) {
		const isLast = at === STEPS - 1;
		nodes[`n${at}`] = isLast && next ? call(next) : chained(at, isLast ? undefined : `n${at + 1}`);
	}
	return {
		format: 'relevo.workflow/1',
		title: `Workflow ${index}`,
		trigger: { kind: 'first-message', params: {} },
		settings: defaultSettings(),
		start: 'n0',
		nodes,
	};
}

function chained(at: number, to: string | undefined): WorkflowNode {
	const { kind, params, ports } = KINDS[at % KINDS.length]!;
	const next = to === undefined ? {} : Object.fromEntries(ports.map((port) => [port, to]));
	return { kind, params: { ...stepKind(kind)?.initial(), ...params }, next };
}

function call(workflow: string): WorkflowNode {
	const kind = 'trigger-workflow';
	return { kind, params: { ...stepKind(kind)?.initial(), workflow }, next: {} };
}

const rules = [{ field: 'message.text', operator: 'contains', value: 'refund' }];
const KINDS = [
	{ kind: 'message', params: { text: 'Hello {{contact.name}}' }, ports: ['next'] },
	{
		kind: 'branches',
		params: { branches: [{ id: 'first', label: 'Refund', condition: { match: 'all', rules } }] },
		ports: ['first', 'else'],
	},
	{ kind: 'tag', params: { add: ['tag_a'] }, ports: ['next'] },
	{ kind: 'wait', params: {}, ports: ['done', 'interrupted'] },
];
