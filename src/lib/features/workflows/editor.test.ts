import { afterEach, expect, test } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { openLoneDesk } from '../../../../tests/lone-desk';
import { DraftSession } from '../../app/draft-session.svelte';
import { bindDraft } from '../../documents/draft-shape';
import { createDraft } from '../../documents/workflow-draft';
import { copySteps, readSteps, type Steps } from '../../model/copied-steps';
import { defaultSettings, TRIGGER_NODE } from '../../model/workflow';
import { stepKind } from '../../steps';
import { Editor } from './editor.svelte';

const closing: (() => unknown)[] = [];
afterEach(async () => {
	for (const close of closing.splice(0)) await close();
});

/** trigger → hello → note → close */
async function open(nodes: Steps = story, canEdit = true): Promise<Editor> {
	const desk = await openLoneDesk();
	const doc = new Y.Doc();
	const [start = null] = Object.keys(nodes);
	createDraft(bindDraft(doc, stepKind), {
		format: 'relevo.workflow/1',
		title: 'Returns',
		trigger: { kind: 'first-message', params: {} },
		settings: defaultSettings(),
		start,
		nodes,
	});
	const session = new DraftSession({ doc, awareness: new Awareness(doc) }, desk.me, () => 'Ana');
	closing.push(
		() => session.close(),
		() => desk.close(),
	);
	return new Editor(session, desk, { workflow: 'wfl_a', canEdit, log: () => [], onrename() {} });
}

const story: Steps = {
	hello: { kind: 'message', params: { text: 'Hi' }, next: { next: 'note' } },
	note: { kind: 'note', params: { text: 'Asked' }, next: { next: 'shut' } },
	shut: { kind: 'close', params: {}, next: {} },
};

function copied(editor: Editor): Steps {
	const read = readSteps(copySteps(editor.session.content.definition, editor.chosen));
	return read.ok ? read.value : {};
}

const kindsOf = (editor: Editor) => editor.steps.slice(1).map(({ kind }) => kind);

test('several steps are chosen, in flow order and without the trigger', async () => {
	const editor = await open();
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
	const [from, to] = [await open(), await open({})];
	from.choose(['hello', 'note']);
	to.paste(copied(from));
	expect(kindsOf(to)).toEqual(['message', 'note']);
	expect(to.session.content.definition.start).toBe(to.chosen[0]);
	expect(to.chosen).toHaveLength(2);
	to.undo();
	expect(kindsOf(to)).toEqual([]);
});

test('duplicated steps follow the last of those that they were made from', async () => {
	const editor = await open();
	editor.choose(['hello', 'note']);
	editor.duplicate();
	expect(kindsOf(editor)).toEqual(['message', 'note', 'message', 'note', 'close']);
	expect(editor.chosen).toEqual([editor.steps[3]?.id, editor.steps[4]?.id]);
});

test('a reference to what is not here is kept and told at the step (U31, C2)', async () => {
	const editor = await open({});
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
	const editor = await open();
	editor.choose(['hello', 'note']);
	expect(editor.remove()).toBe(TRIGGER_NODE);
	expect(kindsOf(editor)).toEqual(['close']);
	editor.undo();
	expect(kindsOf(editor)).toEqual(['message', 'note', 'close']);
});

test('a step moved by keyboard stays where it is put, until that is undone', async () => {
	const editor = await open();
	const { x, y } = editor.positionOf('note');
	editor.select('note');
	editor.nudge(24, 0);
	editor.nudge(0, -24);
	expect(editor.session.content.positions).toEqual({ note: { x: x + 24, y: y - 24 } });
	editor.undo();
	expect(editor.session.content.positions).toEqual({});
});

test('who may only look changes nothing', async () => {
	const editor = await open(story, false);
	editor.select('hello');
	editor.duplicate();
	editor.nudge(24, 0);
	expect(kindsOf(editor)).toEqual(['message', 'note', 'close']);
	expect(editor.session.content.positions).toEqual({});
});
