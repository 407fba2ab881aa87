import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAX_TEXT_LENGTH } from '../model/event';
import { MAX_BEATS, MAX_SCENARIOS, type Scenario } from '../model/scenario';
import { withStepIds } from '../model/step-ids';
import { defaultSettings, MAX_NODES, type WorkflowDefinition } from '../model/workflow';
import { MAX_FILE_CHARS, readWorkflowFile, type WorkflowFile } from '../model/workflow-file';
import { emptyWorkspace } from '../model/workspace';
import { addAttribute, addTag, addTeam } from './configure';
import { openLoneDesk } from '../../../tests/lone-desk';
import type { OpenDesk } from './open-desk.svelte';
import {
	cloneWorkflow,
	draftOf,
	exportWorkflow,
	fileOf,
	fileText,
	importWorkflows,
	MAX_WORKFLOWS,
	needsOf,
	readableText,
	renameWorkflow,
} from './workflow-files';
import { newWorkflow } from './workflows';

let desks: OpenDesk[] = [];
beforeEach(() => void (desks = []));
afterEach(() => Promise.all(desks.map((desk) => desk.close())));

async function open(): Promise<OpenDesk> {
	const desk = await openLoneDesk();
	desks.push(desk);
	return desk;
}

/** Pages of one browser tell each other: two workspaces are never open in it at once. */
async function leave(desk: OpenDesk): Promise<void> {
	desks = desks.filter((other) => other !== desk);
	await desk.close();
}

function returns(tag: string, team: string, plan: string): WorkflowDefinition {
	return {
		format: 'relevo.workflow/1',
		title: 'Returns',
		trigger: { kind: 'first-message', params: {} },
		settings: {
			...defaultSettings(),
			audience: { match: 'all', rules: [{ field: `contact.${plan}`, operator: 'isKnown' }] },
		},
		start: 'stp_tag',
		nodes: {
			stp_tag: { kind: 'tag', params: { add: [tag], remove: [] }, next: { next: 'stp_as' } },
			stp_as: { kind: 'assign', params: { team }, next: {} },
		},
	};
}

function story(tag: string): Scenario {
	const sights: Scenario['beats'][number]['sights'] = [
		{ saw: 'tagged', of: 'conversation', tag },
		{ saw: 'ended', reason: 'completed' },
	];
	return {
		id: 'scn_return',
		name: 'A return',
		stage: { startAt: 0, tags: [tag] },
		beats: [{ move: { do: 'says', text: 'Hello' }, sights }],
	};
}

/** A workflow that speaks of a tag, a team and an attribute, and the file of it. */
async function exported(): Promise<{ desk: OpenDesk; id: string; file: WorkflowFile }> {
	const desk = await open();
	const tag = await addTag(desk, { name: 'VIP' });
	const team = await addTeam(desk, { name: 'Sales', members: [] });
	const plan = await addAttribute(desk, { name: 'Plan', subject: 'contact', format: 'text' });
	if (!tag.ok || !team.ok || !plan.ok) expect.unreachable();
	const made = await newWorkflow(desk, returns(tag.value.id, team.value.id, plan.value.id), [
		story(tag.value.id),
	]);
	if (!made.ok) expect.unreachable();
	const draft = await draftOf(desk, made.value);
	const file = fileOf([{ id: made.value, state: 'draft', ...draft! }], desk.workspace, 0);
	return { desk, id: made.value, file };
}

test('a file names what it needs, and is the same text whenever the drafts are', async () => {
	const { file } = await exported();
	expect(file.requires).toMatchObject({
		tags: [{ name: 'VIP' }],
		teams: [{ name: 'Sales' }],
		attributes: [{ name: 'Plan', subject: 'contact', format: 'text' }],
		agents: [],
		workflows: [],
	});
	const text = fileText(file);
	const read = readWorkflowFile(text);
	expect(read).toEqual({ file });
	const shuffled = Object.fromEntries(Object.entries(file).reverse()) as WorkflowFile;
	expect(fileText(shuffled)).toBe(text);
});

test('a ticket type is named in the file, and is another one in another workspace', () => {
	const type = (id: string, name: string) => {
		const fields = [{ attribute: 'email', required: true }];
		return { [id]: { id, name, category: 'customer' as const, fields, isShared: false } };
	};
	const definition = returns('tag_x', 'tea_x', 'atr_x');
	definition.nodes['stp_tag'] = {
		kind: 'send-ticket',
		params: { ticketType: 'tty_here', text: '?', timeoutMs: null },
		next: {},
	};
	const here = { ...emptyWorkspace(), ticketTypes: type('tty_here', 'Refund') };
	const file = fileOf([{ id: 'wfl_a', state: 'draft', definition, scenarios: [] }], here, 0);
	expect(file.requires.ticketTypes).toEqual([{ id: 'tty_here', name: 'Refund' }]);
	const there = { ...emptyWorkspace(), ticketTypes: type('tty_there', 'refund') };
	expect(needsOf(file, there)).toMatchObject([
		{ kind: 'ticketTypes', suggested: 'tty_there', canBeMade: false },
	]);
});

test('in another workspace it speaks of what is chosen, found by name or made there', async () => {
	const { file, id, desk: from } = await exported();
	// At home everything is found by its id, and reading has changed nothing.
	expect(needsOf(file, from.workspace).every((need) => need.suggested === need.id)).toBe(true);
	expect((await draftOf(from, id))?.definition).toEqual(file.workflows[0]?.snapshot);
	await leave(from);
	const desk = await open();
	const vip = await addTag(desk, { name: ' vip ' });
	if (!vip.ok) expect.unreachable();
	const needs = needsOf(file, desk.workspace);
	expect(needs.map(({ name, suggested }) => [name, suggested])).toEqual([
		['Sales', undefined],
		['VIP', vip.value.id],
		['Plan', undefined],
	]);
	const choices = new Map(
		needs.map((need) => [
			need.id,
			need.suggested === undefined ? ('make' as const) : { use: need.suggested },
		]),
	);
	const done = await importWorkflows(desk, file, choices);
	if (!done.ok) expect.unreachable();
	const [team] = Object.values(desk.workspace.teams);
	const [plan] = Object.values(desk.workspace.attributes);
	expect([team?.name, plan?.name, plan?.format]).toEqual(['Sales', 'Plan', 'text']);
	const draft = await draftOf(desk, done.value[0]!);
	const [as, tag] = Object.keys(draft!.definition.nodes).sort();
	const ids = new Map([
		['stp_as', as!],
		['stp_tag', tag!],
	]);
	const expected = withStepIds(returns(vip.value.id, team!.id, plan!.id), ids);
	expect(draft?.definition).toEqual(expected);
	expect(draft?.scenarios).toEqual([story(vip.value.id)]);
});

test('workflows of one file that lead to each other do so under their new ids', async () => {
	const desk = await open();
	const call = (workflow: string): WorkflowDefinition => ({
		...returns('tag_x', 'tea_x', 'atr_x'),
		settings: defaultSettings(),
		start: 'stp_ask',
		nodes: {
			stp_ask: { kind: 'collect-reply', params: { text: '?' }, next: { next: 'stp_go' } },
			stp_go: {
				kind: 'trigger-workflow',
				params: { workflow, node: null, mode: 'handOver' },
				next: {},
			},
		},
	});
	const pair = [
		{ id: 'wfl_a', state: 'draft' as const, definition: call('wfl_b'), scenarios: [] },
		{ id: 'wfl_b', state: 'draft' as const, definition: call('wfl_a'), scenarios: [] },
	];
	const done = await importWorkflows(desk, fileOf(pair, desk.workspace, 0), new Map());
	if (!done.ok) expect.unreachable();
	const [a, b] = done.value;
	const calledBy = async (workflow: string) => {
		const nodes = Object.values((await draftOf(desk, workflow))?.definition.nodes ?? {});
		return nodes.find(({ kind }) => kind === 'trigger-workflow')?.params.workflow;
	};
	expect(await calledBy(a!)).toBe(b);
	expect(await calledBy(b!)).toBe(a);
});

test('a workflow is exported with all that it leads to, and says whether it is live', async () => {
	const { desk, id } = await exported();
	const params = { workflow: id, node: null, mode: 'handOver' };
	const menu = await newWorkflow(desk, {
		...returns('tag_x', 'tea_x', 'atr_x'),
		title: 'Menu',
		settings: defaultSettings(),
		start: 'stp_go',
		nodes: { stp_go: { kind: 'trigger-workflow', params, next: {} } },
	});
	if (!menu.ok) expect.unreachable();
	const by = { kind: 'teammate' as const, id: 'agt_ana' };
	const stopped = { id: 'evt_1', at: 1, by, type: 'workflowStopped' as const, workflow: id };
	const file = await exportWorkflow(desk, menu.value, [stopped]);
	expect(file?.workflows.map(({ title, state }) => [title, state])).toEqual([
		['Menu', 'draft'],
		['Returns', 'paused'],
	]);
	expect(file?.workflows.map(({ scenarios }) => scenarios.length)).toEqual([0, 1]);
	expect(file?.requires.workflows).toEqual([]);
	expect(file?.requires.tags).toMatchObject([{ name: 'VIP' }]);
});

test('a file with loops, or more workflows than there is room for, leaves nothing behind', async () => {
	const { file, desk: from } = await exported();
	await leave(from);
	const desk = await open();
	const looping = structuredClone(file);
	Object.assign(looping.workflows[0]!.snapshot.nodes.stp_as!.next, { next: 'stp_tag' });
	Object.assign(looping.workflows[0]!.snapshot.nodes.stp_as!, {
		kind: 'note',
		params: { text: 'x' },
	});
	const make = new Map(needsOf(file, desk.workspace).map(({ id }) => [id, 'make' as const]));
	expect(await importWorkflows(desk, looping, make)).toMatchObject({ problem: { kind: 'loops' } });
	const many = { ...file, workflows: Array(MAX_WORKFLOWS + 1).fill(file.workflows[0]) };
	expect(await importWorkflows(desk, many, make)).toMatchObject({
		problem: { kind: 'tooManyWorkflows' },
	});
	const { tags, teams, attributes, workflows } = desk.workspace;
	expect([tags, teams, attributes, workflows]).toEqual([{}, {}, {}, {}]);
});

test('ids that are longer here and would make a text too long: nothing is written at all', async () => {
	const desk = await open();
	const definition = returns('tag_a', 'tea_x', 'atr_x');
	const wordy: Scenario = {
		...story('tag_a'),
		beats: [{ move: { do: 'says', text: 'tag_a '.repeat(MAX_TEXT_LENGTH / 6) }, sights: [] }],
	};
	const here = { ...emptyWorkspace(), tags: { tag_a: { id: 'tag_a', name: 'T' } } };
	const scenarios = [wordy];
	const file = fileOf([{ id: 'wfl_r', state: 'draft', definition, scenarios }], here, 0);
	expect(readWorkflowFile(fileText(file))).toEqual({ file });
	expect(await importWorkflows(desk, file, new Map([['tag_a', 'make']]))).toMatchObject({
		problem: { kind: 'tooLong' },
	});
	expect([desk.workspace.tags, desk.workspace.workflows]).toEqual([{}, {}]);
	const left = await importWorkflows(desk, file, new Map([['tag_a', undefined]]));
	if (!left.ok) expect.unreachable();
	expect((await draftOf(desk, left.value[0]!))?.scenarios).toEqual([wordy]);
});

test('what has no name in the file is chosen or left, and never made', () => {
	const file = fileOf([], emptyWorkspace(), 0);
	file.requires.tags = [{ id: 'tag_a', name: ' ' }];
	expect(needsOf(file, emptyWorkspace())).toMatchObject([{ id: 'tag_a', canBeMade: false }]);
});

test('as many stories as can be kept, each as long as it may be, are read back (F3)', () => {
	const beat: Scenario['beats'][number] = {
		move: { do: 'says', text: 'I would like to send my order back, please' },
		sights: [
			{ saw: 'message', text: 'x'.repeat(150) },
			{ saw: 'question', text: 'x'.repeat(100), options: ['Returns', 'Orders', 'Other'] },
			{ saw: 'tagged', of: 'conversation', tag: `tag_${'x'.repeat(36)}` },
			{ saw: 'assigned', team: `tea_${'x'.repeat(36)}`, teammate: null },
		],
	};
	const scenarios = Array.from({ length: MAX_SCENARIOS }, (_, n) => ({
		...story('tag_x'),
		id: `scn_${n}`,
		beats: Array.from({ length: MAX_BEATS }, () => beat),
	}));
	const definition = returns('tag_x', 'tea_x', 'atr_x');
	const one = { state: 'draft' as const, definition, scenarios };
	const both = ['wfl_a', 'wfl_b'].map((id) => ({ ...one, id }));
	const file = fileOf(both, emptyWorkspace(), 0);
	const written = readableText(file);
	if ('problems' in written) expect.unreachable();
	expect(readWorkflowFile(written.text)).toEqual({ file });
});

test('a file that nobody could read is not given away (F3)', () => {
	const refused = (nodes: WorkflowDefinition['nodes']) => {
		const definition = { ...returns('tag_x', 'tea_x', 'atr_x'), nodes };
		const one = { id: 'wfl_a', state: 'draft' as const, definition, scenarios: [] };
		return readableText(fileOf([one], emptyWorkspace(), 0));
	};
	const note = { kind: 'note', params: {}, next: {} };
	const long = { ...note, params: { text: 'x'.repeat(MAX_FILE_CHARS) } };
	expect(refused({ long })).toEqual({ problems: [{ code: 'tooLarge', path: '' }] });
	const steps = Array.from({ length: MAX_NODES + 1 }, (_, n) => [`stp_${n}`, note] as const);
	expect(refused(Object.fromEntries(steps))).toMatchObject({
		problems: [{ code: 'tooManySteps' }],
	});
});

test('a clone is a draft of its own, and a new name is the draft’s too (W-LIFE-09)', async () => {
	const { desk, id, file } = await exported();
	const cloned = await cloneWorkflow(desk, id, 'Returns (copy)');
	if (!cloned.ok) expect.unreachable();
	const { snapshot, scenarios } = file.workflows[0]!;
	expect(scenarios).toHaveLength(1);
	expect(await draftOf(desk, cloned.value)).toMatchObject({
		definition: { ...snapshot, title: 'Returns (copy)' },
		scenarios,
	});
	await renameWorkflow(desk, desk.workspace.workflows[id]!, 'Refunds');
	expect(desk.workspace.workflows[id]?.title).toBe('Refunds');
	expect((await draftOf(desk, id))?.definition.title).toBe('Refunds');
	expect((await draftOf(desk, cloned.value))?.definition.title).toBe('Returns (copy)');
});
