import { fail, ok, type Result } from '../base/result';

/**
 * JSON that came from outside, before anything is asked of it. Whatever the text holds, this ends
 * soon: what reads the value afterwards may be recursive.
 */
export function readBoundedJson(
	text: string,
	max: { chars: number; values: number },
): Result<unknown, { kind: 'tooLarge' | 'notJson' }> {
	if (text.length > max.chars) return fail('tooLarge');
	try {
		const value: unknown = JSON.parse(text);
		return isBounded(value, max.values) ? ok(value) : fail('tooLarge');
	} catch {
		// Not a fault of ours: the person is told that this is nothing that can be read here.
		return fail('notJson');
	}
}

const MAX_DEPTH = 30;

/** Without recursion: a text may be nested deeper than any stack. */
function isBounded(value: unknown, maxValues: number): boolean {
	const queue = [{ value, depth: 0 }];
	for (const { value: one, depth } of queue) {
		if (depth > MAX_DEPTH || queue.length > maxValues) return false;
		if (typeof one !== 'object' || one === null) continue;
		for (const item of Object.values(one)) queue.push({ value: item, depth: depth + 1 });
	}
	return true;
}
