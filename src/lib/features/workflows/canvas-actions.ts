import { m } from '../../i18n/paraglide/messages';
import type { Action } from '../../ui/actions.svelte';
import type { Editor } from './editor.svelte';
import type { CanvasActs } from './keys';

/** What the palette and the sheet of keys offer while a workflow is open. */
export function canvasActions(editor: Editor, acts: CanvasActs): Action[] {
	const { zoom } = acts;
	const all = () => editor.discussion.show(undefined);
	const edits = [
		{ id: 'sticky', text: m.workflows_add_sticky(), keys: 'shift+n', run: acts.stick },
		{ id: 'tidy', text: m.workflows_tidy(), keys: 'shift+t', run: acts.tidy },
	];
	const views = zoom && [
		{ id: 'zoomIn', text: m.workflows_zoom_in(), keys: 'mod++', run: () => zoom(1) },
		{ id: 'zoomOut', text: m.workflows_zoom_out(), keys: 'mod+-', run: () => zoom(-1) },
		{ id: 'fit', text: m.workflows_fit(), keys: '!', run: acts.fit },
	];
	return [
		{ id: 'findStep', text: m.workflows_find_step(), keys: 'mod+f', run: acts.find },
		{ id: 'comment', text: m.workflows_comment_step(), keys: 'c', run: acts.comment },
		{ id: 'comments', text: m.workflows_comments_all(), keys: 'shift+c', run: all },
		...(editor.canEdit ? edits : []),
		...(views ?? []),
	].map((action) => ({ ...action, group: m.workflows_title(), notInText: true }));
}
