/** One contiguous change of a text. */
export type Splice = { at: number; remove: number; insert: string };

/**
 * The change that leads from one text to another. Where several would do (typing `l` in `hello`),
 * the caret after the change tells which one the person made.
 */
export function spliceBetween(before: string, after: string, caret = Infinity): Splice | undefined {
	if (before === after) return undefined;
	const shorter = Math.min(before.length, after.length);
	let tail = 0;
	const maxTail = Math.min(shorter, after.length - Math.min(caret, after.length));
	while (tail < maxTail && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
	let head = 0;
	while (head < shorter - tail && before[head] === after[head]) head++;
	// Without a caret the longest common head is taken first, so the tail may still grow.
	while (head + tail < shorter && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
	// Half of a surrogate pair is no character: the change is widened to whole ones.
	if (head > 0 && isHighSurrogate(after.charCodeAt(head - 1))) head--;
	if (tail > 0 && isLowSurrogate(after.charCodeAt(after.length - tail))) tail--;
	return {
		at: head,
		remove: before.length - head - tail,
		insert: after.slice(head, after.length - tail),
	};
}

/** Where a caret stands after somebody else's change: in front of the same character as before. */
export function caretAfter({ at, remove, insert }: Splice, caret: number): number {
	if (caret <= at) return caret;
	return Math.max(at, caret - remove) + insert.length;
}

function isHighSurrogate(code: number): boolean {
	return code >= 0xd800 && code < 0xdc00;
}

function isLowSurrogate(code: number): boolean {
	return code >= 0xdc00 && code < 0xe000;
}
