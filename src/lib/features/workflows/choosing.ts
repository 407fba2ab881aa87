import type { Editor } from './editor.svelte';

/**
 * A press with a modifier takes a step to the others that are chosen, on the canvas and in the
 * outline: before it takes the focus, which would choose it alone, and instead of SvelteFlow, which
 * keeps a choice of its own.
 */
export function chooseAlso(event: MouseEvent, editor: Editor): void {
	const isPlain = !event.shiftKey && !event.ctrlKey && !event.metaKey;
	const item = event.target instanceof Element && event.target.closest('[data-id]');
	const id = item && item.getAttribute('data-id');
	if (isPlain || !id || !isKnown(id, editor)) return;
	event.preventDefault();
	event.stopPropagation();
	if (event.type === 'mousedown') editor.toggle(id);
}

/** SvelteFlow marks its edges with ids of their own. */
function isKnown(id: string, { steps, stickies }: Editor): boolean {
	return [...steps, ...stickies].some((one) => one.id === id);
}
