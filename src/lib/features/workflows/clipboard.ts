import { copySteps, readSteps } from '../../model/copied-steps';
import { m } from '../../i18n/paraglide/messages';
import { announce } from '../../ui/announce.svelte';
import { notify } from '../../ui/notify';
import { isTyping } from '../../ui/shortcut';
import type { Editor } from './editor.svelte';

/**
 * Copying and pasting steps as text (U31). Keys arrive as the browser's own events, which need no
 * permission; the menu asks the clipboard, which a browser may refuse.
 */
export function clipboardOf(editor: Editor, acts: { reveal(id: string): void; remove(): void }) {
	function copied(): string | undefined {
		if (editor.chosen.length === 0) return undefined;
		return copySteps(editor.session.content.definition, editor.chosen);
	}

	function paste(text: string) {
		const read = readSteps(text);
		if (!read.ok) return notify({ text: REFUSED[read.problem.kind](), tone: 'problem' });
		editor.paste(read.value);
		announce(m.workflows_pasted({ count: editor.chosen.length }));
		if (editor.selected !== undefined) acts.reveal(editor.selected);
	}

	/** False when the browser would not let us. */
	async function write(): Promise<boolean> {
		const text = copied();
		if (text === undefined) return false;
		try {
			await navigator.clipboard.writeText(text);
		} catch {
			// Without a secure origin or the person's leave; the keys work nevertheless.
			notify({ text: m.workflows_clipboard_refused(), tone: 'problem' });
			return false;
		}
		announce(m.workflows_copied({ count: editor.chosen.length }));
		return true;
	}

	return {
		copy: () => void write(),
		cut: () => void write().then((isCopied) => isCopied && acts.remove()),
		paste: () =>
			void readClipboard().then((text) => {
				if (text === undefined) notify({ text: m.workflows_clipboard_refused(), tone: 'problem' });
				else paste(text);
			}),
		oncopy(event: ClipboardEvent) {
			const text = copied();
			if (text === undefined || !isForSteps(event)) return;
			event.clipboardData?.setData('text/plain', text);
			event.preventDefault();
			announce(m.workflows_copied({ count: editor.chosen.length }));
			if (event.type === 'cut' && editor.canEdit) acts.remove();
		},
		onpaste(event: ClipboardEvent) {
			if (!editor.canEdit || !isForSteps(event)) return;
			event.preventDefault();
			paste(event.clipboardData?.getData('text/plain') ?? '');
		},
	};
}

/** Words that are marked or written, and what a dialog shows, are the browser's to copy. */
function isForSteps({ target }: ClipboardEvent): boolean {
	const element = target instanceof Element ? target : document.activeElement;
	const isElsewhere = element?.closest('[role="dialog"], [data-inspector], [role="menu"]');
	return !isTyping(element) && !isElsewhere && getSelection()?.isCollapsed !== false;
}

async function readClipboard(): Promise<string | undefined> {
	try {
		return await navigator.clipboard.readText();
	} catch {
		// Without a secure origin or the person's leave.
		return undefined;
	}
}

const REFUSED = {
	notOurs: m.workflows_paste_not_ours,
	tooLarge: m.workflows_paste_too_large,
	newerVersion: m.workflows_paste_newer,
};
