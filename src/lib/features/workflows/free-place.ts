import type { Point } from './layout';
import type { Size } from './opening-view';

type Box = Point & Size;

/** Where something new lies on nothing that is there: where it was wanted, or straight below. */
export function freePlace({ x, y, width, height }: Box, taken: readonly Box[]): Point {
	let free = y;
	// From the one that ends highest: below it, nothing that was passed is in the way again.
	for (const box of taken.toSorted((a, b) => endOf(a) - endOf(b))) {
		const isBeside = x + width <= box.x || box.x + box.width <= x;
		if (!isBeside && free < endOf(box) && box.y < free + height) free = endOf(box) + GAP;
	}
	return { x, y: free };
}

const GAP = 24;

function endOf({ y, height }: Box): number {
	return y + height;
}
