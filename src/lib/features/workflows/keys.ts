import { isTyping, pressed } from '../../ui/shortcut';
import type { Editor } from './editor.svelte';
import type { GraphStep } from './graph';

/**
 * What the canvas and the outline do on a key: the same in both, so that either alone is enough
 * (B3, B6).
 */
export type CanvasActs = {
	reveal(id: string): void;
	ask(id: string): void;
	remove(id: string): void;
	edit(): void;
	/** From the details of a step back to the step. */
	leave(): unknown;
	rename(): void;
	find(): void;
	fit(): void;
	tidy(): void;
	zoom(direction: 1 | -1): void;
};

/** True when the key was one of ours. */
export function onCanvasKey(event: KeyboardEvent, editor: Editor, acts: CanvasActs): boolean {
	const key = pressed(event);
	const act = key === undefined ? undefined : actOn(key, event, editor, acts);
	if (!act) return false;
	event.preventDefault();
	event.stopPropagation();
	act();
	return true;
}

function actOn(
	key: string,
	event: KeyboardEvent,
	editor: Editor,
	acts: CanvasActs,
): (() => void) | undefined {
	const { target } = event;
	const isIn = (selector: string) => target instanceof Element && target.closest(selector) !== null;
	if (key === 'escape' && isIn('[data-inspector]')) return acts.leave;
	if (!isTyping(target)) return viewKeys(editor, acts)[key] ?? stepKey(key, event, editor, acts);
	// What the browser would take back in a shared text may be somebody else's words.
	return isIn('[data-shared-text]') ? undoKeys(editor)[key] : undefined;
}

function undoKeys(editor: Editor): Record<string, (() => void) | undefined> {
	return {
		'mod+z': () => editor.undo(),
		'mod+shift+z': () => editor.session.redo(),
		'mod+y': () => editor.session.redo(),
	};
}

function viewKeys(editor: Editor, acts: CanvasActs): Record<string, (() => void) | undefined> {
	return {
		...undoKeys(editor),
		'mod+f': acts.find,
		'shift+t': acts.tidy,
		'shift+1': acts.fit,
		'!': acts.fit,
		'mod++': () => acts.zoom(1),
		'mod+=': () => acts.zoom(1),
		'mod+-': () => acts.zoom(-1),
	};
}

function stepKey(
	key: string,
	event: KeyboardEvent,
	editor: Editor,
	acts: CanvasActs,
): (() => void) | undefined {
	const step = editor.step(editor.selected);
	// On a button inside a step, Enter and Space are the button's own.
	const isOnStep = event.target instanceof HTMLElement && event.target.matches('[data-id]');
	if (!step || !isOnStep) return undefined;
	const next = neighbour(step, key, editor);
	if (next) return () => acts.reveal(next);
	switch (key) {
		case 'enter':
			return acts.edit;
		case 'f2':
			return acts.rename;
		case 'a':
		case '+':
			return () => acts.ask(step.id);
		case 'delete':
		case 'backspace':
			return () => acts.remove(step.id);
		case 'mod+d':
			return () => editor.duplicate(step.id);
		default:
			return undefined;
	}
}

/** Left and right walk along edges; up and down go to the nearest step in the same column. */
export function neighbour(step: GraphStep, key: string, editor: Editor): string | undefined {
	if (key === 'arrowright') return step.ports.find(({ target }) => target)?.target;
	if (key === 'arrowleft') {
		return editor.steps.find(({ ports }) => ports.some(({ target }) => target === step.id))?.id;
	}
	if (key !== 'arrowup' && key !== 'arrowdown') return undefined;
	const from = editor.positionOf(step.id);
	const sign = key === 'arrowup' ? -1 : 1;
	const [nearest] = editor.steps
		.map(({ id }) => ({ id, ...editor.positionOf(id) }))
		.filter(({ x, y }) => Math.abs(x - from.x) < SAME_COLUMN && (y - from.y) * sign > 0)
		.sort((a, b) => Math.abs(a.y - from.y) - Math.abs(b.y - from.y));
	return nearest?.id;
}

const SAME_COLUMN = 124;
