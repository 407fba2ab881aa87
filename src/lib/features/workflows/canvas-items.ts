import { type Edge, type Node, Position } from '@xyflow/svelte';
import { own } from '../../base/own';
import { m } from '../../i18n/paraglide/messages';
import { TRIGGER_NODE } from '../../model/workflow';
import type { Editor } from './editor.svelte';
import { type GraphStep, HEAD_MIDDLE, portHeights } from './graph';
import { edgeKey, NODE_WIDTH } from './layout';

/** The draft as SvelteFlow's nodes, in flow order, which is also the order of the Tab key. */
export function canvasNodes(editor: Editor): Node[] {
	const steps = editor.steps.map((step) => ({
		id: step.id,
		type: 'step',
		position: editor.positionOf(step.id),
		// Without a size a node stays hidden until the browser has measured it.
		initialWidth: NODE_WIDTH,
		initialHeight: editor.heightOf(step),
		handles: handlesOf(step, editor.heightOf(step)),
		selected: editor.isChosen(step.id),
		draggable: editor.canEdit,
		ariaLabel: step.title,
		ariaRole: 'group' as const,
		data: { step },
	}));
	const stickies = editor.stickies.map((sticky) => ({
		id: sticky.id,
		type: 'sticky',
		position: sticky.at,
		initialWidth: STICKY_WIDTH,
		initialHeight: STICKY_HEIGHT,
		// A remark lies under the steps that it speaks of.
		zIndex: -1,
		selected: editor.isChosen(sticky.id),
		draggable: editor.canEdit,
		ariaLabel: m.workflows_sticky_named({ text: sticky.text }),
		ariaRole: 'group' as const,
		data: { sticky },
	}));
	return [...steps, ...stickies];
}

/**
 * Where edges begin and end. Of a large workflow most steps are not to be seen, and without this
 * SvelteFlow would draw them all once to look for it (P14).
 */
export function handlesOf(step: GraphStep, height: number) {
	const out = portHeights(step, height).map((y, port) => ({
		id: step.ports[port]?.id ?? null,
		type: 'source' as const,
		position: Position.Right,
		x: NODE_WIDTH - 1 - HANDLE / 2,
		y: y - HANDLE / 2,
		width: HANDLE,
		height: HANDLE,
	}));
	if (step.id === TRIGGER_NODE) return out;
	const into = {
		type: 'target' as const,
		position: Position.Left,
		x: -HANDLE / 2,
		y: HEAD_MIDDLE - HANDLE / 2,
		width: HANDLE,
		height: HANDLE,
	};
	return [into, ...out];
}

/** As wide and high as Canvas.svelte draws one. */
const HANDLE = 9;

/** What a remark takes before the browser has measured it. */
export const STICKY_WIDTH = 208;
export const STICKY_HEIGHT = 96;

export function measuredHeights(nodes: readonly Node[]): [string, number][] {
	return nodes.flatMap(({ id, type, measured }): [string, number][] =>
		type === 'step' && measured?.height ? [[id, measured.height]] : [],
	);
}

/** Where it stands and what it takes, measured or not. */
export function boxOf({ position, measured, initialWidth = 0, initialHeight = 0 }: Node) {
	const { width = initialWidth, height = initialHeight } = measured ?? {};
	return { ...position, width, height };
}

/** Steps that were moved by hand are joined directly; the others along the lanes of the layout. */
export function canvasEdges(editor: Editor): Edge[] {
	const { positions } = editor.session.content;
	return editor.steps.flatMap(({ id, ports }) =>
		ports.flatMap((port): Edge[] => {
			if (port.target === undefined || editor.isBack(id, port.id)) return [];
			const isMoved = Boolean(own(positions, id) ?? own(positions, port.target));
			const key = edgeKey(id, port.id);
			const route = isMoved ? [] : (editor.layout.routes.get(key) ?? []);
			return [
				{
					id: key,
					type: 'step',
					source: id,
					sourceHandle: port.id,
					target: port.target,
					focusable: false,
					data: { route },
				},
			];
		}),
	);
}

/**
 * Keeps what SvelteFlow knows of a node (its size, a drag that is going on), and the object if
 * nothing changed.
 */
export function carryOver(before: Node[], now: Node[]): Node[] {
	const known = new Map(before.map((node) => [node.id, node]));
	return now.map((node) => {
		const last = known.get(node.id);
		if (!last) return node;
		const position = last.dragging ? last.position : node.position;
		const isSame =
			last.data.step === node.data.step &&
			last.data.sticky === node.data.sticky &&
			last.selected === node.selected &&
			last.ariaLabel === node.ariaLabel &&
			last.initialHeight === node.initialHeight &&
			last.position.x === position.x &&
			last.position.y === position.y;
		return isSame ? last : { ...last, ...node, position };
	});
}
