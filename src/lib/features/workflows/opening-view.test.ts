import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { NODE_WIDTH } from './layout';
import { isInView, LOWEST_ZOOM, openingView, wholeView } from './opening-view';

const pane = { width: 900, height: 780 };
const at = (x: number, y: number) => ({ x, y, height: 100 });

test('a small flow stands at its natural size, at the top left', () => {
	expect(openingView([at(0, 0), at(344, 0)], pane)).toEqual({ x: 32, y: 56, zoom: 1 });
});

test('a flow that would be too small to read is shown from its start', () => {
	const steps = [at(0, 200), at(344, -500), at(6000, 0)];
	expect(openingView(steps, pane)).toEqual({ x: 32, y: 56 - 200 * 0.9, zoom: 0.9 });
});

test('an empty canvas has a view too', () => {
	expect(openingView([], pane).zoom).toBeGreaterThan(0);
});

const BOX = {
	x: fc.integer({ min: -2000, max: 4000 }),
	y: fc.integer({ min: -2000, max: 4000 }),
	height: fc.integer({ min: 37, max: 400 }),
};
const step = fc.record(BOX);
property.prop([
	fc.array(step, { minLength: 1, maxLength: 12 }),
	fc.integer({ min: 400, max: 2000 }),
	fc.integer({ min: 300, max: 1400 }),
])('the start is always seen; all is seen unless it could not be read', (steps, width, height) => {
	const view = openingView(steps, { width, height });
	const seen = steps.map((one) => {
		const [left, top] = [one.x * view.zoom + view.x, one.y * view.zoom + view.y];
		const [right, bottom] = [left + NODE_WIDTH * view.zoom, top + one.height * view.zoom];
		// Half a pixel is lost in the arithmetic of floating points.
		return {
			starts: left >= -0.5 && top >= -0.5,
			whole: right <= width + 0.5 && bottom <= height + 0.5,
		};
	});
	expect(view.zoom).toBeGreaterThanOrEqual(0.6);
	expect(seen[0]!.starts).toBe(true);
	if (view.zoom !== 0.9) expect(seen.every(({ starts, whole }) => starts && whole)).toBe(true);
});

test('a box is in view when all of it is, at any zoom (WCAG 2.4.11)', () => {
	const box = { x: 100, y: 100, width: 248, height: 100 };
	const pane = { width: 400, height: 300 };
	expect(isInView(box, { x: 0, y: 0, zoom: 1 }, pane)).toBe(true);
	expect(isInView(box, { x: -101, y: 0, zoom: 1 }, pane)).toBe(false);
	expect(isInView(box, { x: 60, y: 0, zoom: 1 }, pane)).toBe(false);
	expect(isInView(box, { x: 60, y: 0, zoom: 0.8 }, pane)).toBe(true);
	expect(isInView(box, { x: 0, y: 0, zoom: 1.6 }, pane)).toBe(false);
});

test('an empty canvas is seen whole, too', () => {
	expect(wholeView([], pane).zoom).toBeGreaterThan(0);
});

property.prop([
	fc.array(fc.record({ ...BOX, width: fc.integer({ min: 100, max: 300 }) }), { minLength: 1 }),
	fc.integer({ min: 400, max: 2000 }),
	fc.integer({ min: 300, max: 1400 }),
])('all of it is in the middle, and seen unless it could not be drawn smaller', (boxes, w, h) => {
	const size = { width: w, height: h };
	const view = wholeView(boxes, size);
	const isSeen = boxes.every((box) => isInView(box, view, size));
	expect(isSeen || view.zoom === LOWEST_ZOOM).toBe(true);
	expect(view.zoom).toBeLessThanOrEqual(1);
	const middle = (Math.min(...boxes.map(({ y }) => y)) + bottomOf(boxes)) / 2;
	expect(middle * view.zoom + view.y).toBeCloseTo(h / 2);
});

function bottomOf(boxes: readonly { y: number; height: number }[]): number {
	return Math.max(...boxes.map(({ y, height }) => y + height));
}
