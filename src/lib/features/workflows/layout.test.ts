import dagre from '@dagrejs/dagre';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LayoutEdge, type LayoutNode, NODE_WIDTH, edgeKey, layoutGraph } from './layout';

function node(id: string, ports: string[] = ['next'], height = 100): LayoutNode {
	return { id, ports, height };
}
function edge(from: string, to: string, port = 'next'): LayoutEdge {
	return { from, port, to };
}

test('a chain is one straight row', () => {
	const { positions } = layoutGraph(
		[node('a'), node('b'), node('c')],
		[edge('a', 'b'), edge('b', 'c')],
	);
	expect([...positions.values()].map(({ y }) => y)).toEqual([0, 0, 0]);
	expect(positions.get('c')!.x).toBe(2 * positions.get('b')!.x);
});

test('branches stand in the order of their ports, whatever order the edges come in (L3)', () => {
	const nodes = [node('a', ['1', '2', '3']), node('z'), node('m'), node('b')];
	const edges = [edge('a', 'z', '3'), edge('a', 'b', '2'), edge('a', 'm', '1')];
	const { positions } = layoutGraph(nodes, edges);
	const byHeight = ['m', 'b', 'z'].map((id) => positions.get(id)!.y);
	expect(byHeight).toEqual([0, 140, 280]);
});

test('W-LIFE-05: an edge back is a "Go to", not a line (L2)', () => {
	const { back, routes, positions } = layoutGraph(
		[node('a'), node('b'), node('c', ['again', 'on'])],
		[edge('a', 'b'), edge('b', 'c'), edge('c', 'b', 'again')],
	);
	expect([...back]).toEqual(['c:again']);
	expect(routes.has('c:again')).toBe(false);
	expect(positions.get('c')!.x).toBeGreaterThan(positions.get('b')!.x);
});

test('an edge over a column has a lane there that touches no step', () => {
	const nodes = [node('a', ['long', 'short']), node('b'), node('c')];
	const { positions, routes } = layoutGraph(nodes, [
		edge('a', 'b', 'short'),
		edge('a', 'c', 'long'),
		edge('b', 'c'),
	]);
	const [lane] = routes.get('a:long')!;
	const b = positions.get('b')!;
	expect(lane!.x).toBe(b.x);
	expect(lane!.y < b.y || lane!.y > b.y + 100).toBe(true);
});

test('steps that nothing leads to are shown below', () => {
	const { positions } = layoutGraph([node('a'), node('b'), node('lost')], [edge('a', 'b')]);
	expect(positions.get('lost')).toEqual({ x: 0, y: 140 });
});

test('a chain of two thousand steps does not overflow', () => {
	const nodes = Array.from({ length: 2000 }, (_, i) => node(`n${i}`));
	const edges = nodes.slice(1).map(({ id }, i) => edge(`n${i}`, id));
	expect(layoutGraph(nodes, edges).positions.size).toBe(2000);
});

const graphs = fc.integer({ min: 1, max: 14 }).chain((size) =>
	fc.record({
		heights: fc.array(fc.integer({ min: 60, max: 300 }), { minLength: size, maxLength: size }),
		edges: fc.uniqueArray(
			fc.record({ from: fc.nat(size - 1), to: fc.nat(size - 1), port: fc.nat(3) }),
			{ maxLength: 30, selector: ({ from, port }) => `${from}:${port}` },
		),
	}),
);

function materialise({
	heights,
	edges,
}: {
	heights: number[];
	edges: { from: number; to: number; port: number }[];
}) {
	const nodes = heights.map((height, i) => node(`n${i}`, ['0', '1', '2', '3'], height));
	return { nodes, edges: edges.map(({ from, to, port }) => edge(`n${from}`, `n${to}`, `${port}`)) };
}

test('W-LIFE-05: steps never overlap, and every drawn edge goes right (L1, L2)', () => {
	fc.assert(
		fc.property(graphs, (raw) => {
			const { nodes, edges } = materialise(raw);
			const { positions, routes, back } = layoutGraph(nodes, edges);
			const boxes = nodes.map(({ id, height }) => ({ ...positions.get(id)!, height }));
			for (const [i, a] of boxes.entries()) {
				for (const b of boxes.slice(i + 1)) {
					const apart =
						a.x + NODE_WIDTH < b.x ||
						b.x + NODE_WIDTH < a.x ||
						a.y + a.height < b.y ||
						b.y + b.height < a.y;
					expect(apart).toBe(true);
				}
			}
			for (const { from, port, to } of edges) {
				expect(routes.has(edgeKey(from, port))).toBe(!back.has(edgeKey(from, port)));
				if (back.has(edgeKey(from, port))) continue;
				expect(positions.get(to)!.x).toBeGreaterThan(positions.get(from)!.x);
			}
		}),
	);
});

test('needs no more columns than dagre ranking by longest path', () => {
	fc.assert(
		fc.property(graphs, (raw) => {
			const { nodes, edges } = materialise(raw);
			const ours = layoutGraph(nodes, edges);
			const drawn = edges.filter(({ from, port }) => !ours.back.has(edgeKey(from, port)));
			const columns = new Set([...ours.positions.values()].map(({ x }) => x)).size;
			expect(columns).toBeLessThanOrEqual(dagreColumns(nodes, drawn));
		}),
	);
});

function dagreColumns(nodes: LayoutNode[], edges: LayoutEdge[]): number {
	const graph = new dagre.graphlib.Graph({ multigraph: true });
	graph.setGraph({ rankdir: 'LR', ranker: 'longest-path' });
	graph.setDefaultEdgeLabel(() => ({}));
	for (const { id, height } of nodes) graph.setNode(id, { width: NODE_WIDTH, height });
	for (const { from, port, to } of edges) graph.setEdge(from, to, {}, port);
	dagre.layout(graph);
	return new Set(nodes.map(({ id }) => Math.round(graph.node(id).x))).size;
}
