import { copySteps, MAX_COPIED_CHARS, readSteps } from '../../model/copied-steps';
import { MAX_NODES } from '../../model/workflow';
import { m } from '../../i18n/paraglide/messages';
import { getLocale } from '../../i18n/paraglide/runtime';
import { announce } from '../../ui/announce.svelte';
import { notify } from '../../ui/notify';
import { isTyping } from '../../ui/shortcut';
import type { Editor } from './editor.svelte';

/**
 * Copying and pasting steps as text (U31). Keys arrive as the browser's own events, which need no
 * permission; the menu asks the clipboard, which a browser may refuse.
 */
export function clipboardOf(
	editor: Editor,
	acts: { reveal(id: string): void; remove(steps: readonly string[]): void },
	board: Pick<Clipboard, 'readText' | 'writeText'> = navigator.clipboard,
) {
	/** What is chosen now: until the browser has answered, something else may be. */
	function copied(): { steps: readonly string[]; text: string } | undefined {
		const steps = editor.chosen;
		if (steps.length === 0) return undefined;
		return { steps, text: copySteps(editor.session.content.definition, steps) };
	}

	function paste(text: string) {
		const read = readSteps(text);
		if (!read.ok) return notify({ text: REFUSED[read.problem.kind](), tone: 'problem' });
		editor.paste(read.value);
		announce(m.workflows_pasted({ count: editor.chosen.length }));
		if (editor.selected !== undefined) acts.reveal(editor.selected);
	}

	/** The steps that are on the clipboard now; none when the browser would not let us. */
	async function write(): Promise<readonly string[]> {
		const own = copied();
		if (!own) return [];
		try {
			await board.writeText(own.text);
		} catch {
			// Without a secure origin or the person's leave; the keys work nevertheless.
			notify({ text: m.workflows_clipboard_refused(), tone: 'problem' });
			return [];
		}
		announce(m.workflows_copied({ count: own.steps.length }));
		return own.steps;
	}

	async function read(): Promise<string | undefined> {
		try {
			return await board.readText();
		} catch {
			// Without a secure origin or the person's leave.
			return undefined;
		}
	}

	return {
		copy: () => write(),
		cut: () => write().then(acts.remove),
		async paste() {
			const text = await read();
			if (text === undefined) notify({ text: m.workflows_clipboard_refused(), tone: 'problem' });
			else paste(text);
		},
		duplicate() {
			const own = copied();
			if (own && editor.canEdit) paste(own.text);
		},
		oncopy(event: ClipboardEvent) {
			const own = copied();
			if (!own || !isForSteps(event)) return;
			event.clipboardData?.setData('text/plain', own.text);
			event.preventDefault();
			announce(m.workflows_copied({ count: own.steps.length }));
			if (event.type === 'cut') acts.remove(own.steps);
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

const REFUSED = {
	notOurs: m.workflows_paste_not_ours,
	tooLong: () => m.workflows_paste_too_long({ max: MAX_COPIED_CHARS.toLocaleString(getLocale()) }),
	tooManySteps: () => m.workflows_paste_too_many({ max: MAX_NODES }),
	newerVersion: m.workflows_paste_newer,
};
