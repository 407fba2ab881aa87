import * as Y from 'yjs';
import type { Splice } from '../base/splice';
import { MAX_STICKIES, MAX_STICKY_CHARS, type Sticky } from '../model/sticky';
import { type Draft, type Position, readPosition } from './draft-shape';
import { spliceShared } from './shared-text';

/**
 * Remarks on the canvas (U32). They are edited like steps, field by field, and undone like them;
 * but they are no part of the workflow: no version holds them, and nobody's change is noted.
 */

/** False when there are as many as are shown. */
export function addSticky(draft: Draft, id: string, at: Position): boolean {
	if (draft.stickies.size >= MAX_STICKIES) return false;
	const fields = new Y.Map<unknown>([
		['text', new Y.Text()],
		['at', rounded(at)],
	]);
	draft.doc.transact(() => draft.stickies.set(id, fields), draft.origin);
	return true;
}

export function moveSticky(draft: Draft, id: string, at: Position): void {
	edit(draft, id, (sticky) => sticky.set('at', rounded(at)));
}

export function spliceSticky(draft: Draft, id: string, splice: Splice): void {
	edit(draft, id, (sticky) => {
		const text = sticky.get('text');
		if (!(text instanceof Y.Text)) return;
		const room = MAX_STICKY_CHARS - text.length + Math.min(splice.remove, text.length);
		spliceShared(text, { ...splice, insert: splice.insert.slice(0, Math.max(0, room)) });
	});
}

export function removeSticky(draft: Draft, id: string): void {
	draft.doc.transact(() => draft.stickies.delete(id), draft.origin);
}

/** In the order of their ids, which is that of their making; the same for every replica (D2). */
export function readStickies({ stickies }: Draft): Sticky[] {
	return [...stickies.keys()]
		.sort()
		.flatMap((id) => readSticky(id, stickies.get(id)) ?? [])
		.slice(0, MAX_STICKIES);
}

function readSticky(id: string, fields: unknown): Sticky | undefined {
	if (!(fields instanceof Y.Map)) return undefined;
	const [text, at] = [fields.get('text'), readPosition(fields.get('at'))];
	if (!(text instanceof Y.Text) || !at) return undefined;
	return { id, text: text.toString().slice(0, MAX_STICKY_CHARS), at };
}

function edit(draft: Draft, id: string, change: (sticky: Y.Map<unknown>) => void): void {
	const sticky: unknown = draft.stickies.get(id);
	if (sticky instanceof Y.Map) draft.doc.transact(() => change(sticky), draft.origin);
}

function rounded({ x, y }: Position): Position {
	return { x: Math.round(x), y: Math.round(y) };
}
