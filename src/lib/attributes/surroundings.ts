/**
 * An address or a number without what people and programs put around it: quotes and brackets of
 * any script, the punctuation of the sentence, a bullet, an emoji, `*marks*` of formatting, and
 * marks that nobody sees, wherever they are. `last` is what its last sign can be.
 */
export function withoutSurroundings(text: string, last = LETTER): string {
	const signs = [...text.replace(INVISIBLE, '')];
	let end = signs.length;
	while (end > 0 && !last.test(signs[end - 1] ?? '')) end--;
	const after = new Set(signs.slice(end));
	const isClosed = signs.slice(0, end).some((sign) => CLOSING.test(sign));
	const isAround = (sign: string, next: string) =>
		OPENING.test(sign)
			? !isClosed
			: !FIRST.test(sign) || (MARKUP.test(sign) && (after.has(sign) || /\s/.test(next)));
	let start = 0;
	while (start < end && isAround(signs[start] ?? '', nextOf(signs, start))) start++;
	return signs.slice(start, end).join('');
}

/** Of a link, whose closing slash and brackets are its own. */
export const LINK_END = /[^\s"'`<>\p{Pi}\p{Pf}]/u;

/** The joiners are of the spelling of some languages. */
const INVISIBLE = /(?![\u200c\u200d])(?:\p{Cf}|\p{Default_Ignorable_Code_Point})/gu;
const LETTER = /[\p{L}\p{M}\p{Nd}]/u;
/** What a mailbox's name can begin with; a number begins with a plus. */
const FIRST = /[\p{L}\p{M}\p{Nd}!#$%&*+/=?^_{|}~@-]/u;
/** Around all of it or before a blank they are not of it; a plus is. */
const MARKUP = /[*_~|/=#-]/;
const OPENING = /\p{Ps}/u;
const CLOSING = /\p{Pe}/u;

/** The first sign that differs: `__` is one mark. */
function nextOf(signs: readonly string[], start: number): string {
	let at = start + 1;
	while (signs[at] === signs[start] && at < start + 3) at++;
	return signs[at] ?? '';
}
