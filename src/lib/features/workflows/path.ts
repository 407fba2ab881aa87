import type { Point } from './layout';

/**
 * The line of an edge: it leaves and arrives level, and runs level through the columns that it
 * passes (`width` wide from each point of the route).
 */
export function edgePath(from: Point, route: readonly Point[], to: Point, width: number): string {
	// Level as far as the `+` behind the port, so that lines fan out where nothing stands.
	const next = route[0] ?? to;
	let at = { x: from.x + Math.min(LEAD, Math.max(0, ((next.x - from.x) * 2) / 3)), y: from.y };
	let path = `M${from.x} ${from.y} H${at.x}`;
	for (const lane of route) {
		path += curve(at, lane) + ` H${lane.x + width}`;
		at = { x: lane.x + width, y: lane.y };
	}
	return path + curve(at, to);
}

const LEAD = 40;

/**
 * A step that was moved by hand to the left of the one before still gets a line that can be
 * followed.
 */
function curve(from: Point, to: Point): string {
	const reach = to.x > from.x ? (to.x - from.x) / 2 : Math.max(60, (from.x - to.x) / 3);
	return ` C${from.x + reach} ${from.y} ${to.x - reach} ${to.y} ${to.x} ${to.y}`;
}
