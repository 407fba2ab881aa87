import type * as Y from 'yjs';
import type { Splice } from '../base/splice';

/**
 * One change of a text by one person: what another types elsewhere in it at the same time is kept.
 */
export function spliceShared(text: Y.Text, splice: Splice): void {
	// The splice was made against what the person saw; the text may be shorter by now.
	const at = Math.min(splice.at, text.length);
	const remove = Math.min(splice.remove, text.length - at);
	// Inserting first keeps the new words where the old ones stood, before what others write behind
	// them.
	if (splice.insert) text.insert(at, splice.insert);
	if (remove > 0) text.delete(at + splice.insert.length, remove);
}
