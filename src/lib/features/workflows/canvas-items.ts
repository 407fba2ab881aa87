import type { Edge, Node } from '@xyflow/svelte';
import { m } from '../../i18n/paraglide/messages';
import type { Editor } from './editor.svelte';
import { heightOf } from './graph';
import { edgeKey, NODE_WIDTH } from './layout';

/** The draft as SvelteFlow's nodes, in flow order, which is also the order of the Tab key. */
export function canvasNodes(editor: Editor): Node[] {
	const steps = editor.steps.map((step) => ({
		id: step.id,
		type: 'step',
		position: editor.positionOf(step.id),
		// Without a size a node stays hidden until the browser has measured it.
		initialWidth: NODE_WIDTH,
		initialHeight: heightOf(step, editor.heights),
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

/** What a remark takes before the browser has measured it. */
const STICKY_WIDTH = 208;
export const STICKY_HEIGHT = 96;

/** Steps that were moved by hand are joined directly; the others along the lanes of the layout. */
export function canvasEdges(editor: Editor): Edge[] {
	const { positions } = editor.session.content;
	return editor.steps.flatMap(({ id, ports }) =>
		ports.flatMap((port): Edge[] => {
			if (port.target === undefined || editor.isBack(id, port.id)) return [];
			const isMoved = id in positions || port.target in positions;
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
			last.position.x === position.x &&
			last.position.y === position.y;
		return isSame ? last : { ...last, ...node, position };
	});
}
