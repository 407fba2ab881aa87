import { expect, test } from 'vitest';
import { MAX_COMMENTS } from '../../model/comment';
import { m } from '../../i18n/paraglide/messages';
import { announcement } from '../../ui/announce.svelte';
import { whileOpen } from './offer-undo';
import { openEditor } from '../../../../tests/lone-editor';

test('what was written for a step is said once, and what is empty is not', async () => {
	const { discussion, session } = await openEditor();
	discussion.unsent.set('note', ' Is this for agents? ');
	discussion.say('note');
	discussion.say('note');
	discussion.unsent.set('note', ' \n');
	discussion.say('note');
	expect(session.threads).toMatchObject([
		{ step: 'note', comments: [{ author: 'agt_ana', text: 'Is this for agents?' }] },
	]);
	expect(discussion.counts).toEqual(new Map([['note', 1]]));
	expect(announcement()).toBe(m.workflows_comment_is_sent());
});

test('comments are counted where they are open, and shown by step or all together', async () => {
	const { discussion, session } = await openEditor();
	for (const step of ['hello', 'note', 'note']) {
		discussion.unsent.set(step, 'Why?');
		discussion.say(step);
	}
	const [first, second] = session.threads;
	if (!first || !second) throw new Error('three threads were begun');
	discussion.resolve(second);
	expect(announcement()).toBe(m.workflows_comment_is_resolved());
	expect(Object.fromEntries(discussion.counts)).toEqual({ hello: 1, note: 1 });
	discussion.show('note');
	expect(discussion.here.map(({ settled }) => !settled)).toEqual([false, true]);
	discussion.show(undefined);
	expect(discussion.here).toHaveLength(3);
	discussion.reopen(second);
	expect(discussion.open).toHaveLength(3);
	discussion.unsent.set(first.id, 'Because');
	discussion.say('hello', first.id);
	expect(session.threads[0]?.comments.map(({ text }) => text)).toEqual(['Why?', 'Because']);
});

test('comments make place for the details of what is chosen next', async () => {
	const editor = await openEditor();
	editor.discuss('note', true);
	expect(editor.selected).toBe('note');
	expect(editor.discussion.shown).toEqual({ step: 'note', isWriting: true });
	editor.select('note');
	expect(editor.discussion.shown).toBeDefined();
	editor.select('shut');
	expect(editor.discussion.shown).toBeUndefined();
});

test('undo takes back the edit and not the comment (U12); deleting it is taken back by itself', async () => {
	const editor = await openEditor();
	const { discussion, session } = editor;
	editor.choose(['shut']);
	editor.remove(['shut']);
	discussion.unsent.set('note', 'Wait for Eva');
	discussion.say('note');
	editor.undo();
	expect(editor.step('shut')).toBeDefined();
	expect(session.canUndo).toBe(false);
	expect(discussion.open).toHaveLength(1);
	discussion.remove(session.threads[0]!.comments[0]!);
	expect(announcement()).toBe(m.workflows_comment_removed());
	expect(discussion.open).toEqual([]);
});

test('what would be undone after the draft was closed is too late, and says so (U10)', async () => {
	const { discussion, session } = await openEditor();
	discussion.unsent.set('note', 'Wait for Eva');
	discussion.say('note');
	const putBack = session.comments.remove(session.threads[0]!.comments[0]!.id);
	whileOpen(session, putBack!);
	expect(discussion.open).toHaveLength(1);
	session.close();
	let isUndone = false;
	whileOpen(session, () => (isUndone = true));
	expect(isUndone).toBe(false);
	expect(announcement()).toBe(m.workflows_undo_too_late());
});

test('what does not fit any more is said, and stays written', async () => {
	const { discussion, session } = await openEditor();
	for (let n = 0; n < MAX_COMMENTS; n++) {
		session.comments.add({ id: `cmt_${n}`, thread: 'cmt_0', step: 'note', at: n, text: 'Yes' });
	}
	discussion.unsent.set('note', 'One more');
	discussion.say('note');
	expect(announcement()).toBe(m.workflows_comments_full({ max: MAX_COMMENTS }));
	expect(discussion.unsent.get('note')).toBe('One more');
});
