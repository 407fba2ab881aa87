/**
 * How many characters do not fit, in the unit in which schemas count: an emoji is two or more.
 * Where surrounding spaces are not stored, pass the text without them.
 */
export function excessOf(text: string, max: number): number {
	return Math.max(0, text.length - max);
}
