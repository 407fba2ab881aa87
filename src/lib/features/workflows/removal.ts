import { m } from '../../i18n/paraglide/messages';
import type { Editor } from './editor.svelte';
import { offerUndo } from './offer-undo';

/** Deleting from the canvas or the outline: it is said, and can be taken back from there (U10). */
export function removalOf(editor: Editor, reveal: (id: string) => void) {
	function tell(text: string) {
		offerUndo(editor.session, text, () => editor.undo());
	}

	function steps(ids: readonly string[]) {
		const [step, ...others] = ids.flatMap((id) => editor.step(id) ?? []);
		if (!step || !editor.canEdit) return;
		const next = editor.remove(ids);
		if (next !== undefined) reveal(next);
		const count = others.length + 1;
		tell(
			count > 1
				? m.workflows_removed_several({ count })
				: m.workflows_removed({ step: step.title }),
		);
	}

	function sticky(id: string) {
		if (!editor.canEdit) return;
		editor.removeSticky(id);
		tell(m.workflows_removed({ step: m.workflows_sticky() }));
	}

	/** What is chosen: a remark, or steps. */
	const chosen = () => (editor.sticky ? sticky(editor.sticky.id) : steps(editor.chosen));

	return { steps, chosen };
}
