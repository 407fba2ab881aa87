/**
 * A message as text and links, for the messenger and the desk. The text is never changed: what a
 * link says is what was written.
 *
 * L1 A link leads to http, https, mailto or tel, and nowhere else (case 18).
 * L2 An address that hides where it leads stays text: one with a name before its host, one that
 *    turns the direction of writing.
 */
export type Part = { text: string; href?: string };

// Nothing is read twice, so that no text makes it slow (case 30): also a word without @ is taken.
const CANDIDATE =
	/\bhttps?:\/\/[^\s<>"'`\\]{1,2000}|\bwww\.[^\s<>"'`\\]{3,2000}|\bmailto:[^\s<>"'`\\]{3,320}|\btel:[+\d][\d().-]{2,30}|\b[a-z\d][a-z\d._%+-]*(?:@[a-z\d.-]{3,253})?/gi;
const MAY_BE_ADDRESS = /:|@[^.]*\.|^www\./i;

/** Where an address ends at the latest: other punctuation than its own, and marks nobody sees. */
const END =
	/[\p{Cc}\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3000-\u303f\ufeff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65«»“”‘’„‹›…]/u;
/** Signs of ASCII that can be seen: none of them ends an address. */
const IS_PLAIN = /^[!-~]*$/;
/** They are of the address as long as each has been opened in it. */
const PAIRS = new Map([
	[')', '('],
	[']', '['],
	['}', '{'],
]);
const CLOSES_SENTENCE = /[.,;:!?*_~|]/;

export function linkParts(text: string): Part[] {
	const parts: Part[] = [];
	let at = 0;
	for (const match of text.matchAll(CANDIDATE)) {
		if (!MAY_BE_ADDRESS.test(match[0])) continue;
		const address = addressIn(match[0]);
		const href = hrefOf(address);
		if (href === undefined) continue;
		if (match.index > at) parts.push({ text: text.slice(at, match.index) });
		parts.push({ text: address, href });
		at = match.index + address.length;
	}
	if (at < text.length) parts.push({ text: text.slice(at) });
	return parts;
}

/** Without the punctuation that belongs to the sentence around it. */
export function addressIn(candidate: string): string {
	const end = IS_PLAIN.test(candidate) ? -1 : candidate.search(END);
	const address = end < 0 ? candidate : candidate.slice(0, end);
	/** How many of each closing sign have not been opened in the address. */
	const unopened = new Map<string, number>();
	let { length } = address;
	for (; length > 0; length--) {
		const last = address[length - 1] ?? '';
		const open = PAIRS.get(last);
		if (open === undefined) {
			if (CLOSES_SENTENCE.test(last)) continue;
			break;
		}
		const left = unopened.get(last) ?? count(address, last) - count(address, open);
		if (left <= 0) break;
		unopened.set(last, left - 1);
	}
	return address.slice(0, length);
}

function count(text: string, sign: string): number {
	return text.split(sign).length - 1;
}

const LABEL = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}_-]{0,61}[\\p{L}\\p{M}\\p{N}])?';
const HOST = `(?:${LABEL}\\.){0,20}${LABEL}`;
const WEB = new RegExp(
	`^https?://(${HOST}|\\[[\\da-f:.]{2,45}\\])(?::(\\d{1,5}))?(?:[/?#]|$)`,
	'iu',
);
const MAILBOX = /^(?:mailto:)?[a-z\d][a-z\d._%+-]{0,63}@(?:[a-z\d-]{1,63}\.){1,8}[a-z]{2,63}$/i;
const PHONE = /^tel:\+?[\d().-]{3,30}$/i;

function hrefOf(address: string): string | undefined {
	if (/^https?:/i.test(address)) return isWeb(address) ? address : undefined;
	if (/^www\./i.test(address))
		return isWeb(`https://${address}`) ? `https://${address}` : undefined;
	if (PHONE.test(address)) return address;
	if (!MAILBOX.test(address)) return undefined;
	return /^mailto:/i.test(address) ? address : `mailto:${address}`;
}

function isWeb(address: string): boolean {
	const [, host = '', port = '0'] = WEB.exec(address) ?? [];
	if (host === '' || Number(port) > 65_535) return false;
	// Of numbers alone, only the four of an IPv4 address.
	const numbers = /^[\d.]+$/.test(host) ? host.split('.') : [];
	return (
		numbers.length === 0 || (numbers.length === 4 && numbers.every((one) => Number(one) < 256))
	);
}
