import { expect, test } from 'vitest';
import { copySteps, readSteps, type Steps } from '../../model/copied-steps';
import { TRIGGER_NODE } from '../../model/workflow';
import { stepKind } from '../../steps';
import { canvasEdges } from './canvas-items';
import type { Editor } from './editor.svelte';
import { edgeKey } from './layout';
import { kindsOf, openEditor, story } from '../../../../tests/lone-editor';

function copied(editor: Editor): Steps {
	const read = readSteps(copySteps(editor.session.content.definition, editor.chosen));
	return read.ok ? read.value : {};
}

test('several steps are chosen, in flow order and without the trigger', async () => {
	const editor = await openEditor();
	editor.select('note');
	editor.extend('hello');
	editor.extend(TRIGGER_NODE);
	expect(editor.chosen).toEqual(['hello', 'note']);
	editor.select('note');
	expect(editor.chosen).toEqual(['hello', 'note']);
	editor.toggle('note');
	expect(editor.chosen).toEqual(['hello']);
	editor.select('shut');
	expect(editor.chosen).toEqual(['shut']);
	editor.toggle('shut');
	expect(editor.selected).toBeUndefined();
});

test('what is copied in one workflow is pasted in another, and one undo takes it back', async () => {
	const [from, to] = [await openEditor(), await openEditor({})];
	from.choose(['hello', 'note']);
	to.paste(copied(from));
	expect(kindsOf(to)).toEqual(['message', 'note']);
	expect(to.session.content.definition.start).toBe(to.chosen[0]);
	expect(to.chosen).toHaveLength(2);
	to.undo();
	expect(kindsOf(to)).toEqual([]);
});

test('what is typed at once into a step that was added is undone before the step', async () => {
	const editor = await openEditor({});
	const id = editor.add('note', editor.placeAtEnd()) ?? '';
	editor.session.setParam(id, 'text', 'Ask for the order');
	editor.undo();
	expect(kindsOf(editor)).toEqual(['note']);
	editor.undo();
	expect(kindsOf(editor)).toEqual([]);
});

test('a reference to what is not here is kept and told at the step (U31, C2)', async () => {
	const editor = await openEditor({});
	editor.paste({
		stp_x: { kind: 'tag', params: { add: ['tag_elsewhere'], remove: [] }, next: {} },
	});
	const [id = ''] = editor.chosen;
	expect(editor.session.content.definition.nodes[id]?.params.add).toEqual(['tag_elsewhere']);
	expect(editor.problemsAt(id).map((problem) => problem.id)).toEqual([
		expect.stringContaining('deletedReference'),
	]);
});

test('what is chosen is deleted together, and the path goes on', async () => {
	const editor = await openEditor();
	editor.choose(['hello', 'note']);
	expect(editor.remove(editor.chosen)).toBe(TRIGGER_NODE);
	expect(kindsOf(editor)).toEqual(['close']);
	editor.undo();
	expect(kindsOf(editor)).toEqual(['message', 'note', 'close']);
});

test('a step moved by keyboard stays where it is put, until that is undone', async () => {
	const editor = await openEditor();
	const { x, y } = editor.positionOf('note');
	editor.select('note');
	editor.nudge(24, 0);
	editor.nudge(0, -24);
	expect(editor.session.content.positions).toEqual({ note: { x: x + 24, y: y - 24 } });
	editor.undo();
	expect(editor.session.content.positions).toEqual({});
});

test('who may only look changes nothing', async () => {
	const editor = await openEditor(story, false);
	editor.select('hello');
	editor.paste(copied(editor));
	editor.nudge(24, 0);
	expect(kindsOf(editor)).toEqual(['message', 'note', 'close']);
	expect(editor.session.content.positions).toEqual({});
});

test('A8: a bad id is told with a repair, which keeps what is chosen and is undone as one', async () => {
	const editor = await openEditor();
	editor.select('note');
	editor.paste({ toString: { kind: 'message', params: { text: 'Hi' }, next: {} } });
	expect(editor.problems.some(({ canRepair }) => canRepair)).toBe(false);
	const bad = await openEditor({
		a: { kind: 'message', params: { text: 'Hi' }, next: { next: 'n1' } },
		n1: { kind: 'close', params: { category: '', summary: '' }, next: {} },
	});
	const repairable = () => bad.problems.filter(({ canRepair }) => canRepair);
	expect(repairable().map(({ node }) => node)).toEqual(['a', 'n1']);
	bad.choose(['a', 'n1']);
	bad.repair();
	expect(repairable()).toEqual([]);
	expect(kindsOf(bad)).toEqual(['message', 'close']);
	expect(bad.chosen.map((id) => bad.step(id)?.kind)).toEqual(['message', 'close']);
	expect(bad.selected).toBe(bad.chosen[1]);
	bad.undo();
	expect(repairable().map(({ node }) => node)).toEqual(['a', 'n1']);
});

test('A8: steps called what every object inherits stand and are joined like others', async () => {
	const ask = stepKind('reply-buttons')?.initial() ?? {};
	const note = (next: Record<string, string>) => ({ kind: 'note', params: { text: 'Hi' }, next });
	const editor = await openEditor({
		constructor: {
			kind: 'reply-buttons',
			params: ask,
			next: { first: 'toString', second: 'hasOwnProperty' },
		},
		toString: note({ next: 'valueOf' }),
		valueOf: note({ next: 'hasOwnProperty' }),
		hasOwnProperty: note({}),
	});
	for (const { id } of editor.steps) {
		const { x, y } = editor.positionOf(id);
		expect([Number.isFinite(x), Number.isFinite(y)], id).toEqual([true, true]);
	}
	// None was moved by hand, so a long way goes round the steps between its ends.
	const long = edgeKey('constructor', 'second');
	const drawn = canvasEdges(editor).find(({ id }) => id === long);
	expect(editor.layout.routes.get(long)).not.toHaveLength(0);
	expect(drawn?.data?.route).toEqual(editor.layout.routes.get(long));
});
