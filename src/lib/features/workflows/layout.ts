/**
 * The tidy layout of a workflow: columns from left to right, in each column the order of the ports
 * that lead there. Pure and stable: the same graph gives the same picture on every screen, so
 * nothing has to be stored for steps that nobody moved.
 *
 * L1 Two steps never overlap.
 * L2 An edge that is drawn goes to a column further right; one that would go back is listed in
 *    `back`.
 * L3 Between neighbouring columns, edges that follow the ports' order do not cross.
 */
export type LayoutNode = { id: string; height: number; ports: readonly string[] };
export type LayoutEdge = { from: string; port: string; to: string };
export type Point = { x: number; y: number };

export type Layout = {
	positions: Map<string, Point>;
	/** Edge key → points between its ends, where it passes columns without touching their steps. */
	routes: Map<string, Point[]>;
	/** Keys of edges that lead back: shown as "Go to", not as a line. */
	back: Set<string>;
};

export const NODE_WIDTH = 248;
/** Room for the `+` behind a port and for the bend of the line. */
const COLUMN_GAP = 96;
export const COLUMN_WIDTH = NODE_WIDTH + COLUMN_GAP;
const ROW_GAP = 40;
/** The height that a passing edge takes in a column. */
const LANE_HEIGHT = 8;

/**
 * `nodes[0]` is where the workflow starts; steps that nothing leads to stand below, in the given
 * order.
 */
export function layoutGraph(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Layout {
	const graph = indexGraph(nodes, edges);
	const { forward, back } = classifyEdges(nodes, graph);
	const columns = columnOf(nodes, forward);
	const rows = withLanes(nodes, forward, columns);
	orderRows(rows);
	placeRows(rows);
	return collect(rows, forward, back);
}

export function edgeKey(from: string, port: string): string {
	return `${from}:${port}`;
}

type Graph = Map<string, LayoutEdge[]>;
/** A step, or the lane of an edge that passes through the column. */
type Item = {
	id: string;
	column: number;
	height: number;
	y: number;
	/** Items of the column before that lead here, with the place of the port. */
	before: { item: Item; port: number }[];
	lane?: string;
	/** Place among those that nothing leads to. */
	seed: number;
};

function indexGraph(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Graph {
	const graph: Graph = new Map(nodes.map(({ id }) => [id, []]));
	const order = new Map(
		nodes.flatMap((node) => node.ports.map((port, i) => [edgeKey(node.id, port), i] as const)),
	);
	for (const edge of edges) if (graph.has(edge.to)) graph.get(edge.from)?.push(edge);
	for (const out of graph.values()) {
		out.sort((a, b) => portIndex(order, a) - portIndex(order, b));
	}
	return graph;
}

function portIndex(order: Map<string, number>, edge: LayoutEdge): number {
	return order.get(edgeKey(edge.from, edge.port)) ?? order.size;
}

/**
 * Depth first in port order: an edge to a step that is still open closes a ring, so it leads back.
 */
function classifyEdges(nodes: readonly LayoutNode[], graph: Graph) {
	const state = new Map<string, 'open' | 'done'>();
	const forward: LayoutEdge[] = [];
	const back = new Set<string>();
	for (const { id } of nodes) {
		if (state.has(id)) continue;
		// An explicit stack: a chain of a thousand steps must not end in a stack overflow.
		const stack = [{ id, next: 0 }];
		state.set(id, 'open');
		while (stack.length > 0) {
			const top = stack[stack.length - 1]!;
			const edge = graph.get(top.id)![top.next++];
			if (!edge) {
				state.set(top.id, 'done');
				stack.pop();
			} else if (state.get(edge.to) === 'open') {
				back.add(edgeKey(edge.from, edge.port));
			} else {
				forward.push(edge);
				if (state.has(edge.to)) continue;
				state.set(edge.to, 'open');
				stack.push({ id: edge.to, next: 0 });
			}
		}
	}
	return { forward, back };
}

/** The longest way from a start, so that every edge goes to the right (L2). */
function columnOf(nodes: readonly LayoutNode[], forward: readonly LayoutEdge[]) {
	const column = new Map(nodes.map(({ id }) => [id, 0]));
	const waiting = new Map(nodes.map(({ id }) => [id, 0]));
	const out = new Map<string, LayoutEdge[]>(nodes.map(({ id }) => [id, []]));
	for (const edge of forward) {
		waiting.set(edge.to, waiting.get(edge.to)! + 1);
		out.get(edge.from)!.push(edge);
	}
	const ready = nodes.filter(({ id }) => waiting.get(id) === 0).map(({ id }) => id);
	for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
		for (const { to } of out.get(id)!) {
			column.set(to, Math.max(column.get(to)!, column.get(id)! + 1));
			waiting.set(to, waiting.get(to)! - 1);
			if (waiting.get(to) === 0) ready.push(to);
		}
	}
	return column;
}

/** Every column's items; an edge over several columns gets a lane in each that it passes. */
function withLanes(
	nodes: readonly LayoutNode[],
	forward: readonly LayoutEdge[],
	columns: Map<string, number>,
): Item[][] {
	const items = new Map<string, Item>();
	const rows: Item[][] = [];
	const add = (item: Item): Item => {
		(rows[item.column] ??= []).push(item);
		return item;
	};
	for (const [seed, { id, height }] of nodes.entries()) {
		items.set(id, add({ id, column: columns.get(id)!, height, y: 0, before: [], seed }));
	}
	const ports = new Map(nodes.map((node) => [node.id, node.ports]));
	for (const { from, port, to } of forward) {
		const target = items.get(to)!;
		let item = items.get(from)!;
		let index = ports.get(from)!.indexOf(port);
		for (let column = item.column + 1; column < target.column; column++) {
			const id = edgeKey(from, port);
			const before = [{ item, port: index }];
			item = add({ id, column, height: LANE_HEIGHT, y: 0, before, lane: id, seed: target.seed });
			index = 0;
		}
		target.before.push({ item, port: index });
	}
	return rows;
}

/**
 * Left to right: an item stands where the first edge to it asks for; then as the others lean (L3).
 */
function orderRows(rows: Item[][]): void {
	const place = new Map<Item, number>();
	for (const row of rows) {
		const keys = new Map(row.map((item) => [item, firstEdge(item, place)]));
		row.sort((a, b) => {
			const [x, y] = [keys.get(a)!, keys.get(b)!];
			return x.row - y.row || x.port - y.port || a.seed - b.seed;
		});
		row.forEach((item, i) => place.set(item, i));
	}
}

function firstEdge(item: Item, place: Map<Item, number>): { row: number; port: number } {
	let first = { row: Infinity, port: Infinity };
	for (const { item: parent, port } of item.before) {
		const row = place.get(parent)!;
		if (row < first.row || (row === first.row && port < first.port)) first = { row, port };
	}
	// Infinity minus Infinity is not a number: what nothing leads to comes last by a finite key.
	return item.before.length > 0 ? first : { row: Number.MAX_SAFE_INTEGER, port: 0 };
}

/** As high as its first parent, and below what stands above it (L1). */
function placeRows(rows: Item[][]): void {
	for (const row of rows) {
		let free = 0;
		for (const item of row) {
			const wanted = item.before.length > 0 ? Math.min(...item.before.map((b) => b.item.y)) : 0;
			item.y = Math.max(free, wanted);
			free = item.y + item.height + ROW_GAP;
		}
	}
}

function collect(rows: Item[][], forward: readonly LayoutEdge[], back: Set<string>): Layout {
	const positions = new Map<string, Point>();
	const routes = new Map<string, Point[]>(
		forward.map(({ from, port }) => [edgeKey(from, port), []]),
	);
	for (const item of rows.flat()) {
		const x = item.column * COLUMN_WIDTH;
		if (item.lane === undefined) positions.set(item.id, { x, y: item.y });
		else routes.get(item.lane)!.push({ x, y: item.y + LANE_HEIGHT / 2 });
	}
	return { positions, routes, back };
}
