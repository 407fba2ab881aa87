/** Letters that are written from right to left: Hebrew, Arabic and their neighbours. */
const RIGHT_TO_LEFT =
	/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** Invisible signs that turn the direction of all that follows. */
const TURNS = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A person's words inside a sentence of ours. Those from right to left are isolated, so that the
 * punctuation and the numbers around them stay in their places (S-3).
 */
export function isolated(words: string): string {
	const plain = words.replace(TURNS, '');
	return RIGHT_TO_LEFT.test(plain) || plain !== words ? `\u2068${plain}\u2069` : words;
}
