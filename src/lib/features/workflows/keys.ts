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
	/** These are about what is chosen: the selected step, or several. */
	copy(): void;
	cut(): void;
	paste(): void;
	duplicate(): void;
	remove(): void;
	edit(): void;
	/** From the details of a step back to the step. */
	leave(): unknown;
	rename(): void;
	find(): void;
	/** Shows what is said about the chosen step, ready to be answered. */
	comment(): void;
	/** Leaves a remark on the canvas. */
	stick(): void;
	fit(): void;
	tidy(): void;
	/** Where there is no canvas, the browser's own zoom is meant. */
	zoom: ((direction: 1 | -1) => void) | undefined;
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

/** Those that nobody looks for: the others are offered to the palette and the sheet. */
function viewKeys(editor: Editor, acts: CanvasActs): Record<string, (() => void) | undefined> {
	return {
		...undoKeys(editor),
		'mod+a': () => editor.choose(editor.steps.map(({ id }) => id)),
		// The `+` of keyboards that have it above `=`, as browsers take it.
		'mod+=': acts.zoom && (() => acts.zoom?.(1)),
	};
}

function stepKey(
	key: string,
	event: KeyboardEvent,
	editor: Editor,
	acts: CanvasActs,
): (() => void) | undefined {
	const { sticky } = editor;
	const step = editor.step(editor.selected);
	// On a button inside a step, Enter and Space are the button's own.
	const isOnStep = event.target instanceof HTMLElement && event.target.matches('[data-id]');
	if (!isOnStep) return undefined;
	const [dx, dy] = MOVES[key] ?? [];
	if (dx !== undefined && dy !== undefined) return () => editor.nudge(dx, dy);
	if (sticky && (key === 'enter' || key === 'f2')) return acts.edit;
	if (sticky && (key === 'delete' || key === 'backspace')) return acts.remove;
	if (!step) return undefined;
	const next = neighbour(step, key.replace('shift+', ''), editor);
	if (next) {
		return () => {
			if (event.shiftKey) editor.extend(next);
			acts.reveal(next);
		};
	}
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
			return acts.remove;
		case 'mod+d':
			return acts.duplicate;
		case 'escape':
			return editor.marked.size > 1 ? () => editor.choose([step.id]) : undefined;
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

/** A step is moved by the grid that is drawn behind it. */
const GRID = 24;
const MOVES: Record<string, [number, number] | undefined> = {
	'mod+arrowleft': [-GRID, 0],
	'mod+arrowright': [GRID, 0],
	'mod+arrowup': [0, -GRID],
	'mod+arrowdown': [0, GRID],
};
