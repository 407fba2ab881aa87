/**
 * A text that is too long for one message, in parts.
 *
 * S1 Nothing is left out but blanks at a border.
 * S2 A border stands between paragraphs, else lines, sentences, words; never inside a letter as its
 *    reader sees it, unless one such letter alone is too long.
 * S3 The same on every host: nothing depends on a locale.
 */
export function splitText(text: string, max: number): string[] {
	const parts: string[] = [];
	let rest = text;
	while (rest.length > max) {
		const border = borderIn(rest, max);
		const part = rest.slice(0, border).trimEnd();
		if (part) parts.push(part);
		rest = rest.slice(border);
		// Blanks that follow would begin the next part.
		rest = part || !rest.trim() ? rest.trimStart() : rest;
	}
	return rest.trim() || parts.length === 0 ? [...parts, rest] : parts;
}

/** For texts that cannot stand in several parts: the end that does not fit is three dots. */
export function cutText(text: string, max: number): string {
	if (text.length <= max) return text;
	return `${text.slice(0, borderIn(text, max - 1)).trimEnd()}…`;
}

/** In order of preference. Each matches a border and what stands before it. */
const BORDERS = [/\n\s*\n/g, /\n/g, /[.!?…。！？]["'”’»)]*\s/g, /\s/g];
/** A part is not made shorter than this for the sake of a better border. */
const LEAST_FILLED = 0.5;

function borderIn(text: string, max: number): number {
	// One more: a blank that follows the last letter is a border, and takes no place.
	const head = text.slice(0, max + 1);
	for (const border of BORDERS) {
		let last = 0;
		for (const { index, 0: found } of head.matchAll(border)) {
			if (head.slice(0, index + found.length).trimEnd().length <= max) last = index + found.length;
		}
		if (last > max * LEAST_FILLED && !isInside(text, last)) return last;
	}
	let at = max;
	while (at > 0 && isInside(text, at)) at--;
	return at > 0 ? at : wholePairs(text, max);
}

function wholePairs(text: string, at: number): number {
	return LOW.test(text.charAt(at)) && HIGH.test(text.charAt(at - 1)) && at > 1 ? at - 1 : at;
}

/** Whether the letter before this place goes on behind it. */
function isInside(text: string, at: number): boolean {
	const [before, after] = [text.charAt(at - 1), text.charAt(at)];
	if (HIGH.test(before) && LOW.test(after)) return true;
	const next = String.fromCodePoint(text.codePointAt(at) ?? 0);
	if (JOINED.test(next) || before === '\u200d' || before + after === '\r\n') return true;
	if (!FLAG.test(next)) return false;
	// Flags are pairs: an odd number of halves before this place leaves one open.
	let halves = 0;
	for (let place = at - 2; place >= 0; place -= 2) {
		if (!FLAG.test(String.fromCodePoint(text.codePointAt(place) ?? 0))) break;
		halves++;
	}
	return halves % 2 === 1;
}

const HIGH = /[\ud800-\udbff]/;
const LOW = /[\udc00-\udfff]/;
/** What is drawn on the letter before it: marks, vowels, joiners, variants, skin, tags. */
const JOINED = /^(?:[\p{M}\p{Emoji_Modifier}\u0e33\u0eb3\u{e0020}-\u{e007f}]|\u200c|\u200d)/u;
const FLAG = /^\p{Regional_Indicator}/u;
