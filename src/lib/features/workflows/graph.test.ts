import { expect, test } from 'vitest';
import { type WorkflowDefinition, defaultSettings } from '../../model/workflow';
import { emptyWorkspace } from '../../model/workspace';
import { stepKind, steps } from '../../steps';
import { templates } from '../../templates';
import { graphOf, heightOf, layoutInput } from './graph';
import { edgeKey, layoutGraph } from './layout';
import { outlineOf } from './outline';

const workspace = emptyWorkspace();

/** start → ask (yes → thanks → ask again, no → bye), and a step that nothing leads to. */
function definition(): WorkflowDefinition {
	const buttons = stepKind('reply-buttons')!.initial();
	const options = [
		{ id: 'yes', label: 'Sí' },
		{ id: 'no', label: 'No' },
	];
	return {
		format: 'relevo.workflow/1',
		title: 'Returns',
		trigger: { kind: 'first-message', params: {} },
		settings: defaultSettings(),
		start: 'ask',
		nodes: {
			lost: { kind: 'close', params: {}, next: {} },
			bye: { kind: 'teleport', name: 'Beam', params: { to: 'x' }, next: { far: 'lost2' } },
			thanks: { kind: 'message', params: { text: 'Thank you' }, next: { next: 'ask' } },
			ask: {
				kind: 'reply-buttons',
				params: { ...buttons, text: 'OK?', options },
				next: { yes: 'thanks', no: 'bye' },
			},
		},
	};
}

test('steps stand in the order of the flow, what is not connected last', () => {
	const ids = graphOf(definition(), workspace, 'en').map(({ id }) => id);
	expect(ids).toEqual(['trigger', 'ask', 'thanks', 'bye', 'lost']);
});

test('ports carry the author’s labels, and the kind’s own where there are none', () => {
	const [trigger, ask, thanks] = graphOf(definition(), workspace, 'en');
	expect(trigger!.ports).toEqual([{ id: 'next', label: '', target: 'ask' }]);
	expect(ask!.ports.map(({ label, target }) => [label, target])).toEqual([
		['Sí', 'thanks'],
		['No', 'bye'],
		['Not understood', undefined],
	]);
	expect(thanks!.ports[0]!.label).toBe('Next');
});

test('a kind of a newer version is shown with its name and edges (D4)', () => {
	const bye = graphOf(definition(), workspace, 'es').find(({ id }) => id === 'bye');
	expect(bye).toMatchObject({ group: 'unknown', title: 'Beam', ports: [{ id: 'far' }] });
});

test('the outline tells every step once, links where paths meet, and indents only choices', () => {
	const rows = outlineOf(graphOf(definition(), workspace, 'en')).filter((row) => !row.adds);
	expect(
		rows.map(({ step, depth, port, isLink, isLoose }) => [step.id, depth, port, isLink, isLoose]),
	).toEqual([
		['trigger', 0, '', false, false],
		['ask', 0, '', false, false],
		['thanks', 1, 'Sí', false, false],
		['ask', 1, '', true, false],
		['bye', 1, 'No', false, false],
		['lost', 0, '', false, true],
	]);
	expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
});

test('the outline offers a place for a step at every way that is open (U24)', () => {
	const open = { ...definition() };
	open.nodes.ask!.next = { no: 'thanks' };
	open.nodes.thanks!.next = {};
	const rows = outlineOf(graphOf(open, workspace, 'en')).filter(({ isLoose }) => !isLoose);
	expect(rows.map(({ step, depth, port, adds }) => [step.id, depth, port, adds])).toEqual([
		['trigger', 0, '', undefined],
		['ask', 0, '', undefined],
		// A single path is not indented, so what stands beside it comes first.
		['ask', 1, 'Sí', 'yes'],
		['ask', 1, 'Not understood', 'failure'],
		['thanks', 0, '', undefined],
		['thanks', 0, '', 'next'],
	]);
});

test.each(['es', 'en'] as const)(
	'every step kind can be drawn as it is first added (%s)',
	(locale) => {
		for (const { kind, initial } of steps) {
			const only: WorkflowDefinition = {
				...definition(),
				start: 'only',
				nodes: { only: { kind, params: initial(), next: {} } },
			};
			const [, step] = graphOf(only, workspace, locale);
			expect(step!.title, kind).not.toBe(kind);
			expect(step!.group, kind).not.toBe('unknown');
			if (step!.ports.length > 1) {
				const authored = new Set(['reply-buttons', 'branches']);
				if (!authored.has(kind)) expect(step!.ports.every(({ label }) => label !== '')).toBe(true);
			}
		}
	},
);

test('every template has a picture in which only real ways back run backwards', () => {
	for (const template of templates) {
		const graph = graphOf(template.definition('es'), workspace, 'es');
		const { nodes, edges } = layoutInput(graph, (step) => heightOf(step, new Map()));
		const { positions, back } = layoutGraph(nodes, edges);
		expect(positions.size).toBe(graph.length);
		for (const { from, port, to } of edges) {
			const isDrawnBack = back.has(edgeKey(from, port));
			expect(isDrawnBack && !leadsTo(edges, to, from), `${template.id} ${from}:${port}`).toBe(
				false,
			);
		}
	}
});

/** Whether a run can get from one step to the other. */
function leadsTo(edges: { from: string; to: string }[], from: string, to: string): boolean {
	const reached = new Set([from]);
	for (const step of reached) {
		for (const edge of edges) if (edge.from === step) reached.add(edge.to);
	}
	return reached.has(to);
}
