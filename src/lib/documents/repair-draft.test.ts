import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { validate } from '../engine/validate';
import type { Scenario } from '../model/scenario';
import { isStepId, type WorkflowDefinition } from '../model/workflow';
import { emptyWorkspace } from '../model/workspace';
import { stepKind } from '../steps/index';
import { addComment, readThreads } from './comments';
import { bindDraft, type Draft } from './draft-shape';
import { sync } from './draft.test-kit';
import { anyGraph, buttons, shapeOf, workflow } from '../../../tests/graph-shape';
import { readDraft } from './read-draft';
import { repairDraft } from './repair-draft';
import { connect, createDraft, moveNode, setParam, undoManager } from './workflow-draft';

const BAD_CODES = ['badStepId', 'badPortId'];

const message = (text: string, next: Record<string, string> = {}) => ({
	kind: 'message',
	params: { text },
	next,
});
const rules = { match: 'all' as const, rules: [{ field: 'contact.email', operator: 'isKnown' }] };

function draftOf(
	definition: WorkflowDefinition,
	{ client = 1, scenarios = [] as Scenario[] } = {},
): Draft {
	const doc = new Y.Doc();
	doc.clientID = client;
	const draft = bindDraft(doc, stepKind, 'tea_ana');
	createDraft(draft, definition, scenarios);
	return draft;
}

function replica(of: Draft, client: number): Draft {
	const doc = new Y.Doc();
	doc.clientID = client;
	const other = bindDraft(doc, stepKind, `tea_${client}`);
	sync(of, other);
	return other;
}

function badCodes(draft: Draft): string[] {
	const found = validate(readDraft(draft).definition, emptyWorkspace());
	return found.map(({ code }) => code).filter((code) => BAD_CODES.includes(code));
}

const broken = () =>
	workflow(
		{
			a: buttons(['toString', 'yes', 'so so', 'timeout', 'yes'], {
				toString: 'n1',
				yes: 'n1',
				'so so': 'constructor',
				timeout: 'stp_good',
				failure: 'a',
			}),
			n1: message('first', { next: 'stp_good' }),
			constructor: message('second', { next: 'n1' }),
			stp_good: message('third'),
		},
		'a',
	);

test('A8: steps and buttons of a draft that no event can name are repaired, ways and all', () => {
	const draft = draftOf(broken());
	moveNode(draft, 'n1', { x: 5, y: 6 });
	expect(badCodes(draft)).not.toEqual([]);
	const before = readDraft(draft);
	const ids = repairDraft(draft);
	const after = readDraft(draft);
	expect(badCodes(draft)).toEqual([]);
	expect(Object.keys(after.definition.nodes).every(isStepId)).toBe(true);
	expect(Object.keys(after.definition.nodes)).toContain('stp_good');
	expect(shapeOf(after.definition)).toEqual(shapeOf(before.definition));
	expect(after.positions).toEqual({ [ids.get('n1')!]: { x: 5, y: 6 } });
	// There is nothing left to do.
	const bytes = Y.encodeStateVector(draft.doc);
	repairDraft(draft);
	expect(Y.encodeStateVector(draft.doc)).toEqual(bytes);
});

test.each([
	['branches', 'branches', { branches: [{ id: 'año 1', label: 'B', condition: rules }] }],
	['random-split', 'paths', { paths: [{ id: '__proto__', label: 'P', weight: 1 }] }],
	[
		'apply-rules',
		'rules',
		{ rules: [{ id: 'valueOf', condition: rules, actions: [{ do: 'note', text: 'n' }] }] },
	],
	[
		'ask-question',
		'options',
		{ text: '?', answer: 'choice', options: [{ id: 'x y', label: 'X', tag: null }] },
	],
	['reply-buttons', 'options', { options: [{ id: 'x'.repeat(65), label: 'long' }] }],
	['reply-buttons', 'options', { options: [{ id: 7, label: 'no text' }, { label: 'none' }] }],
])('A8: an id of a part is told and repaired: %s', (kind, list, params) => {
	const known = { ...stepKind(kind)!.initial(), ...params };
	const draft = draftOf(workflow({ stp_x: { kind, params: known, next: {} } }, 'stp_x'));
	expect(badCodes(draft).length).toBeGreaterThan(0);
	repairDraft(draft);
	expect(badCodes(draft)).toEqual([]);
	const { params: after } = readDraft(draft).definition.nodes['stp_x']!;
	expect(stepKind(kind)!.params.safeParse(after).success).toBe(true);
	const parts = after[list] as { label?: string }[];
	expect(parts.map(({ label }) => label)).toEqual(
		(known as unknown as Record<string, { label?: string }[]>)[list]!.map(({ label }) => label),
	);
});

test('A8: a field of a form that nothing can name is repaired in the trigger', () => {
	const definition = workflow({ stp_x: message('x') }, 'stp_x');
	const form = [{ id: 'toString', variable: 'order', label: 'Order' }];
	const draft = draftOf({ ...definition, trigger: { kind: 'shortcut', params: { form } } });
	expect(badCodes(draft)).toEqual(['badPortId']);
	repairDraft(draft);
	expect(badCodes(draft)).toEqual([]);
});

test('A8: what was said about a step, its keywords and its stories stay with it', () => {
	const definition = broken();
	const handlers = [{ words: ['menu'], go: 'n1' }];
	const story: Scenario = {
		id: 'scn_1',
		name: 'S',
		stage: { startAt: 0 },
		beats: [{ move: { do: 'presses', option: 'so so' }, sights: [] }],
	};
	const draft = draftOf(
		{ ...definition, settings: { ...definition.settings, handlers } },
		{ scenarios: [story] },
	);
	addComment(draft, { id: 'cmt_1', thread: 'cmt_1', step: 'n1', at: 1, text: 'why?' });
	const ids = repairDraft(draft);
	const { definition: after, scenarios } = readDraft(draft);
	expect(readThreads(draft)[0]?.step).toBe(ids.get('n1'));
	expect(after.settings.handlers).toEqual([{ words: ['menu'], go: ids.get('n1') }]);
	const { options } = after.nodes[ids.get('a')!]!.params as { options: { id: string }[] };
	expect(scenarios[0]?.beats[0]?.move).toEqual({ do: 'presses', option: options[2]?.id });
});

test('A8: undo takes a repair back as a whole', () => {
	const draft = draftOf(broken());
	const undo = undoManager(draft);
	const before = readDraft(draft);
	repairDraft(draft);
	undo.undo();
	expect(readDraft(draft)).toEqual(before);
	undo.redo();
	expect(badCodes(draft)).toEqual([]);
	expect(shapeOf(readDraft(draft).definition)).toEqual(shapeOf(before.definition));
});

test('A8: two people repair one draft at once, while a third draws an edge to a bad step', () => {
	const ana = draftOf(broken());
	const [ben, eva] = [replica(ana, 2), replica(ana, 3)];
	const before = readDraft(ana).definition;
	repairDraft(ana);
	repairDraft(ben);
	connect(eva, 'stp_good', 'next', 'n1');
	setParam(eva, 'stp_good', 'text', 'changed');
	sync(ana, ben, eva);
	sync(ana, ben, eva);
	const after = [ana, ben, eva].map((draft) => readDraft(draft));
	expect(after[1]).toEqual(after[0]);
	expect(after[2]).toEqual(after[0]);
	expect(badCodes(ana)).toEqual([]);
	const expected = structuredClone(before);
	expected.nodes['stp_good'] = message('changed', { next: 'n1' });
	expect(shapeOf(after[0]!.definition)).toEqual(shapeOf(expected));
});

test('A8: whatever the ids are, the repaired draft has the same shape', () => {
	fc.assert(
		fc.property(anyGraph, (definition) => {
			const draft = draftOf(definition);
			const before = readDraft(draft).definition;
			repairDraft(draft);
			const after = readDraft(draft).definition;
			expect(badCodes(draft)).toEqual([]);
			expect(shapeOf(after)).toEqual(shapeOf(before));
		}),
	);
});
