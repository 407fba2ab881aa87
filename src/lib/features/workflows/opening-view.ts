import { NODE_WIDTH, type Point } from './layout';

export type Size = { width: number; height: number };
export type View = Point & { zoom: number };

/** Smaller is never shown. */
export const LOWEST_ZOOM = 0.2;
/** Below this the words on a step cannot be read any more. */
const READABLE_ZOOM = 0.6;
/** The zoom at which a flow that is too large to be seen whole is shown from its start. */
const START_ZOOM = 0.9;
const MARGIN = 32;
/** Room above the first row for the name of somebody who stands on a step. */
const TOP = 56;

/**
 * Where the editor opens: the whole flow where it can still be read, else its start. `steps[0]` is
 * the trigger.
 */
export function openingView(steps: readonly (Point & { height: number })[], pane: Size): View {
	const [first] = steps;
	if (!first) return { x: MARGIN, y: TOP, zoom: START_ZOOM };
	const left = Math.min(...steps.map(({ x }) => x));
	const top = Math.min(...steps.map(({ y }) => y));
	// The `+` behind the last step belongs to what must be seen.
	const right = Math.max(...steps.map(({ x }) => x)) + NODE_WIDTH + MARGIN;
	const bottom = Math.max(...steps.map(({ y, height }) => y + height));
	const zoom = Math.min(
		(pane.width - 2 * MARGIN) / (right - left),
		(pane.height - TOP - MARGIN) / (bottom - top),
		1,
	);
	const shown =
		zoom < READABLE_ZOOM ? { from: first, zoom: START_ZOOM } : { from: { x: left, y: top }, zoom };
	return {
		x: MARGIN - shown.from.x * shown.zoom,
		y: TOP - shown.from.y * shown.zoom,
		zoom: shown.zoom,
	};
}

/** All of it, in the middle, however small. */
export function wholeView(boxes: readonly (Point & Size)[], pane: Size): View {
	if (boxes.length === 0) return { x: MARGIN, y: TOP, zoom: START_ZOOM };
	const left = Math.min(...boxes.map(({ x }) => x));
	const top = Math.min(...boxes.map(({ y }) => y));
	const width = Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN - left;
	const height = Math.max(...boxes.map((box) => box.y + box.height)) - top;
	const fits = Math.min((pane.width - 2 * MARGIN) / width, (pane.height - 2 * TOP) / height, 1);
	const zoom = Math.max(fits, LOWEST_ZOOM);
	return {
		x: (pane.width - width * zoom) / 2 - left * zoom,
		y: (pane.height - height * zoom) / 2 - top * zoom,
		zoom,
	};
}

/** Whether all of this is on the screen. */
export function isInView(
	{ x, y, width, height }: Point & Size,
	{ x: left, y: top, zoom }: View,
	pane: Size,
): boolean {
	return (
		left + x * zoom >= 0 &&
		top + y * zoom >= 0 &&
		left + (x + width) * zoom <= pane.width &&
		top + (y + height) * zoom <= pane.height
	);
}
