import { expect, test } from 'vitest';
import { copySteps, MAX_COPIED_CHARS } from '../../model/copied-steps';
import { m } from '../../i18n/paraglide/messages';
import { getLocale } from '../../i18n/paraglide/runtime';
import { announcement } from '../../ui/announce.svelte';
import { clipboardOf } from './clipboard';
import type { Editor } from './editor.svelte';
import { kindsOf, openEditor } from '../../../../tests/lone-editor';

/** A clipboard that answers when the test says so. */
function slowBoard() {
	let answer = () => {};
	let refuse = () => {};
	const asked = new Promise<void>((resolve, reject) => {
		answer = resolve;
		refuse = () => reject(new Error('not allowed'));
	});
	return { answer, refuse, writeText: () => asked, readText: () => asked.then(() => '') };
}

function clipboardFor(editor: Editor, board = slowBoard()) {
	const remove = (steps: readonly string[]) => void editor.remove(steps);
	return clipboardOf(editor, { reveal() {}, remove }, board);
}

test('cutting takes the steps that were chosen, whatever is chosen while the browser is asked', async () => {
	const editor = await openEditor();
	const board = slowBoard();
	editor.choose(['note']);
	const cut = clipboardFor(editor, board).cut();
	editor.choose(['hello', 'shut']);
	board.answer();
	await cut;
	expect(kindsOf(editor)).toEqual(['message', 'close']);
	expect(announcement()).toBe(m.workflows_copied({ count: 1 }));
});

test('what the browser does not let us copy is not deleted', async () => {
	const editor = await openEditor();
	const board = slowBoard();
	editor.choose(['note']);
	const cut = clipboardFor(editor, board).cut();
	board.refuse();
	await cut;
	expect(kindsOf(editor)).toEqual(['message', 'note', 'close']);
	expect(announcement()).toBe(m.workflows_clipboard_refused());
});

test('duplicated steps follow the last of those that they were made from', async () => {
	const editor = await openEditor();
	editor.choose(['hello', 'note']);
	clipboardFor(editor).duplicate();
	expect(kindsOf(editor)).toEqual(['message', 'note', 'message', 'note', 'close']);
	expect(editor.chosen).toEqual([editor.steps[3]?.id, editor.steps[4]?.id]);
});

test('what is too much to be duplicated is refused in words, and nothing is added', async () => {
	const text = 'x'.repeat(MAX_COPIED_CHARS);
	const editor = await openEditor({ long: { kind: 'note', params: { text }, next: {} } });
	editor.choose(['long']);
	expect(copySteps(editor.session.content.definition, ['long']).length).toBeGreaterThan(
		MAX_COPIED_CHARS,
	);
	clipboardFor(editor).duplicate();
	expect(kindsOf(editor)).toEqual(['note']);
	const max = MAX_COPIED_CHARS.toLocaleString(getLocale());
	expect(announcement()).toBe(m.workflows_paste_too_long({ max }));
});

test('who may only look duplicates nothing', async () => {
	const editor = await openEditor(undefined, false);
	editor.choose(['hello']);
	clipboardFor(editor).duplicate();
	expect(kindsOf(editor)).toEqual(['message', 'note', 'close']);
});
