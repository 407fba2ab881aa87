import type { CountLines } from './graph';
import { NODE_WIDTH } from './layout';

/** What is left of a step's width for its words, between its borders and paddings. */
const TEXT_WIDTH = NODE_WIDTH - 2 * 13;

/**
 * Counts the lines of texts on steps as the browser would break them, without drawing any: the
 * layout of a large workflow stands still while its steps come into view.
 */
export function lineCounter(): CountLines {
	const context = document.createElement('canvas').getContext('2d');
	if (!context) return () => 2;
	const { fontSize, fontFamily } = getComputedStyle(document.body);
	context.font = `${fontSize} ${fontFamily}`;
	const known = new Map<string, 1 | 2>();
	return (text) => {
		const lines = known.get(text) ?? (context.measureText(text).width <= TEXT_WIDTH ? 1 : 2);
		known.set(text, lines);
		return lines;
	};
}
