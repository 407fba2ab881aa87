/** Letters that are written from right to left: Hebrew, Arabic and their neighbours. */
const RIGHT_TO_LEFT =
	/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** Invisible signs that turn the direction of all that follows. */
const TURNS = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;
/** Isolated already, without such a sign in it. */
const PIECE = /\u2068[^\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]*\u2069/gu;

/**
 * A person's words inside a sentence of ours. Those from right to left are isolated, so that the
 * punctuation and the numbers around them stay in their places (S-3). Done twice, it is done once;
 * a sentence with isolated words in it keeps them so.
 */
export function isolated(words: string): string {
	const rest = words.replace(PIECE, '');
	const plain = rest.replace(TURNS, '');
	if (plain !== rest) return `\u2068${words.replace(TURNS, '')}\u2069`;
	return RIGHT_TO_LEFT.test(rest) ? `\u2068${words}\u2069` : words;
}

/**
 * The same for what a message of the catalogue is given; numbers have no direction.
 *
 * @public The build writes its calls into the catalogue (vite.config).
 */
export function isolatedPart(part: unknown): unknown {
	return typeof part === 'string' ? isolated(part) : part;
}
